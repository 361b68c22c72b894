using System.Text.RegularExpressions;
using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

/// <summary>The quirks as a whole, and those that a conversation alone does not show.</summary>
public sealed partial class ProfileCatalogTests
{
    [Theory]
    [InlineData("clean-jobs=never", false, false)]
    [InlineData("clean-jobs=block", true, false)]
    [InlineData("clean-jobs=block-or-difficulty", true, true)]
    public async Task Clean_jobs_is_true_when_the_pool_likes(string quirk, bool afterBlock, bool afterDifficulty)
    {
        await using StratumPool pool = Start(quirk);
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        pool.RefreshJob();
        Assert.False((await client.NextJobAsync()).CleanJobs);
        pool.AnnounceBlock();
        Assert.Equal(afterBlock, (await client.NextJobAsync()).CleanJobs);
        pool.SetDifficulty(Difficulty.Parse("0.5"));
        Assert.Equal(afterDifficulty, (await client.NextJobAsync()).CleanJobs);
    }

    [Fact]
    public async Task Numbers_may_come_without_their_zeros()
    {
        await using StratumPool pool = StratumPool.Start(With("unpadded-hex") with
        {
            NetworkBits = new CompactBits(0x0d00ffff),
        });
        using ScriptedClient client = await ScriptedClient.ConnectAsync(pool);
        await client.SendAsync("""{"id":1,"method":"mining.subscribe","params":[]}""");
        string line = "";
        while (!line.Contains("notify\",\"params", StringComparison.Ordinal)) line = (await client.ReadLineAsync())!;

        Assert.Matches("""\],"20000000","d00ffff","[1-9a-f][0-9a-f]{7}",true\]}$""", line);
        Assert.Equal(0x0d00ffffu, client.Note(line).ValueKind == default ? 0 : client.Job.Bits);
    }

    [Fact]
    public async Task Version_bits_may_be_combined_by_xor()
    {
        await using StratumPool pool = Start("version-xor", "always-rolls", "checks=login,count,job,difficulty");
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        await client.AskAsync("mining.configure", "[[],{}]");
        const uint bits = 0x20002000; // the first is outside the mask, and set in the job's version
        Notify rolled = client.Job with { Version = client.Job.Version ^ bits };

        TestShare share = client.Find(rolled, "0.0000001") with { VersionBits = ScriptedClient.Hex(bits) };

        Assert.Equal("true null", await client.SubmitAsync(share));
        Assert.Equal(0x2000u, BlockHeader.Parse(pool.Shares[^1].Header.Span).Version);
    }

    [Theory]
    [InlineData("duplicates=hash", "true null")]
    [InlineData("duplicates=text-any-case", """null [22,"duplicate share",null]""")]
    public async Task Version_bits_may_not_tell_shares_apart(string quirk, string second)
    {
        await using StratumPool pool = Start(quirk, "checks=login,count,job,version-bits,duplicate");
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        await client.AskAsync("mining.configure", "[[\"version-rolling\"],{}]");
        TestShare share = client.Find(client.Job, TestPool.Easy) with { VersionBits = "00000000" };

        Assert.Equal("true null", await client.SubmitAsync(share));
        Assert.Equal(second, await client.SubmitAsync(share with { VersionBits = "00002000" }));
        Assert.Equal("""null [22,"duplicate share",null]""", await client.SubmitAsync(share));
    }

    [Fact]
    public async Task The_number_of_connections_may_be_small()
    {
        await using StratumPool pool = Start("connection-limit=1");
        using ScriptedClient one = await ScriptedClient.LoginAsync(pool);
        using ScriptedClient two = await ScriptedClient.ConnectAsync(pool);
        Assert.Null(await two.ReadLineAsync());
    }

    [Fact]
    public void Figures_of_a_profile_go_before_those_of_the_options()
    {
        PoolQuirks quirks = QuirkCatalog.Set(PoolQuirks.None, "share-interval=7");
        PoolOptions options = (TestPool.Quiet with
        {
            ShareInterval = TimeSpan.FromSeconds(2),
            Profile = new PoolProfile("test", "", quirks),
        }).AsServed();
        Assert.Equal(TimeSpan.FromSeconds(7), options.ShareInterval);
        Assert.Equal(TestPool.Quiet.LineLimit, options.LineLimit);
    }

    [Fact]
    public void Every_property_is_in_the_catalog_under_its_name_and_every_quirk_is_tested()
    {
        string[] properties = [.. typeof(PoolQuirks).GetProperties()
            .Where(property => property.SetMethod is not null).Select(property => Quirk.Dashed(property.Name))];
        Assert.Equal(properties.Order(), QuirkCatalog.All.Select(quirk => quirk.Name).Order());

        string tests = string.Concat(Directory.GetFiles(
            TestSupport.Repo.PathOf("tests/NightMiner.Pool.Tests"), "Profile*Tests.cs").Select(File.ReadAllText));
        HashSet<string> tested = [.. Names().Matches(tests).Select(match => match.Value)];
        Assert.Empty(QuirkCatalog.All.Select(quirk => quirk.Name).Except(tested));
    }

