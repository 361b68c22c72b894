using System.Text.RegularExpressions;
using NightMiner.Blocks;
using NightMiner.Lab.Pools;
using NightMiner.Lab.Pools.Profiles;
using NightMiner.Stratum;

namespace NightMiner.Tests.Lab.Pools;

/// <summary>Each quirk as it shows on the wire. The steps are explained at <see cref="ProfileScript"/>.</summary>
public sealed partial class ProfileQuirkTests
{
    private const string Subscriptions = """
        [["mining.set_difficulty","0000000000000001"],["mining.notify","0000000000000001"]]
        """;

    private const string Job = """
        < {"id":null,"method":"mining.set_difficulty","params":[0.000000001]}
        < {"id":null,"method":"mining.notify","params":[*

        """;

    private const string LoggedIn = """
        < {"id":2,"result":true,"error":null}

        """;

    private const string Accepted = """
        < {"id":9,"result":true,"error":null}

        """;

    // Quirks, and a conversation that goes otherwise without them.
    public static TheoryData<string, string> Lines => new()
    {
        { "json-rpc", """
            > @authorize
            < {"jsonrpc":"2.0","id":2,"result":true,"error":null}
            > @subscribe
            < {"jsonrpc":"2.0","id":1,"result":*
            < {"jsonrpc":"2.0","id":null,"method":"mining.set_difficulty",*
            < {"jsonrpc":"2.0","id":null,"method":"mining.notify",*
            """ },
        { "omits-null", """
            > @authorize
            < {"id":2,"result":true}
            > {"id":3,"method":"nonsense"}
            < {"id":3,"result":null,"error":[20,"Unsupported request nonsense",null]}
            """ },
        { "errors=pair", """
            > {"id":9,"method":"mining.submit"}
            < {"id":9,"result":null,"error":[24,"unauthorized worker",null]}
            > @login
            > {"id":3,"method":"mining.submit","params":["me","none","00000000","00000000","00000000"]}
            < {"id":3,"result":null,"error":[21,"job not found (unknown)"]}
            """ },
        { "errors=empty-text", """
            > {"id":3,"method":"nonsense"}
            < {"id":3,"result":null,"error":[20,"Unsupported request nonsense",""]}
            """ },
        { "errors=false", """
            > {"id":3,"method":"nonsense"}
            < {"id":3,"result":null,"error":[20,"Unsupported request nonsense",false]}
            """ },
        { "errors=code-and-message", """
            > {"id":3,"method":"nonsense"}
            < {"id":3,"result":false,"error":{"code":20,"message":"Unsupported request nonsense"}}
            """ },
        { "errors=text", """
            > {"id":3,"method":"nonsense"}
            < {"id":3,"result":false,"error":"Unsupported request nonsense"}
            > @login
            > @share 0.000000001
            < {"id":9,"result":true,"error":null}
            > @share 0.000000001
            < {"id":9,"result":false,"error":null,"reject-reason":"duplicate share"}
            """ },
        { "wording=node-stratum-pool", """
            > @login
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,"low difficulty share of *
            > {"id":3,"method":"mining.submit","params":["me","none","0","00000000","00000000"]}
            < {"id":3,"result":null,"error":[20,"incorrect size of extranonce2",null]}
            """ },
        { "wording=ckpool", """
            > @login
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,"Above target",null]}
            """ },
        { "wording=public-pool", """
            > @login
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,"Difficulty too low",null]}
            """ },
        { "wording=miningcore", """
            > @login
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,"low difficulty share (*
            """ },
        { "wording=bstratum", """
            > @login
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,"high-hash",null]}
            > {"id":3,"method":"mining.submit","params":[]}
            < {"id":3,"result":null,"error":[0,"invalid params",null]}
            """ },
        { "line-limit=300", $$"""
            > {"id":3,"method":"{{new string('x', 300)}}"}
            < END the other side sent a line longer than 300 bytes
            """ },
        { "counts-unread", """
            > @flood
            < END sent
            """ },
        { "junk=drop", """
            > no json
            < END sent a line that is not JSON
            """ },
        { "junk=text-and-drop", """
            > no json
            < Invalid JSON, disconnecting
            < END sent a line that is not JSON
            """ },
        { "junk=skip", """
            > no json
            > @authorize
            < {"id":2,"result":true,"error":null}
            """ },
        { "http=ok", """
            > GET / HTTP/1.1
            < HTTP/1.1 200 OK
            < X-Stratum: stratum
            < Connection: close
            """ },
        { "http=junk", """
            > GET / HTTP/1.1
            < {"id":null,"result":null,"error":[20,"this is an HTTP request",null]}
            """ },
        { "unknown-method=silence", """
            > {"id":3,"method":"nonsense"}
            > @authorize
            < {"id":2,"result":true,"error":null}
            """ },
        { "unknown-method=true", """
            > {"id":3,"method":"nonsense"}
            < {"id":3,"result":null,"error":true}
            """ },
        { "missing-method=silence", """
            > {"id":3}
            > @authorize
            < {"id":2,"result":true,"error":null}
            """ },
        { "missing-method=text wording=ckpool", """
            > {"id":3}
            < {"id":3,"error":"-3:method not found"}
            """ },
        { "drops-strangers unknown-method=silence", """
            > @login
            > {"id":3,"method":"nonsense"}
            > @authorize
            < {"id":2,"result":true,"error":null}
            """ },
        { "drops-strangers", """
            > {"id":3,"method":"nonsense"}
            < END asked for nonsense before mining.subscribe
            """ },
        { "lacks=mining.configure", """
            > {"id":3,"method":"mining.configure","params":[["version-rolling"],{}]}
            < {"id":3,"result":null,"error":[20,"Unsupported request mining.configure",null]}
            """ },
        { "needs-id wording=miningcore", """
            > {"id":null,"method":"mining.subscribe","params":[]}
            < {"id":null,"result":null,"error":[-1,"missing request id",null]}
            """ },
        { "login-timeout=3", """
            > @subscribe
            < {"id":1,"result":*
            """ + "\n" + Job + """
            ! seconds 4
            < END not logged in within 3 s
            """ },
        { "first-line-limit=10", """
            ! seconds 11
            < END said nothing within 10 s
            """ },
        { "silence-limit=5", """
            > @login
            ! seconds 6
            < END silent for 5 s
            """ },
        { "share-limit=600 silence-limit=never", """
            > @login
            ! seconds 500
            ! refresh
            < {"id":null,"method":"mining.notify"*
            ! seconds 101
            ! refresh
            < {"id":null,"method":"mining.notify"*
            < END no share for 600 s
            """ },
        { "refresh-time=30", """
            > @login
            ! seconds 31
            < {"id":null,"method":"mining.notify"*
            """ },
        { "subscription=difficulty-first session-prefix=feed", Answer(
            """[["mining.set_difficulty","feed0000000000000001"],["mining.notify","feed0000000000000001"]]""") },
        { "subscription=notify-first", Answer(
            """[["mining.notify","0000000000000001"],["mining.set_difficulty","0000000000000001"]]""") },
        { "subscription=notify-only", Answer("""[["mining.notify","0000000000000001"]]""") },
        { "subscription=flat", Answer("""["mining.notify","0000000000000001"]""") },
        { "subscription=nested", Answer($"[{Subscriptions.Trim()}]") },
        { "subscription=null", Answer("null") },
        { "extranonce1-size=7 extranonce2-size=3", """
            > @subscribe
            """ + $"\n< {{\"id\":1,\"result\":[{Subscriptions},\"00000000000001\",3],\"error\":null}}\n" + Job + """
            > @authorize
            < {"id":2,"result":true,"error":null}
            > @share 0.000000001
            """ + "\n" + Accepted },
        { "extranonce-change=everybody", """
            > @login
            ! block
            < {"id":null,"method":"mining.set_extranonce","params":["01000001",4]}
            < {"id":null,"method":"mining.notify"*
            > @share 0.000000001
            """ + "\n" + Accepted },
        { "extranonce-change=subscribers", """
            > @login
            ! block
            < {"id":null,"method":"mining.notify"*
            > {"id":3,"method":"mining.extranonce.subscribe","params":[]}
            < {"id":3,"result":true,"error":null}
            ! block
            < {"id":null,"method":"mining.set_extranonce","params":["01000001",4]}
            < {"id":null,"method":"mining.notify"*
            > @share 0.000000001
            """ + "\n" + Accepted },
        { "login=name-parts errors=text", """
            > {"id":3,"method":"mining.authorize","params":{}}
            < {"id":3,"result":false,"error":"params not an array"}
            > {"id":3,"method":"mining.authorize","params":[]}
            < {"id":3,"result":false,"error":"params missing array entries"}
            > {"id":3,"method":"mining.authorize","params":[".rig"]}
            < {"id":3,"result":false,"error":"Empty username parameter"}
            > {"id":3,"method":"mining.authorize","params":["a/b"]}
            < {"id":3,"result":false,"error":"Invalid character in username"}
            > {"id":3,"method":"mining.authorize","params":["a.b"]}
            < {"id":3,"result":true,"error":null}
            """ },
        { "login=two-texts wording=public-pool", """
            > {"id":3,"method":"mining.authorize","params":["a"]}
            < {"id":3,"result":false,"error":[20,"Authorization validation error",null]}
            > @authorize
            """ + "\n" + LoggedIn },
        { "subscribes-first wording=ckpool errors=text", """
            > @authorize
            < {"id":2,"result":false,"error":"Failed subscription"}
            > @login
            """ },
        { "ignores-repeats", """
            > @login
            > @authorize
            > @subscribe
            > {"id":3,"method":"nonsense"}
            < {"id":3,*
            """ },
        { "one-worker", """
            > @login
            > {"id":3,"method":"mining.authorize","params":["you"]}
            < {"id":3,"result":true,"error":null}
            > @share 0.000000001
            < {"id":9,"result":null,"error":[24,"unauthorized worker",null]}
            """ },
        { "drops-refused", """
            > {"id":3,"method":"mining.authorize","params":[""]}
            < {"id":3,"result":false,"error":[24,*
            < END its login was refused
            """ },
        { "always-rolls", """
            > {"id":3,"method":"mining.configure","params":[["info"],{}]}
            < {"id":3,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"},"error":null}
            > @login
            > @share 0.000000001
            """ + "\n< {\"id\":9,\"result\":null,\"error\":[20,\"version bits is not text\",null]}" },
        { "work-start=logged-in", """
            > @subscribe
            < {"id":1,"result":*
            > @authorize
            < {"id":2,"result":true,"error":null}
            """ + "\n" + Job },
        { "early-jobs", """
            ! refresh
            < {"id":null,"method":"mining.notify"*
            > @subscribe
            < {"id":1,"result":*
            """ + "\n" + Job },
        { "job-id=hex8", """
            > @login
            ! refresh
            < {"id":null,"method":"mining.notify","params":["00000002",*
            """ },
        { "job-id=hex16", """
            > @login
            ! refresh
            < {"id":null,"method":"mining.notify","params":["0000000000000002",*
            """ },
        { "job-id=time-and-counter", """
            > @login
            ! refresh
            < {"id":null,"method":"mining.notify","params":["1767323045:2",*
            > @share 0.000000001
            """ + "\n" + Accepted },
        { "job-id=number", """
            > @login
            ! refresh
            < {"id":null,"method":"mining.notify","params":[2,*
            > @share 0.000000001
            < {"id":9,"result":true,"error":null}
            > {"id":9,"method":"mining.submit","params":["me","2","00000000","695735a5","00000000"]}
            < {"id":9,"result":null,"error":[21,"job not found (unknown)",null]}
            """ },
        { "jobs-kept=1", """
            > @login
            ! refresh
            < {"id":null,"method":"mining.notify"*
            > @share 0.000000001 old
            < {"id":9,"result":null,"error":[21,"job not found (too old: 1 newer ones were sent)",null]}
            """ },
        { "free start-difficulty=42", """
            > @subscribe
            < {"id":1,"result":*
            < {"id":null,"method":"mining.set_difficulty","params":[42]}
            """ },
        { "free start-difficulty=42 cpu-miner-difficulty=0.1", """
            > {"id":1,"method":"mining.subscribe","params":["my-cpuminer"]}
            < {"id":1,"result":*
            < {"id":null,"method":"mining.set_difficulty","params":[42]}
            """ },
        { "free start-difficulty=42 cpu-miner-difficulty=0.1 ", """
            > {"id":1,"method":"mining.subscribe","params":["mycpuminer/2"]}
            < {"id":1,"result":*
            < {"id":null,"method":"mining.set_difficulty","params":[0.1]}
            """ },
        { "difficulty-change=same-job", """
            > @login
            ! difficulty 0.000000002
            < {"id":null,"method":"mining.set_difficulty","params":[0.000000002]}
            < {"id":null,"method":"mining.notify","params":["1",*
            """ },
        { "difficulty-change=alone", """
            > @login
            ! difficulty 0.000000002
            < {"id":null,"method":"mining.set_difficulty","params":[0.000000002]}
            > @share 0.000000001 0.000000002
            < {"id":9,"result":true,"error":null}
            ! refresh
            < {"id":null,"method":"mining.notify","params":["2",*
            """ },
        { "difficulty-change=with-next-job", """
            > @login
            ! difficulty 0.000000002
            > @authorize
            < {"id":2,"result":true,"error":null}
            ! refresh
            < {"id":null,"method":"mining.set_difficulty","params":[0.000000002]}
            < {"id":null,"method":"mining.notify","params":["2",*
            """ },
        { "free suggest=silence", """
            > {"id":3,"method":"mining.suggest_difficulty","params":[0.5]}
            > {"id":3,"method":"mining.suggest_difficulty","params":[7]}
            > @subscribe
            < {"id":1,"result":*
            < {"id":null,"method":"mining.set_difficulty","params":[7]}
            """ },
        { "free suggest=notification", """
            > {"id":3,"method":"mining.suggest_difficulty","params":[7]}
            < {"id":null,"method":"mining.set_difficulty","params":[7]}
            > {"id":3,"method":"mining.suggest_difficulty","params":[8]}
            > @subscribe
            < {"id":1,"result":*
            < {"id":null,"method":"mining.notify"*
            """ },
        { "free suggest=overlook start-difficulty=3", """
            > {"id":3,"method":"mining.suggest_difficulty","params":[7]}
            < {"id":3,"result":true,"error":null}
            > @subscribe
            < {"id":1,"result":*
            < {"id":null,"method":"mining.set_difficulty","params":[3]}
            """ },
        { "free password-difficulty", """
            > {"id":3,"method":"mining.authorize","params":["me","x;d=12"]}
            < {"id":3,"result":true,"error":null}
            > @subscribe
            < {"id":1,"result":*
            < {"id":null,"method":"mining.set_difficulty","params":[12]}
            """ },
        { "checks=job,difficulty", """
            > @subscribe
            < {"id":1,"result":*
            """ + "\n" + Job + """
            > @share 0.000000001
            < {"id":9,"result":true,"error":null}
            > @share 0.000000001
            """ + "\n" + Accepted },
        { "strangers=drop", """
            > {"id":9,"method":"mining.submit","params":[]}
            < END handed in a share before its login
            """ },
        { "strangers=ignore", """
            > @subscribe
            < {"id":1,"result":*
            """ + "\n" + Job + """
            > {"id":9,"method":"mining.submit","params":[]}
            > @authorize
            < {"id":2,"result":true,"error":null}
            """ },
        { "strangers=ignore ", """
            > {"id":9,"method":"mining.submit","params":[]}
            < END handed in a share before its login
            """ },
        { "drops-malformed", """
            > @login
            > {"id":9,"method":"mining.submit","params":["me","1","0000000x","695735a5","00000000"]}
            < END handed in a malformed share: extranonce2 is not hex
            """ },
        { "pads-extranonce2", """
            > @login
            > @share 0.000000001 short
            """ + "\n" + Accepted },
        { "ntime=job-and-after", Times("695750fd", "695750fe") }, // 7,000 s later
        { "ntime=around-now", Times("69571985", "69571984") },    // 7,200 s earlier
        { "duplicates=text", """
            > @login
            > @share 0.000000001
            < {"id":9,"result":true,"error":null}
            > @share 0.000000001 upper
            < {"id":9,"result":true,"error":null}
            > @share 0.000000001
            < {"id":9,"result":null,"error":[22,"duplicate share",null]}
            """ },
        { "duplicates=text-any-case", """
            > @login
            > @share 0.000000001
            < {"id":9,"result":true,"error":null}
            > @share 0.000000001 upper
            < {"id":9,"result":null,"error":[22,"duplicate share",null]}
            """ },
        { "duplicates=everything", """
            > @login
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,*
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[22,"duplicate share",null]}
            """ },
        { "grace=previous", """
            > @login
            ! difficulty 0.00000001
            < {"id":null,"method":"mining.set_difficulty"*
            < {"id":null,"method":"mining.notify"*
            > @share 0.000000001 0.00000001
            < {"id":9,"result":true,"error":null}
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,*
            """ },
        { "grace=none", """
            > @login
            ! difficulty 0.00000001
            < {"id":null,"method":"mining.set_difficulty"*
            < {"id":null,"method":"mining.notify"*
            > @share 0.000000001 0.00000001 old
            < {"id":9,"result":null,"error":[23,*
            """ },
        { "tolerance=0.5", """
            > @login
            > @share 0.0000000005 0.000000001
            """ + "\n" + Accepted },
        { "slack=1", """
            > @login
            > @share 0 0.000000001
            """ + "\n" + Accepted },
        { "stale-grace=5", """
            > @login
            ! block
            < {"id":null,"method":"mining.notify"*
            > @share 0.000000001 old
            < {"id":9,"result":true,"error":null}
            ! seconds 6
            > @share 0.000000001 old
            < {"id":9,"result":null,"error":[21,"job not found (cancelled by a new block)",null]}
            """ },
        { "repeats-difficulty", """
            > @login
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,*
            < {"id":null,"method":"mining.set_difficulty","params":[0.000000001]}
            """ },
        { "reject-patience=60", """
            > @login
            > @share 0 0.000000001
            < {"id":9,*
            ! seconds 60
            > @share 0 0.000000001
            < {"id":9,*
            < {"id":null,"method":"mining.set_difficulty"*
            < {"id":null,"method":"mining.notify","params":["1",*
            ! seconds 60
            > @share 0 0.000000001
            < {"id":9,*
            < {"id":null,"method":"client.reconnect","params":[]}
            ! seconds 60
            > @share 0 0.000000001
            < {"id":9,*
            < END nothing but refused shares
            """ },
    };

