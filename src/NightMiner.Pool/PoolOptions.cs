using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using NightMiner.Pool.Profiles;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Pool;

/// <summary>
/// All that one may choose about an embedded pool. The defaults suit a demonstration at home. Options are checked when
/// a pool starts. Two options are equal only where they are the same object.
/// </summary>
public sealed record PoolOptions
{
    private const int LeastLine = 256; // a submit takes about as many

    /// <summary>The proof of work that shares are judged by; scrypt unless another one is given.</summary>
    public PowAlgorithm Algorithm { get; init; } = Algorithms.Get("scrypt");

    /// <summary>
    /// Whose manners the pool has. Figures that the profile names replace those of these options, but for the
    /// difficulty: <see cref="Difficulty"/> replaces the profile's.
    /// </summary>
    public PoolProfile Profile { get; init; } = PoolProfile.Default;

    /// <summary>
    /// The node whose chain is mined; null: a made-up chain. On a node, blocks and jobs come when the node has them.
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

    /// <summary>
    /// The network's target; null: set with each block, so that some dozens of shares find the next one.
    /// </summary>
    public CompactBits? NetworkBits { get; init; }

    /// <summary>The bytes of the coinbase that tell connections apart, 1 to 32.</summary>
    public int Extranonce1Size { get; init; } = 4;

    /// <summary>The bytes of the coinbase that the miner varies, 0 to 32.</summary>
    public int Extranonce2Size { get; init; } = 4;

    /// <summary>The password that a login must carry; null: any password will do. Never logged.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// The longest line that a client may send, in bytes without its end; at least 256. The default is
    /// node-stratum-pool's.
    /// </summary>
    public int LineLimit { get; init; } = 10240;

    /// <summary>How many connections may be open at a time; further ones are closed at once.</summary>
    public int ConnectionLimit { get; init; } = 20_000;

    /// <summary>How long a client may take from its connection to its first login; infinite: for ever.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may say nothing; infinite: for ever.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether each line of both directions becomes an event (passwords are masked).</summary>
    public bool LogLines { get; init; }

    /// <summary>The ways in which the pool is broken on purpose, to test a test; none unless asked for.</summary>
    public IReadOnlyCollection<PoolDefect> Defects { get; init; } = [];

    /// <summary>Where the time comes from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Makes the made-up templates the same in each run; null: they are new in each run.</summary>
    public int? Seed { get; init; }

    /// <summary>Whether it is the same object.</summary>
    public bool Equals(PoolOptions? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>The algorithm and the address; never the password.</summary>
    public override string ToString() => $"{Algorithm} pool at {Listen}";

    /// <summary>The options with the figures of the profile in place of their own.</summary>
    internal PoolOptions AsServed()
    {
        Require(Profile is not null, nameof(Profile), "null", "a profile");
        PoolQuirks quirks = Profile!.Quirks;
        return this with
        {
            Extranonce1Size = quirks.Extranonce1Size ?? Extranonce1Size,
            Extranonce2Size = quirks.Extranonce2Size ?? Extranonce2Size,
            LineLimit = quirks.LineLimit ?? LineLimit,
            LoginTimeout = quirks.LoginTimeout ?? LoginTimeout,
            SilenceLimit = quirks.SilenceLimit ?? SilenceLimit,
            RefreshTime = quirks.RefreshTime ?? RefreshTime,
            ConnectionLimit = quirks.ConnectionLimit ?? ConnectionLimit,
            ShareInterval = quirks.ShareInterval ?? ShareInterval,
        };
    }

    /// <summary>Checks what the types can't.</summary>
    /// <exception cref="ArgumentException">
    /// A value is impossible; the message names the option, the value and what was expected.
    /// </exception>
    internal void Validate()
    {
        const int most = SubscribeResult.ExtranonceLimit;
        Require(Algorithm is not null, nameof(Algorithm), "null", "an algorithm");
        Require(Listen is not null, nameof(Listen), "null", "an address and a port");
        Require(Clock is not null, nameof(Clock), "null", "a clock");
        Require(Extranonce1Size is >= 1 and <= most, nameof(Extranonce1Size), Extranonce1Size, $"1 to {most} bytes");
        Require(Extranonce2Size is >= 0 and <= most, nameof(Extranonce2Size), Extranonce2Size, $"0 to {most} bytes");
        Require(LineLimit >= LeastLine, nameof(LineLimit), LineLimit,
            $"at least {LeastLine} bytes, which a submit may take");
        Require(ConnectionLimit > 0, nameof(ConnectionLimit), ConnectionLimit, "at least 1");
        Require(ShareInterval > TimeSpan.Zero, nameof(ShareInterval), ShareInterval, "a positive time");
        Require(NetworkBits is not { } bits || bits.ToTarget() is not null, nameof(NetworkBits), NetworkBits,
            "the compact form of a target");
        Require(Node is not { Url.IsNode: false }, nameof(Node), Node?.Url, "a URL with http:// or https://");
        Require(Defects is not null, nameof(Defects), "null", "a collection, empty for none");
        foreach (PoolDefect defect in Defects!)
            Require(Enum.IsDefined(defect), nameof(Defects), defect, "members of PoolDefect");
        RequirePeriod(BlockTime, nameof(BlockTime));
        RequirePeriod(RefreshTime, nameof(RefreshTime));
        RequirePeriod(LoginTimeout, nameof(LoginTimeout));
        RequirePeriod(SilenceLimit, nameof(SilenceLimit));
        if (Profile.Quirks.Problem() is { } problem) throw new ArgumentException($"{nameof(Profile)}: {problem}");
    }

    private static void RequirePeriod(TimeSpan time, string name) => Require(
        time > TimeSpan.Zero || time == Timeout.InfiniteTimeSpan, name, time, "a positive time, or infinite");

    private static void Require(bool holds, string name, object? value, string expected)
    {
        if (!holds) throw new ArgumentException(
            string.Create(CultureInfo.InvariantCulture, $"{name} is {value}: expected {expected}"));
    }
}
