
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Swarm;

/// <summary>How many virtual miners come, how fast they are, and how they behave.</summary>
public sealed record SwarmOptions
{
    /// <summary>The pool under load.</summary>
    public required Endpoint Pool { get; init; }

    /// <summary>How shares are searched; it must be the pool's own.</summary>
    public PowAlgorithm Algorithm { get; init; } = Algorithms.Get("scrypt");

    /// <summary>Connections that stand at once.</summary>
    public int Connections { get; init; } = 100;

    /// <summary>Workers that log in on each connection and share its extranonce1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The first part of each worker's name; ".3.1" follows for the first worker of connection 3.</summary>
    public string User { get; init; } = "swarm";

    /// <summary>The password of all.</summary>
    public string Password { get; init; } = "x";

    /// <summary>The time over which the connections are opened.</summary>
    public TimeSpan Ramp { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the load lasts, the ramp included.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Hashes per second of each worker, really computed; null: about a share in ten seconds where an
    /// embedded pool begins.</summary>
    public double? Hashrate { get; init; }

    /// <summary>Threads that compute the hashes of all workers.</summary>
    public int Threads { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>The part of the shares whose hash misses the target, 0 to 1.</summary>
    public double Bad { get; init; }

    /// <summary>The part that is kept until its job is cancelled, 0 to 1.</summary>
    public double Stale { get; init; }

    /// <summary>The part that is sent twice, 0 to 1.</summary>
    public double Duplicate { get; init; }

    /// <summary>How often all connections are cut and come back at once; null: never.</summary>
    public TimeSpan? Storm { get; init; }

    /// <summary>How often each connection's share should come, where the pool sets difficulties by it.</summary>
    public TimeSpan? ShareInterval { get; init; }

    /// <summary>How long a reply may take before it counts as lost; a connection may take as long to be made.</summary>
    public TimeSpan ReplyLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Makes the choice of bad, stale and duplicate shares repeatable.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The hashes per second of a whole connection.</summary>
    internal double ConnectionRate => Workers * (Hashrate ?? DefaultRate);

    // An embedded pool begins at 2^10 hashes a share of scrypt, 2^18 of what counts like SHA256d.
    private double DefaultRate => Algorithm.HashesOfOne < 1 << 24 ? 100 : 26_000;

    /// <summary>Refuses what could only fail later.</summary>
    /// <exception cref="ArgumentException">A value is impossible; the message names it.</exception>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Connections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Ramp, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(Hashrate ?? 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Storm ?? Duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ShareInterval ?? Duration, TimeSpan.Zero);
        if (Bad < 0 || Stale < 0 || Duplicate < 0 || Bad + Stale + Duplicate > 1) throw new ArgumentException(
            "the bad, stale and duplicate parts of the shares must be from 0 to 1, and 1 at most together");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Connections} connections to {Pool}"; // never the password
}