    [Theory, MemberData(nameof(Lines))]
    public Task A_quirk_shows_on_the_wire(string quirks, string steps) => ProfileScript.PlayAsync(quirks, steps);

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
        PoolOptions options = quirks.ApplyTo(TestPool.Quiet with { ShareInterval = TimeSpan.FromSeconds(2) });
        Assert.Equal(TimeSpan.FromSeconds(7), options.ShareInterval);
        Assert.Equal(TestPool.Quiet.LineLimit, options.LineLimit);
    }

    [Fact]
    public void Every_property_is_in_the_catalog_under_its_name_and_every_quirk_is_tested()
    {
        string[] properties = [.. typeof(PoolQuirks).GetProperties()
            .Where(property => property.SetMethod is not null).Select(property => Quirk.Dashed(property.Name))];
        Assert.Equal(properties.Order(), QuirkCatalog.All.Select(quirk => quirk.Name).Order());

        string tests = File.ReadAllText(TestSupport.Repo.PathOf(
            "tests/NightMiner.Tests/Lab/Pools/ProfileQuirkTests.cs"));
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
        }
    }

    [Theory]
    [InlineData("nonsense", "'nonsense' is no quirk: --quirk list shows them all")]
    [InlineData("line-limit", "line-limit needs a value, line-limit=VALUE: a whole number")]
    [InlineData("line-limit=x", "'x' is no value of line-limit: expected a whole number")]
    [InlineData("line-limit=99999999999", "'99999999999' is no value of line-limit: expected a whole number")]
    [InlineData("json-rpc=maybe", "'maybe' is no value of json-rpc: expected on or off")]
    [InlineData("grace=1", "'1' is no value of grace: expected job, previous, none")]
    [InlineData("silence-limit=-1", "'-1' is no value of silence-limit: expected seconds, or never")]
    [InlineData("silence-limit=1e300", "'1e300' is no value of silence-limit: expected seconds, or never")]
    public void A_wrong_quirk_is_named(string text, string problem) => Assert.Equal(
        problem, Assert.Throws<ArgumentException>(() => QuirkCatalog.Set(PoolQuirks.None, text)).Message);

    [Theory]
    [InlineData("checks=login", "Checks have no Job: a share belongs to a job")]
    [InlineData("checks=duplicate,job", "Duplicate comes before Job in Checks: it needs the job")]
    [InlineData("checks=job,ntime-range", "NtimeRange needs NtimeText before it in Checks")]
    [InlineData("jobs-kept=17", "JobsKept is 17: expected 1 to 16")]
    [InlineData("tolerance=0", "Tolerance is 0: expected above 0, at most 1")]
    [InlineData("slack=-1", "Slack is -1: expected 0 or more")]
    [InlineData("line-limit=100", "LineLimit is 100: a submit alone needs about 256 bytes")]
    [InlineData("extranonce1-size=33", "Extranonce1Size is 33: expected 1 to 32 bytes")]
    public void Quirks_that_can_not_be_are_refused_at_the_start(string quirk, string problem) =>
        Assert.StartsWith(problem, Assert.Throws<ArgumentException>(() => Start(quirk)).Message,
            StringComparison.Ordinal);

    private static string Answer(string subscriptions) => $$"""
        > @subscribe
        < {"id":1,"result":[{{subscriptions}},"00000001",4],"error":null}
        """;

    private static string Times(string last, string beyond) => $$"""
        > @login
        > {"id":8,"method":"mining.submit","params":["me","1","00000000","{{last}}","ffffffff"]}
        < {"id":8,"result":null,"error":[23,*
        > {"id":8,"method":"mining.submit","params":["me","1","00000000","{{beyond}}","ffffffff"]}
        < {"id":8,"result":null,"error":[20,"ntime out of range*
        """;

    private static PoolOptions With(params IEnumerable<string> quirks) => TestPool.Quiet with
    {
        Profile = new PoolProfile("test", "", quirks.Aggregate(PoolQuirks.None, QuirkCatalog.Set)),
    };

    private static StratumPool Start(params IEnumerable<string> quirks) => StratumPool.Start(With(quirks));

    [GeneratedRegex("(?<=[\" ])[a-z0-9]+(-[a-z0-9]+)*(?=[= \"])")]
    private static partial Regex Names();
}
