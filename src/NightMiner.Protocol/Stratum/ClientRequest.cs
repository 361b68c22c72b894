using System.Globalization;
using System.Text.Json;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Protocol.Stratum;

/// <summary>What a client asks of a pool.</summary>
public abstract record ClientRequest
{
    /// <summary>The method's name on the wire.</summary>
    public abstract string Method { get; }

    /// <summary>Writes the parameters as an array.</summary>
    public abstract void WriteParameters(Utf8JsonWriter json);
}

/// <summary>mining.subscribe: asks for jobs and for an extranonce1.</summary>
/// <param name="Agent">Name and version of the program, such as NightMiner/1.0; null for pools that refuse it.</param>
/// <param name="SessionId">The id of an earlier session at this pool that is to be resumed; needs an agent.</param>
public sealed record Subscribe(string? Agent, string? SessionId = null) : ClientRequest
{
    /// <summary>
    /// The request with one parameter less, for pools that refuse this one: first without the session id, then without
    /// the agent. Null where nothing is left to leave out.
    /// </summary>
    public Subscribe? Plainer => this switch
    {
        { Agent: null } => null,
        { SessionId: null } => new Subscribe(Agent: null),
        _ => this with { SessionId = null },
    };

    /// <inheritdoc/>
    public override string Method => "mining.subscribe";

    /// <inheritdoc/>
    public override void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        if (Agent is not null) json.WriteStringValue(Agent);
        if (Agent is not null && SessionId is not null) json.WriteStringValue(SessionId);
        json.WriteEndArray();
    }
}

/// <summary>mining.authorize: logs a worker in. As text it does not show the password.</summary>
/// <param name="User">The worker's name; most pools want ACCOUNT.WORKER or an address.</param>
/// <param name="Password">Goes over the wire as it is; many pools take any, or read options from it.</param>
public sealed record Authorize(string User, string Password) : ClientRequest
{
    /// <inheritdoc/>
    public override string Method => "mining.authorize";

    /// <inheritdoc/>
    public override void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteStringValue(User);
        json.WriteStringValue(Password);
        json.WriteEndArray();
    }

    /// <inheritdoc/>
    public override string ToString() => $"Authorize {{ User = {User} }}";
}

/// <summary>
/// mining.extranonce.subscribe: the pool may send mining.set_extranonce. Many pools never answer it.
/// </summary>
public sealed record ExtranonceSubscribe : ClientRequest
{
    /// <inheritdoc/>
    public override string Method => "mining.extranonce.subscribe";

    /// <inheritdoc/>
    public override void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteEndArray();
    }
}

/// <summary>
/// mining.suggest_difficulty: asks for shares of about this difficulty. ckpool takes whole numbers only and never
/// answers; public-pool answers with mining.set_difficulty and listens once, before the login.
/// </summary>
public sealed record SuggestDifficulty(Difficulty Difficulty) : ClientRequest
{
    /// <inheritdoc/>
    public override string Method => "mining.suggest_difficulty";

    /// <inheritdoc/>
    public override void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteRawValue(Difficulty.ToString()); // the decimal number as it is, not the nearest double
        json.WriteEndArray();
    }
}

/// <summary>mining.submit: hands in a share.</summary>
/// <param name="Worker">The name that was authorized.</param>
/// <param name="JobId">The job it belongs to.</param>
/// <param name="Extranonce2">Of exactly the size that the pool asked for.</param>
/// <param name="Time">The header's ntime.</param>
/// <param name="Nonce">The header's nonce.</param>
/// <param name="VersionBits">The rolled bits (BIP 310); null where rolling was not agreed on.</param>
public sealed record Submit(string Worker, JobId JobId, ReadOnlyMemory<byte> Extranonce2, uint Time, uint Nonce,
    uint? VersionBits = null) : ClientRequest
{
    /// <summary>Whether all members are the same, the extranonce2 byte for byte.</summary>
    public bool Equals(Submit? other) => other is not null && Worker == other.Worker && JobId == other.JobId
        && Contents.AreSame(Extranonce2, other.Extranonce2)
        && (Time, Nonce, VersionBits) == (other.Time, other.Nonce, other.VersionBits);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Worker, JobId, Contents.HashOf(Extranonce2), Time, Nonce, VersionBits);

    /// <inheritdoc/>
    public override string Method => "mining.submit";

    /// <inheritdoc/>
    public override void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteStringValue(Worker);
        JobId.WriteTo(json);
        json.WriteStringValue(Convert.ToHexStringLower(Extranonce2.Span));
        json.WriteStringValue(Time.ToString("x8", CultureInfo.InvariantCulture));
        json.WriteStringValue(Nonce.ToString("x8", CultureInfo.InvariantCulture));
        if (VersionBits is { } bits) json.WriteStringValue(bits.ToString("x8", CultureInfo.InvariantCulture));
        json.WriteEndArray();
    }
}
