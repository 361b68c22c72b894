using System.Text;
using System.Text.Json;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Workbench.Check;

/// <summary>A line from the pool: as JSON, and as the library understands it.</summary>
internal sealed record Incoming(JsonElement Root, ServerMessage Message)
{
    /// <summary>The method; null for answers and for what is no message.</summary>
    public string? Method => Root.ValueKind == JsonValueKind.Object
        && Root.TryGetProperty("method", out JsonElement method) && method.ValueKind == JsonValueKind.String
            ? method.GetString()
            : null;

    public JsonElement Parameters =>
        Root.TryGetProperty("params", out JsonElement parameters) ? parameters : default;

    /// <summary>The answer that this is; null where it is none.</summary>
    public Answer? Answer => Message is Reply reply ? Check.Answer.Of(Root, reply) : null;

    public static Incoming Read(string line)
    {
        ServerMessage message = MessageReader.Read(Encoding.UTF8.GetBytes(line));
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return new Incoming(document.RootElement.Clone(), message);
        }
        catch (JsonException)
        {
            return new Incoming(default, message);
        }
    }
}
