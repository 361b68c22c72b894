using System.Net;
using System.Text.Json;
using NightMiner.Cli.Algos;
using NightMiner.Cli.Mine;
using NightMiner.Cli.Output;
using NightMiner.Cli.Pool;
using NightMiner.Cli.Rendering;
using NightMiner.Pool;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Cli.Tests;

/// <summary>What people and programs read, compared with approved text.</summary>
public sealed class RenderingTests
{
    private static readonly Telling Telling = new()
    {
        ShareNumber = 12, Rate = 24_000, IsFirstOfReason = true, Retries = 5,
    };

    private static readonly int[] Widths = [140, 100, 80, 60, 40, 20];

    [Fact]
    public void Every_event_has_an_example() => Assert.Empty(typeof(MinerEvent).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(MinerEvent)))
        .Except(Samples.All.Select(sample => sample.GetType())));

    [Fact]
    public void Log_lines_read_as_approved() => Approved.Verify("Log.plain", Lines(LogLine.Plain, Samples.All));

    [Fact]
    public void Log_lines_with_colours_read_as_approved() => Approved.Verify("Log.coloured",
        Lines(LogLine.Coloured, Samples.All).Replace("\e", "ESC", StringComparison.Ordinal));

    [Fact]
    public void Log_files_read_as_approved() => Approved.Verify("Log.dated", Lines(LogLine.Dated, Samples.All[..5]));

    [Fact]
    public void No_line_lets_control_characters_or_passwords_through()
    {
        string everything = Lines(LogLine.Plain, Samples.All);
        Assert.DoesNotContain(everything, character => char.IsControl(character) && character != '\n');
        Assert.DoesNotContain('\u202e', everything);
        Assert.DoesNotContain("secret", everything, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_reads_as_approved()
    {
        string[] lines =
            [.. Samples.All.Select(MinerJson.Render), MinerJson.HashRate(Samples.Time, 24_000.5, Samples.Snapshot)];
        foreach (string line in lines)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            Assert.True(DateTimeOffset.TryParse(document.RootElement.GetProperty("time").GetString(), out _));
            Assert.DoesNotContain('\n', line);
            Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
        }
        Approved.Verify("Json", string.Join('\n', lines) + "\n");
    }

    [Fact]
    public void Json_has_no_number_for_infinity()
    {
        MinerSnapshot odd = Samples.Snapshot with { BestShare = double.PositiveInfinity };
        string json = MinerJson.Render(new Stopped(StopReason.AsAsked, odd));
        Assert.Contains("\"bestShare\":null", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_lines_read_as_approved()
    {
        LogLine[] lines =
        [
            MinerLines.Rate(Samples.Time, 24_000, Samples.Snapshot),
            MinerLines.Patience(Samples.Time, 24_000, 1e9),
            MinerLines.Summary(Stopped(StopReason.AsAsked, Samples.Snapshot), "stopped by the user"),
            MinerLines.Summary(Stopped(StopReason.AsAsked, default), "stopped at the time limit"),
            MinerLines.Render(Stopped(StopReason.NoPool, default),
                new Telling { LastProblem = "nobody listens there", Retries = 1 })!,
        ];
        Approved.Verify("Log.other", string.Join('\n', lines.Select(LogLine.Plain)) + "\n");
    }

    [Fact]
    public void The_status_line_fits_every_width()
    {
        string Render(int width) => StatusLine.Render(Samples.Snapshot, 24_000, 1_000_000, width);

        for (int width = 1; width < 140; width++) Assert.True(Render(width).Length < width, $"width {width}");
        string away = StatusLine.Render(Samples.Snapshot with { IsLoggedIn = false }, 24_000, 1_000_000, 140);
        Approved.Verify("StatusLine", string.Join('\n', [.. Widths.Select(Render), away]) + "\n");
    }

    [Fact]
    public void The_pools_lines_and_json_read_as_approved()
    {
        PoolEvent[] events = PoolSamples();
        PoolOptions options = new() { Password = "secret" };
        PoolSnapshot pool = new()
        {
            Connections = 1, Subscribed = 1, Authorized = 1, ConnectionsEver = 3, ConnectionsRefused = 0,
            ConnectionsDropped = 1, LoginsRefused = 1, MalformedLines = 2, JobsSent = 40,
            Accepted = 1234, BlocksFound = 1,
            Height = 101,
            RejectedByKind = new Dictionary<RefusalKind, long>
            {
                [RefusalKind.StaleJob] = 1,
                [RefusalKind.LowDifficulty] = 2,
            },
        };
        TimeSpan elapsed = TimeSpan.FromSeconds(75);
        LogLine[] lines =
        [
            PoolLines.Welcome(Samples.Time, "stratum+tcp://127.0.0.1:3333", options),
            .. events.Select(e => PoolLines.Render(e)! with { Time = Samples.Time }), // they show local time
            PoolLines.Summary(Samples.Time, pool, elapsed),
        ];
        string[] json =
        [
            PoolJson.Listening(Samples.Time, "stratum+tcp://127.0.0.1:3333", options),
            .. events.Select(PoolJson.Render),
            PoolJson.Summary(Samples.Time, pool, elapsed),
        ];
        Approved.Verify("Pool.plain", string.Join('\n', lines.Select(LogLine.Plain)) + "\n");
        Approved.Verify("Pool.json", string.Join('\n', json) + "\n");
        Assert.Empty(typeof(PoolEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PoolEvent)))
            .Except(events.Select(e => e.GetType())));
    }

    [Fact]
    public void Algos_reads_as_approved()
    {
        Capabilities can = new(
            [new("scrypt", ["reference", "vector256"], "vector256"), new("mine", ["reference"], "reference")],
            ["auto", "reference", "openssl", "vector256"],
            [new("reference", "no vectors", true), new("vector256", "AVX2", true), new("vector512", "AVX-512", false)]);
        Approved.Verify("Algos", AlgosText.Render(can) + "\n" + AlgosText.Json(can) + "\n");
    }

    [Theory]
    [InlineData(0, "0 H/s")]
    [InlineData(12.34, "12.3 H/s")]
    [InlineData(999.4, "999 H/s")]
    [InlineData(999.6, "1 kH/s")]
    [InlineData(45_678, "45.7 kH/s")]
    [InlineData(12_345_678, "12.3 MH/s")]
    [InlineData(1.5e12, "1.5 TH/s")]
    public void Rates_are_for_people(double rate, string expected) => Assert.Equal(expected, Units.Rate(rate));

    [Theory]
    [InlineData(0.000_8, "0.8 ms")]
    [InlineData(0.031_26, "31 ms")]
    [InlineData(1.26, "1.3 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(3600, "1 h")]
    [InlineData(12_000, "3 h 20 min")]
    [InlineData(500_000, "6 days")]
    [InlineData(1e10, "317 years")]
    [InlineData(1e15, "thousands of years")]
    public void Durations_are_for_people(double seconds, string expected) =>
        Assert.Equal(expected, Units.Duration(seconds));

    [Theory]
    [InlineData(0.015_625, "0.0156")]
    [InlineData(0.000_001_5, "0.0000015")]
    [InlineData(1.5e-9, "1.5E-9")]
    [InlineData(16, "16")]
    [InlineData(123_456.7, "123,457")]
    [InlineData(123_456_789, "123 M")]
    [InlineData(1.25e20, "125 E")]
    [InlineData(1e21, "1E+21")]
    [InlineData(1e308, "1E+308")]
    [InlineData(1e-308, "1E-308")]
    [InlineData(double.PositiveInfinity, "infinite")]
    public void Difficulties_are_for_people(double difficulty, string expected) =>
        Assert.Equal(expected, Units.Difficulty(difficulty));

    [Fact]
    public void The_rate_is_that_of_the_window_and_starts_with_the_first_hash()
    {
        RateMeter meter = new(TimeSpan.FromSeconds(10));
        for (int second = 0; second < 60; second++) meter.Add(TimeSpan.FromSeconds(second), 0); // no pool yet
        Assert.Equal(0, meter.Rate);
        for (int second = 60; second < 90; second++) meter.Add(TimeSpan.FromSeconds(second), (second - 59) * 100);
        Assert.Equal(100, meter.Rate, 1e-9);
        for (int second = 90; second < 110; second++) meter.Add(TimeSpan.FromSeconds(second), 3000);
        Assert.Equal(0, meter.Rate, 1e-9);
    }

    [Theory]
    [InlineData(Level.Error, true, true, true)]
    [InlineData(Level.News, false, true, true)]
    [InlineData(Level.Detail, false, false, true)]
    public void Quiet_leaves_errors_and_debug_adds_details(object level, bool quiet, bool normal, bool debug)
    {
        Assert.Equal(quiet, new LogSettings { IsQuiet = true, ShowsDetails = true }.Wants((Level)level));
        Assert.Equal(normal, new LogSettings().Wants((Level)level));
        Assert.Equal(debug, new LogSettings { ShowsDetails = true }.Wants((Level)level));
    }

    private static string Lines(Func<LogLine, string> render, IEnumerable<MinerEvent> events) => string.Join('\n',
        events.Select(happened => MinerLines.Render(happened, Telling))
        .Where(line => line is not null)
        .Select(line => render(line!))) + "\n";

    private static Stopped Stopped(StopReason reason, MinerSnapshot summary) =>
        new(reason, summary) { Time = Samples.Time };

    private static PoolEvent[] PoolSamples()
    {
        JudgedShare good = new()
        {
            Time = Samples.Time, Connection = 2, Verdict = Verdict.Accepted, Worker = "alice", JobId = "1a",
            Extranonce2 = "00000001", Ntime = "536dc802", Nonce = "0000abcd", Required = Difficulty.Parse("0.0156"),
            Difficulty = 0.75, IsBlock = true,
        };
        JudgedShare bad = good with
        {
            Verdict = new Verdict(RefusalKind.LowDifficulty, "low difficulty share of 0.01"),
            Difficulty = 0.01,
            IsBlock = false,
            VersionBits = "00002000",
            Nonce = "",
        };
        JudgedShare late = bad with
        {
            Verdict = new Verdict(RefusalKind.StaleJob, "job not found (stale: cancelled by a new block)"),
            Difficulty = null,
        };
        Hash256 block = GoldenHash;
        PoolEvent[] events =
        [
            new ClientConnected(2, new IPEndPoint(IPAddress.Loopback, 54321)),
            new ClientLoggedIn(2, "alice"),
            new ClientLoginRefused(3, "eve\e[1m", "wrong password"),
            new ClientDifficultyChanged(2, Difficulty.One, Difficulty.Parse("0.0156")),
            new ClientLineReceived(2, """{"id":1,"method":"mining.subscribe","params":[]}"""),
            new ClientLineSent(2, """{"id":1,"result":true,"error":null}"""),
            new ShareJudged(good),
            new ShareJudged(bad),
            new ShareJudged(late),
            new ClientMisfit(2, "bfgminer/5.5.0", "bfgminer finds no shares here"),
            new PoolFault("looking at the clock", "the clock is broken"),
            new BlockFound(good, 100, block),
            new BlockRefused(good, 100, "bad-cb-height"),
            new NodeTrouble("the node has just been started and is not ready yet"),
            new NewBlock(101, block, new CompactBits(0x1e0401a0)),
            new ClientLeft(2, "the client closed the connection"),
        ];
        return events;
    }

    private static Hash256 GoldenHash => Samples.Share.Hash;
}
