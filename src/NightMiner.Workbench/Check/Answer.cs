using System.Text.Json;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;

namespace NightMiner.Workbench.Check;

/// <summary>What came back for a request: an answer, nothing in time, or the end of the connection.</summary>
internal sealed record Answer
{
    private Answer(string text) => Text = text;

    /// <summary>In words, made printable.</summary>
    public string Text { get; }

    /// <summary>The answer as it came; undefined where none came.</summary>
    public JsonElement Root { get; private init; }

    /// <summary>The answer understood; null where none came.</summary>
    public Reply? Reply { get; private init; }

    public bool IsMissing => Reply is null && !IsEnd;

    public bool IsEnd { get; private init; }

    /// <summary>Whether it came under the id of another request, or of none.</summary>
    public bool IsForAnother { get; init; }

    public bool IsYes => Reply?.IsYes == true;

    /// <summary>Whether the pool answered, and not with yes.</summary>
    public bool IsRefusal => Reply is { IsYes: false };

    /// <summary>The kind of a refusal; null where it is none, or without a reason.</summary>
    public RejectReason? Reason => Reply?.Error?.Reason;

    /// <summary>The id as the JSON token that came.</summary>
    public string IdToken => Root.TryGetProperty("id", out JsonElement id) ? id.GetRawText() : "(no id)";

    public static Answer Missing(TimeSpan waited) =>
        new(FormattableString.Invariant($"no answer within {waited.TotalSeconds:0.#} s"));

    public static Answer End { get; } = new("the pool closed the connection") { IsEnd = true };

    public static Answer Of(JsonElement root, Reply reply) => new(Describe(reply)) { Root = root, Reply = reply };

    private static string Describe(Reply reply) => reply.Error is { } error ? $"refused: {error}"
        : reply.IsYes ? "true"
        : reply.Result.ValueKind == JsonValueKind.Undefined ? "an answer without a result"
        : PrintableText.From(reply.Result.GetRawText(), 80);
}