    [Fact]
    public void Every_value_can_be_shown_and_set_again()
    {
        foreach (PoolProfile profile in PoolProfile.All)
        {
            PoolQuirks built = PoolQuirks.None;
            foreach (Quirk quirk in QuirkCatalog.All.Where(q => !q.IsEqual(profile.Quirks, PoolQuirks.None)))
                built = QuirkCatalog.Set(built, $"{quirk.Name}={quirk.Show(profile.Quirks)}");
            Assert.All(QuirkCatalog.All, quirk => Assert.Equal(quirk.Show(profile.Quirks), quirk.Show(built)));
            Assert.Equal((profile.Quirks, profile.Quirks.GetHashCode()), (built, built.GetHashCode()));
            Assert.NotEqual(built, built with { Slack = 7 });
        }
    }

    [Fact]
    public void The_table_of_the_docs_is_that_of_the_catalog()
    {
        string[] rows = [.. QuirkCatalog.All.Where(quirk => quirk.Name != "checks").Select(quirk =>
            $"| {quirk.Name} | {string.Join(" | ", PoolProfile.All.Select(profile => Cell(quirk, profile)))} |")];
        string docs = File.ReadAllText(TestSupport.Repo.PathOf("docs/pool-profiles.md"));
        Assert.All(rows, row => Assert.Contains(row, docs, StringComparison.Ordinal));
        Assert.All(PoolProfile.All, profile => Assert.Contains(
            $"| {profile.Name} | {QuirkCatalog.All.Single(quirk => quirk.Name == "checks").Show(profile.Quirks)} |"
                .Replace(",", ", ", StringComparison.Ordinal), docs, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nonsense", "'nonsense' is not the name of a quirk: --quirk list shows all of them")]
    [InlineData("line-limit", "line-limit needs a value: write line-limit=VALUE, where VALUE is a whole number")]
    [InlineData("line-limit=x", "'x' is not a value of line-limit: expected a whole number")]
    [InlineData("line-limit=99999999999", "'99999999999' is not a value of line-limit: expected a whole number")]
    [InlineData("json-rpc=maybe", "'maybe' is not a value of json-rpc: expected on or off")]
    [InlineData("grace=1", "'1' is not a value of grace: expected job, previous, none")]
    [InlineData("silence-limit=-1", "'-1' is not a value of silence-limit: expected a number of seconds, or never")]
    [InlineData("silence-limit=1e300",
        "'1e300' is not a value of silence-limit: expected a number of seconds, or never")]
    public void A_wrong_quirk_is_named(string text, string problem) => Assert.Equal(
        problem, Assert.Throws<ArgumentException>(() => QuirkCatalog.Set(PoolQuirks.None, text)).Message);

    [Theory]
    [InlineData("checks=login", "Profile: checks has no job: each share belongs to a job, which has to be found")]
    [InlineData("checks=duplicate,job", "Profile: in checks, duplicate comes before job, which it needs")]
    [InlineData("checks=job,ntime-range", "Profile: in checks, ntime-range comes before ntime-text, which it needs")]
    [InlineData("jobs-kept=17", "Profile: jobs-kept is 17: expected 1 to 16")]
    [InlineData("tolerance=0", "Profile: tolerance is 0: expected above 0, at most 1")]
    [InlineData("slack=-1", "Profile: slack is -1: expected 0 or more")]
    [InlineData("line-limit=100", "LineLimit is 100: expected at least 256 bytes")]
    [InlineData("extranonce1-size=33", "Extranonce1Size is 33: expected 1 to 32 bytes")]
    public void Quirks_that_can_not_be_are_refused_at_the_start(string quirk, string problem) =>
        Assert.StartsWith(problem, Assert.Throws<ArgumentException>(() => Start(quirk)).Message,
            StringComparison.Ordinal);

    private static string Cell(Quirk quirk, PoolProfile profile)
    {
        string value = quirk.Show(profile.Quirks);
        return profile != PoolProfile.Default && quirk.IsEqual(profile.Quirks, PoolQuirks.None) ? ""
            : value.Replace(",", ", ", StringComparison.Ordinal);
    }

    private static PoolOptions With(params IEnumerable<string> quirks) => TestPool.Quiet with
    {
        Profile = new PoolProfile("test", "", quirks.Aggregate(PoolQuirks.None, QuirkCatalog.Set)),
    };

    private static StratumPool Start(params IEnumerable<string> quirks) => StratumPool.Start(With(quirks));

    [GeneratedRegex("(?<=[\" ])[a-z0-9]+(-[a-z0-9]+)*(?=[= \"])")]
    private static partial Regex Names();
}
