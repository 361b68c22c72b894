using System.Text.Json;
using System.Text.Json.Nodes;

namespace NightMiner.Protocol.Stratum;

/// <summary>
/// Any other method, for one's own experiments. Parameters are JSON values: texts, numbers, true and false convert by
/// themselves, as in <c>new CustomRequest("mining.suggest_target", "ff", 4, true, null)</c>. Equal are two requests
/// with the same method and parameters.
/// </summary>
public sealed record CustomRequest : ClientRequest
{
    /// <summary>Makes a request. The parameters are copied: changing them afterwards changes nothing here.</summary>
    /// <param name="methodName">The method's name on the wire.</param>
    /// <param name="parameters">The values of the list of parameters; null is JSON's null.</param>
    /// <exception cref="ArgumentException">A parameter can't be written as JSON, such as NaN or an infinite number; the
    /// message says which one.</exception>
    public CustomRequest(string methodName, params IReadOnlyList<JsonNode?> parameters)
    {
        ArgumentException.ThrowIfNullOrEmpty(methodName);
        ArgumentNullException.ThrowIfNull(parameters);
        Method = methodName;
        Parameters = [.. parameters.Select(Copy)];
    }

    /// <inheritdoc/>
    public override string Method { get; }

    /// <summary>The values of the list of parameters; null is JSON's null.</summary>
    public IReadOnlyList<JsonNode?> Parameters { get; }

    /// <inheritdoc/>
    public override void WriteParameters(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartArray();
        foreach (JsonNode? parameter in Parameters)
        {
            if (parameter is null) json.WriteNullValue();
            else parameter.WriteTo(json);
        }
        json.WriteEndArray();
    }

    /// <summary>Whether method and parameters are the same.</summary>
    public bool Equals(CustomRequest? other) => other is not null && Method == other.Method
        && Parameters.Count == other.Parameters.Count
        && Parameters.Zip(other.Parameters).All(pair => JsonNode.DeepEquals(pair.First, pair.Second));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Method, Parameters.Count);

    private static JsonNode? Copy(JsonNode? parameter, int place)
    {
        try
        {
            return parameter is null ? null : JsonNode.Parse(parameter.ToJsonString());
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or InvalidOperationException
            or JsonException)
        {
            throw new ArgumentException(
                $"parameter {place + 1} can't be written as JSON: {e.Message}", nameof(parameter), e);
        }
    }
}
