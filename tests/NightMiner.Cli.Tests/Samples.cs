using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Cli.Tests;

/// <summary>One of every event, with facts that never change.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Time = new(2026, 3, 14, 15, 9, 26, 535, TimeSpan.FromHours(1));

    public static Job Job { get; } = MakeJob();

    public static Share Share { get; } = MakeShare();

    public static MinerSnapshot Snapshot { get; } = new()
    {
        Elapsed = TimeSpan.FromSeconds(3671.5), Hashes = 88_123_456, Found = 17, Accepted = 12, Rejected = 2, Stale = 2,
        Unsent = 1, BestShare = 21.375, IsLoggedIn = true, Difficulty = Difficulty.Parse("0.0156"),
    };

    /// <summary>Every kind of event; a test checks that none is missing.</summary>
    public static MinerEvent[] All { get; } =
    [
        At(new SelfTested(new SelfTestResult("scrypt", "vector256", null, TimeSpan.FromMilliseconds(12.34)))),
        At(new SelfTested(new SelfTestResult("scrypt", "vector512", "missed nonce 17", TimeSpan.FromMilliseconds(3)))),
        At(new KernelFailed("the kernel reported a nonce that the algorithm does not confirm")),
        At(new Started("scrypt", "vector512", 4)),
        At(new CpuUseRefused("the system refused CPU priority high: Permission denied")),
        At(new Connecting(Endpoint.Parse("stratum+tcps://alice:secret@pool.example:3333"))),
        At(new Subscribed(new SubscribeResult("session-1", new byte[] { 0xf8, 0x00, 0x88, 0x0e }, 4))),
        At(new VersionRollingChanged(0x1fffe000)),
        At(new VersionRollingChanged(0)),
        At(new ExtranonceChanged(new byte[] { 0x0a, 0x0b }, 1)),
        At(new Redirected(Endpoint.Parse("eu.pool.example:3333"), TimeSpan.Zero)),
        At(new Redirected(Endpoint.Parse("eu.pool.example:4444"), TimeSpan.FromSeconds(2))),
        At(new RedirectRefused("evil\e[2J.example", "it does not belong to the same domain as pool.example")),
        At(new LoggedIn("alice.rig\e[31m1")),
        At(new NodeReady("Litecoin regtest", 432, "rltc1qg2nxc2sq0ss64rzftmff8fq6crlk75rjkhrjfz")),
        At(new LoginRefused("alice", "unauthorized worker (code 24)")),
        At(new DifficultyChanged(Difficulty.Parse("0.0156"), 1022.377)),
        At(new JobReceived(Job, IsNewBlock: true)),
        At(new JobReceived(Job, IsNewBlock: false)),
        At(new ShareFound(Share)),
        At(new ShareAccepted(Share, TimeSpan.FromMilliseconds(31.26))),
        .. Rejects.Select(error => At(new ShareRejected(Share, error, TimeSpan.FromMilliseconds(31.26)))),
        At(new ShareStale(Share)),
        At(new ShareUnsent(Share, "the connection is gone")),
        At(new BlockKept(Share, "nobody listens at http://127.0.0.1:9332")),
        At(new PoolMessage("maintenance at noon")),
        At(new EventsWithheld("jobs", 70720)),
        At(new ListenerFailed("IOException: No space left on device")),
        At(new ProtocolProblem("the pool answered a request that was never made (id 99)")),
        At(new LineSent("""{"id":2,"method":"mining.authorize","params":["alice","***"]}""")),
        At(new LineReceived("{\"id\":2,\"result\":true,\"error\":\"\e[2J\u202e\"}")),
        At(new Disconnected(ConnectionProblem.Closed, "the pool closed the connection")),
        At(new Reconnecting(TimeSpan.FromSeconds(7.25), 2)),
        At(new PoolSwitched(
            Endpoint.Parse("pool.example:3333"), Endpoint.Parse("backup.example:3333"), IsReturn: false)),
        At(new PoolSwitched(
            Endpoint.Parse("backup.example:3333"), Endpoint.Parse("pool.example:3333"), IsReturn: true)),
        At(new TlsUnverified(Endpoint.Parse("stratum+tcps://pool.example:3334"))),
        At(new Stopped(StopReason.AsAsked, Snapshot)),
        At(new Stopped(StopReason.LoginRefused, default)),
        At(new Stopped(StopReason.NoPool, default)),
        At(new Stopped(StopReason.SelfTestFailed, default)),
    ];

    private static StratumError[] Rejects =>
    [
        new(21, "job not found"),
        new(22, "duplicate share"),
        new(23, "low difficulty share of 0.01"),
        new(24, "unauthorized worker"),
        new(25, "not subscribed"),
        new(null, "ntime out of range"),
        new(20, "the moon is full"),
    ];

    private static MinerEvent At(MinerEvent happened) => happened with { Time = Time };

    private static Job MakeJob()
    {
        GoldenJob golden = GoldenData.BuiltIn;
        Subscription subscription = new(Algorithms.Get("scrypt"));
        subscription.SetSubscription("s", golden.Extranonce1Bytes, golden.Extranonce2Bytes.Length);
        subscription.SetDifficulty(Difficulty.Parse("0.0156"));
        return subscription.CreateJob(golden.ToNotify());
    }

    private static Share MakeShare()
    {
        GoldenJob golden = GoldenData.BuiltIn;
        return new Share(Job, golden.Extranonce2Bytes, Job.Header(golden.Extranonce2Bytes, golden.NonceValue),
            golden.ExpectedHash);
    }
}
