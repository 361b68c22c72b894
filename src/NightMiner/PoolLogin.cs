using System.Text.Json.Serialization;
using NightMiner.Protocol.Transport;

namespace NightMiner;

/// <summary>A pool, and who to be there.</summary>
/// <param name="Url">Where it listens.</param>
/// <param name="User">The worker's name at the pool.</param>
/// <param name="Password">The worker's password; most pools ignore it. Never printed, never serialised.</param>
public sealed record PoolLogin(Endpoint Url, string User,
    [property: JsonIgnore] string Password = MinerOptions.DefaultPassword)
{
    /// <summary>The user and the pool, never the password.</summary>
    public override string ToString() => $"{User} at {Url}";
}
