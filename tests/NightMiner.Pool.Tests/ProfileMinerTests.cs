
using NightMiner.Hashing;
using NightMiner.Pool.Profiles;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

/// <summary>The miner of this repository gets on with every pool that we know the manners of.</summary>
public sealed class ProfileMinerTests
{
    private static readonly string[] Both = ["sha256d", "scrypt"];

    // ckpool, public-pool and bstratum serve Bitcoin only; but how they talk does not depend on the hash.
    public static TheoryData<string, string> ProfilesAndAlgorithms => new(
        PoolProfile.All.SelectMany(profile => Both, (profile, algorithm) => (profile.Name, algorithm)));

    [Theory, MemberData(nameof(ProfilesAndAlgorithms))]
    public async Task Shares_are_accepted_through_jobs_blocks_difficulties_and_reconnects(string name, string algorithm)
    {
        await using StratumPool pool = Start(name, algorithm);
        await using MinerRun run = Mine(pool, algorithm);
        int connections = 0;

        async Task MineOn()
        {
            long before = pool.Snapshot().Accepted;
            await TestPool.Until(() => pool.Snapshot().Accepted >= before + 3);
        }

        await MineOn();
        pool.RefreshJob();
        await run.SeeAsync<JobReceived>(2);
        await MineOn();
        pool.AnnounceBlock();
        await TestPool.Until(() => run.All<JobReceived>().Count(job => job.IsNewBlock) >= 2);
        await MineOn();
        Difficulty harder = Difficulty.Parse(algorithm == "scrypt" ? "0.0006" : "0.000004");
        pool.SetDifficulty(harder);
        pool.RefreshJob();
        await TestPool.Until(() => pool.Shares.Any(s => s.Verdict.IsAccepted && s.Required == harder));
        connections = run.All<LoggedIn>().Count;
        pool.DropConnections();
        await run.SeeAsync<LoggedIn>(connections + 1);
        await MineOn();
        MinerSnapshot end = await run.StopAsync();

        Assert.True(end.Accepted > 0);
        PoolQuirks quirks = PoolProfile.Get(name).Quirks;
        Assert.All(pool.Shares.Where(share => !share.Verdict.IsAccepted),
            share => Assert.True(IsPardonable(share, pool.Shares, quirks), share.ToString()));
        Assert.Equal(0, pool.Snapshot().MalformedLines);
        // ckpool hangs up on a mining.configure that comes before mining.subscribe: one more attempt without it, and
        // the same once more when a later connection asks again.
        Assert.InRange(pool.Snapshot().ConnectionsEver, 2, name == "ckpool" ? 4 : 2);
    }

    [Theory]
    [InlineData("miningcore", "x;d=0.000003", "0.000003")]
    [InlineData("ckpool", "x;d=0.000003", "42")]
    public async Task A_password_may_name_the_difficulty(string name, string password, string expected)
    {
        await using StratumPool pool = StratumPool.Start(
            Options(PoolProfile.Get(name), "sha256d") with { Difficulty = null });
        await using MinerRun run = MinerRun.Start(
            MinerRun.Defaults(Endpoint.Parse(pool.Url)) with
            {
                Algorithm = Algorithms.Get("sha256d"),
                Password = password,
            });

        await TestPool.Until(() => run.All<DifficultyChanged>().Any(e => e.Difficulty.ToString() == expected));
    }

    [Fact]
    public void A_profile_is_found_by_its_name_and_an_unknown_one_is_told_the_names()
    {
        Assert.Same(PoolProfile.Ckpool, PoolProfile.Get("CKpool"));
        Assert.Equal("'x' is not a profile: expected one of default, ckpool, public-pool, node-stratum-pool, "
            + "miningcore, bstratum, nicehash", Assert.Throws<ArgumentException>(() => PoolProfile.Get("x")).Message);
        Assert.All(PoolProfile.All, profile => Assert.Null(profile.Quirks.Problem()));
    }

    // A share may have been on its way when its job ended. Where a pool judges all shares by its newest difficulty, as
    // public-pool and bstratum do, a share may have been on its way when the difficulty rose. And where a pool leaves
    // the version bits out when it looks for duplicates, as miningcore does, it refuses a share that is equal to an
    // earlier one but for those bits: the miner tries 64 versions with each nonce, so up to one share in 136 has such a
    // twin here.
    private static bool IsPardonable(JudgedShare share, IReadOnlyList<JudgedShare> all, PoolQuirks quirks) =>
        share.Verdict.Kind switch
        {
            RefusalKind.StaleJob or RefusalKind.UnknownJob => true,
            RefusalKind.LowDifficulty => quirks.Grace == DifficultyGrace.None
                && share.Difficulty >= share.Required!.Value.ToDouble(),
            RefusalKind.Duplicate => quirks.Duplicates == DuplicateRule.TextAnyCase
                && all.Any(other => other.Verdict.IsAccepted && IsTwin(other, share)),
            _ => false,
        };

    private static bool IsTwin(JudgedShare one, JudgedShare other) => one.VersionBits != other.VersionBits
        && (one.Connection, one.JobId, one.Extranonce2, one.Ntime, one.Nonce)
            == (other.Connection, other.JobId, other.Extranonce2, other.Ntime, other.Nonce);

    private static StratumPool Start(string name, string algorithm) =>
        StratumPool.Start(Options(PoolProfile.Get(name), algorithm));

    private static PoolOptions Options(PoolProfile profile, string algorithm) => TestPool.Quiet with
    {
        Profile = profile with
        {
            Quirks = profile.Quirks with { RefreshTime = Timeout.InfiniteTimeSpan }, // jobs come when we say so
        },
        Algorithm = Algorithms.Get(algorithm),
        Difficulty = Difficulty.Parse(algorithm == "scrypt" ? "0.0003" : "0.000002"),
    };

    private static MinerRun Mine(StratumPool pool, string algorithm) => MinerRun.Start(
        MinerRun.Defaults(Endpoint.Parse(pool.Url)) with
        {
            Algorithm = Algorithms.Get(algorithm),
            Isa = Isa.Reference,
            Threads = 1,
            CpuPriority = CpuPriority.Normal, // at a low one a busy machine gives it no time
        });
}
