using System.Net;
using NightMiner.Pool.Profiles;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Pool;

/// <summary>All that one may choose about an embedded pool. The defaults suit a demonstration at home.</summary>
public sealed record PoolOptions
{
    /// <summary>The proof of work that shares are judged by; scrypt unless told.</summary>
    public PowAlgorithm Algorithm { get; init; } = Algorithms.Get("scrypt");

    /// <summary>
    /// Whose manners the pool has. Figures that it names go before those here; the difficulty here goes before its.
    /// </summary>
    public PoolProfile Profile { get; init; } = PoolProfile.Default;

    /// <summary>
    /// The node whose chain is mined; null: a made-up one. With a node, blocks and jobs come when the node has them.
    /// </summary>
    public PoolNode? Node { get; init; }

    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The share difficulty of every connection; null: found for each connection by its own speed.</summary>
    public Difficulty? Difficulty { get; init; }

    /// <summary>How often each connection should hand in a share, where the difficulty is not fixed.</summary>
    public TimeSpan ShareInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often somebody else's block is announced; infinite: only by <see cref="StratumPool.AnnounceBlock"/>.
    /// </summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How often a job for the same block is renewed; infinite: only by <see cref="StratumPool.RefreshJob"/>.
    /// </summary>
    public TimeSpan RefreshTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The network's target; null: set anew with each block so that some dozens of shares find one.</summary>
    public CompactBits? NetworkBits { get; init; }

    /// <summary>Bytes of the coinbase that tell connections apart, 1 to 32.</summary>
    public int Extranonce1Size { get; init; } = 4;

    /// <summary>Bytes of the coinbase that the miner varies, 0 to 32.</summary>
    public int Extranonce2Size { get; init; } = 4;

    /// <summary>The password that a login must carry; null: any will do.</summary>
    public string? Password { get; init; }

    /// <summary>The longest line that a client may send, in bytes without its end; node-stratum-pool's limit.</summary>
    public int LineLimit { get; init; } = 10240;

    /// <summary>How many connections may stand at once; further ones are closed at once.</summary>
    public int ConnectionLimit { get; init; } = 20_000;

    /// <summary>How long a client may take from its connection to its first successful login.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may say nothing.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether each line of both directions becomes an event (passwords masked).</summary>
    public bool LogLines { get; init; }

    /// <summary>Ways in which the pool is broken on purpose, to test a test; none, unless asked for.</summary>
    public IReadOnlyCollection<PoolDefect> Defects { get; init; } = [];

    /// <summary>Where the time comes from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Makes the templates repeatable; null: new ones in each run.</summary>
    public int? Seed { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Algorithm} pool at {Listen}"; // a record's own text would show the password

    /// <summary>Checks what the types can't.</summary>
    /// <exception cref="ArgumentException">A value is impossible; the message names it.</exception>
    internal void Validate()
    {
        static void Require(bool holds, string expected)
        {
            if (!holds) throw new ArgumentException(expected);
        }

        static void RequirePeriod(TimeSpan time, string name) => Require(
            time > TimeSpan.Zero || time == Timeout.InfiniteTimeSpan,
            $"{name} is {time}: expected a positive time or infinity");

        Require(Extranonce1Size is >= 1 and <= SubscribeResult.ExtranonceLimit,
            $"{nameof(Extranonce1Size)} is {Extranonce1Size}: expected 1 to {SubscribeResult.ExtranonceLimit} bytes");
        Require(Extranonce2Size is >= 0 and <= SubscribeResult.ExtranonceLimit,
            $"{nameof(Extranonce2Size)} is {Extranonce2Size}: expected 0 to {SubscribeResult.ExtranonceLimit} bytes");
        Require(LineLimit >= 256, $"{nameof(LineLimit)} is {LineLimit}: a submit alone needs about 256 bytes");
        Require(ConnectionLimit > 0, $"{nameof(ConnectionLimit)} is {ConnectionLimit}: expected at least 1");
        Require(ShareInterval > TimeSpan.Zero, $"{nameof(ShareInterval)} is {ShareInterval}: expected a positive time");
        Require(NetworkBits is not { } bits || bits.ToTarget() is not null,
            $"{nameof(NetworkBits)} is {NetworkBits}: not the compact form of a target");
        if (Profile.Quirks.Problem() is { } problem) throw new ArgumentException(problem);
        RequirePeriod(BlockTime, nameof(BlockTime));
        RequirePeriod(RefreshTime, nameof(RefreshTime));
        RequirePeriod(LoginTimeout, nameof(LoginTimeout));
        RequirePeriod(SilenceLimit, nameof(SilenceLimit));
    }
}
