
using NightMiner.Hashing;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;
using NightMiner.Sessions;
using NightMiner.Workers;

namespace NightMiner;

/// <summary>All that a caller may choose, with defaults.</summary>
public sealed record MinerOptions
{
    /// <summary>The pool.</summary>
    public required Endpoint Pool { get; init; }

    /// <summary>The worker's name at the pool; empty: the user and password of the URL, if it has any.</summary>
    public string User { get; init; } = "";

    /// <summary>The worker's password; most pools ignore it. Never logged.</summary>
    public string Password { get; init; } = DefaultPassword;

    /// <summary>
    /// The pools to go on at, in this order, where <see cref="Pool"/> fails; it is returned to when it serves again.
    /// </summary>
    public IReadOnlyList<PoolLogin> Backups { get; init; } = [];

    /// <summary>How pools are reached: proxy, TLS. Holds for all of them.</summary>
    public DialOptions Dial { get; init; } = DialOptions.Default;

    /// <summary>The proof of work.</summary>
    public PowAlgorithm Algorithm { get; init; } = Algorithms.Get("scrypt");

    /// <summary>The mining threads; by default one for each CPU that this process may use.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The instruction set; by default the best that this CPU has.</summary>
    public Isa Isa { get; init; } = Isa.Best;

    /// <summary>
    /// The CPUs to mine on: thread k runs on the k-th of them, round robin. Empty: wherever the system puts it.
    /// </summary>
    public IReadOnlyList<int> CpuAffinity { get; init; } = [];

    /// <summary>How far the mining threads stand back when others want the CPU.</summary>
    public CpuPriority CpuPriority { get; init; } = CpuPriority.Low;

    /// <summary>
    /// How much of the time each mining thread hashes, in percent: at 50 it rests as long as it hashes.
    /// </summary>
    public int Throttle { get; init; } = 100;

    /// <summary>Stop after so many accepted shares; null for no limit.</summary>
    public int? Shares { get; init; }

    /// <summary>Stop after this time; null for no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>
    /// How often to try again when no pool can be reached or all are lost before a login; null for ever.
    /// </summary>
    public int? Retries { get; init; }

    /// <summary>The pause before the first retry; it grows with each, up to <see cref="LongestRetryPause"/>.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often, while mining at a backup, the pools before it are asked whether they serve again. Longer after each
    /// return that did not last.
    /// </summary>
    public TimeSpan ReturnPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long nothing may come from the pool before it counts as lost.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether to ask for version rolling (BIP 310), where the algorithm is faster with it. A pool that does not know
    /// it is mined without.
    /// </summary>
    public bool RollsVersions { get; init; } = true;

    /// <summary>Whether to tell the pool that it may change extranonce1 in the middle of a session.</summary>
    public bool SubscribesExtranonce { get; init; } = true;

    /// <summary>Whether to follow client.reconnect to another port, or to another host of the same domain.</summary>
    public bool FollowsRedirects { get; init; } = true;

    /// <summary>
    /// What the pool's difficulty is multiplied by to make the target, for pools that count otherwise than the rest:
    /// 65536 for scrypt where difficulty 1 means Bitcoin's target.
    /// </summary>
    public Difficulty DifficultyFactor { get; init; } = Difficulty.One;

    /// <summary>The difficulty of shares to ask the pool for; null: whatever it gives.</summary>
    public Difficulty? SuggestedDifficulty { get; init; }
    /// <summary>At a node: the address that blocks pay to; checked against the node's network.</summary>
    public string? CoinbaseAddress { get; init; }

    /// <summary>At a node: what the coinbase says besides the height; up to 64 bytes of UTF-8, may be empty.</summary>
    public string CoinbaseSignature { get; init; } = "/NightMiner/";

    /// <summary>At a node: the file that it writes a user and a password to at each start; null for none.</summary>
    public string? CookieFile { get; init; }

    /// <summary>The three of them, as mining at a node takes them.</summary>
    internal SoloOptions Solo => new()
    {
        CoinbaseAddress = CoinbaseAddress ?? "", CoinbaseSignature = CoinbaseSignature, CookieFile = CookieFile,
    };

    /// <summary>How each kind of endpoint is spoken with.</summary>
    public SessionKinds Sessions { get; init; } = SessionKinds.BuiltIn;

    /// <summary>How the miner introduces itself.</summary>
    public string Agent { get; init; } = DefaultAgent;

    /// <summary>
    /// The pool with its login. A user that came with the URL serves where <see cref="User"/> is empty.
    /// </summary>
    internal PoolLogin Login => User.Length == 0 && Pool.User is { } user
        ? new PoolLogin(Pool, user, Pool.Password ?? Password)
        : new PoolLogin(Pool, User, Password);

    /// <summary>All pools and nodes in order, each with a port: a node's depends on the algorithm.</summary>
    internal IReadOnlyList<PoolLogin> Pools =>
        [.. Backups.Prepend(Login).Select(login => login with { Url = login.Url.WithNodePort(Algorithm.Name) })];

    /// <summary>The password where nobody chose one.</summary>
    public const string DefaultPassword = "x";

    /// <summary>The longest pause between two attempts, before jitter.</summary>
    public static TimeSpan LongestRetryPause { get; } = TimeSpan.FromMinutes(1);

    private static TimeSpan LongestTime { get; } = TimeSpan.FromDays(30); // timers of the runtime end soon after

    /// <summary>The program's name and version.</summary>
    public static string DefaultAgent { get; } =
        $"NightMiner/{typeof(MinerOptions).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Who mines what where; never the password.</summary>
    public override string ToString() => $"{Login.User} mines {Algorithm} at {Pool} with {Threads} threads";

    /// <summary>Refuses what could only fail later, far from whoever chose it.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Throttle, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Throttle, 100);
        ThreadTuning.CheckAffinity(CpuAffinity);
        ArgumentOutOfRangeException.ThrowIfLessThan(Shares ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Retries ?? 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryPause, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RetryPause, LongestTime);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Timeout, LongestTime);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(TimeLimit ?? LongestTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TimeLimit ?? LongestTime, LongestTime);
        Dial.Check();
        if (Pool.IsNode || Backups.Any(login => login.Url.IsNode)) Solo.Check();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ReturnPause, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReturnPause, LongestTime / 32);
        CheckLine(new Subscribe(Agent, SessionId: new string('0', PoolMemory.SessionIdLimit)));
        if (SuggestedDifficulty is { } wish) CheckLine(new SuggestDifficulty(wish));
        foreach (PoolLogin login in (PoolLogin[])[Login, .. Backups])
            CheckLine(new Authorize(login.User, login.Password));
    }

    private static void CheckLine(ClientRequest request)
    {
        int length =
            MessageWriter.Request(MessageId.From(long.MaxValue), request.Method, request.WriteParameters).Length;
        if (length > StratumConnection.OutgoingLineLimit) throw new ArgumentException(
            $"{request.Method} would be {length} bytes long, pools take {StratumConnection.OutgoingLineLimit}: "
            + "choose shorter texts");
    }
}
