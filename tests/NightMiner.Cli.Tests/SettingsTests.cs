using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Mine;
using NightMiner.Cli.Pool;
using NightMiner.Hashing;
using NightMiner.Pool;
using NightMiner.Pool.Profiles;
using NightMiner.ProofOfWork;
using NightMiner.Workers;

namespace NightMiner.Cli.Tests;

/// <summary>Every option on the command line and in the environment, and which of several wins.</summary>
public sealed class SettingsTests
{
    // Option, value, and how the settings show it.
    public static TheoryData<string, string, string> Options => new()
    {
        { "--url", "stratum+tcps://pool.example:4444", "stratum+tcps://pool.example:4444" },
        { "--user", "alice", "alice" },
        { "--pass", "se cret", "se cret" },
        { "--userpass", "alice:a:b", "alice a:b" },
        { "--algo", "SHA256D", "sha256d" },
        { "--threads", "3", "3" },
        { "--cpu-priority", "Idle", "Idle" },
        { "--cpu-priority", "high", "High" },
        { "--throttle", "25", "25" },
        { "--scrypt-library", "reference", "Reference" },
        { "--isa", "Reference", "reference" },
        { "--shares", "7", "7" },
        { "--time-limit", "1.5", "1.5" },
        { "--retries", "4", "4" },
        { "--retries", "-1", "" },
        { "--retry-pause", "0.25", "0.25" },
        { "--timeout", "60", "60" },
        { "--suggest-difficulty", "0.5", "0.5" },
        { "--diff-factor", "65536", "65536" },
        { "--log-file", "some.log", "some.log" },
    };

    public static TheoryData<string> Switches =>
        ["--demo", "--background", "--quiet", "--dump-protocol", "--debug", "--json",
            "--no-redirect", "--no-extranonce", "--no-version-rolling"];

    [Theory, MemberData(nameof(Options))]
    public void An_option_is_read_from_the_command_line(string option, string value, string expected) =>
        Assert.Equal(expected, Show(option, Read([option, value])));

    [Theory, MemberData(nameof(Options))]
    public void An_option_is_read_from_the_environment(string option, string value, string expected) =>
        Assert.Equal(expected, Show(option, Read([], (VariableOf(option), value))));

    [Theory, MemberData(nameof(Switches))]
    public void A_switch_is_read_from_both_and_the_command_line_can_take_it_back(string option)
    {
        string variable = VariableOf(option);
        string[] pool = option == "--demo" ? [] : ["-o", "pool"]; // -B wants something to mine at
        Assert.False(IsOn(option, Read(pool)));
        Assert.True(IsOn(option, Read([.. pool, option])));
        foreach (string yes in (string[])["1", "true", "yes", "TRUE"])
            Assert.True(IsOn(option, Read(pool, (variable, yes))));
        foreach (string no in (string[])["0", "false", "no", ""])
            Assert.False(IsOn(option, Read(pool, (variable, no))));
        Assert.False(IsOn(option, Read([.. pool, option + "=false"], (variable, "1"))));
    }

    [Fact]
    public void The_command_line_beats_the_environment() =>
        Assert.Equal(2, Read(["-t", "2"], ("NIGHTMINER_THREADS", "5")).Miner.Threads);

    [Fact]
    public void Of_an_option_given_twice_the_later_wins() =>
        Assert.Equal(4, Read(["-t", "2", "-t", "4"]).Miner.Threads);

    [Theory]
    [InlineData("alice", "x", "-u", "alice")]
    [InlineData("alice", "b:c", "-O", "alice:b:c")]
    [InlineData("alice", "", "-O", "alice:")]
    [InlineData("bob", "b", "-O", "alice:b", "-u", "bob")]
    [InlineData("alice", "c", "-O", "alice:b", "-p", "c")]
    [InlineData("alice", "b", "-u", "bob", "-p", "c", "-O", "alice:b")]
    [InlineData("alice", "c", "-u", "bob", "-O", "alice:b", "--pass", "c")]
    [InlineData("bob", "c", "-u", "bob", "-p", "c", "-o", "eve:z@pool")]
    [InlineData("bob", "z", "-u", "bob", "-o", "eve:z@pool")]
    [InlineData("eve", "z", "-o", "eve:z@pool")]
    [InlineData("alice", "@file", "-u", "alice", "-p", "@file")]
    [InlineData("alice", "-x", "-u", "alice", "-p", "-x")]
    [InlineData("alice", "", "-u", "alice", "-p", "")]
    public void The_later_of_user_and_userpass_wins_and_the_url_is_the_weakest(
        string user, string password, params string[] words)
    {
        MineSettings settings = Read(words);
        Assert.Equal((user, password), (settings.Miner.User, settings.Miner.Password));
    }

    [Fact]
    public void What_was_typed_beats_the_environment_whatever_its_form()
    {
        (string, string)[] variables = [("NIGHTMINER_USER", "env"), ("NIGHTMINER_PASS", "envpass")];
        Assert.Equal("eve", Read(["-o", "eve:z@pool"], variables).Miner.User);
        Assert.Equal("alice", Read(["-O", "alice:b"], variables).Miner.User);
        Assert.Equal("env", Read(["-o", "pool"], variables).Miner.User);
        Assert.Equal("env", Read([], [.. variables, ("NIGHTMINER_URL", "eve:z@pool")]).Miner.User);
        Assert.Equal("env", Read([], [.. variables, ("NIGHTMINER_USERPASS", "both:b")]).Miner.User);
    }

    [Fact]
    public void Cpus_are_read_from_both()
    {
        if (ThreadTuning.AllowedCpus is not [var cpu, ..]) return; // a system that can't tie threads refuses the option
        Assert.Equal([cpu], Read(["--cpu-affinity", $"{cpu}"]).Miner.CpuAffinity);
        Assert.Equal([cpu, cpu], Read([], ("NIGHTMINER_CPU_AFFINITY", $"{cpu},{cpu}-{cpu}")).Miner.CpuAffinity);
    }

    [Fact]
    public void The_old_variable_of_the_scrypt_library_is_the_weakest()
    {
        (string, string) old = ("SCRYPT_LIBRARY", "reference");
        Assert.Equal(ScryptLibrary.Reference, Read([], old).ScryptLibrary);
        Assert.Equal(ScryptLibrary.Auto, Read([], old, ("NIGHTMINER_SCRYPT_LIBRARY", "auto")).ScryptLibrary);
        Assert.Equal(ScryptLibrary.Auto, Read(["--scrypt-library", "auto"], old).ScryptLibrary);
        Assert.Null(Read([]).ScryptLibrary);
    }

    [Fact]
    public void Without_options_the_librarys_defaults_hold()
    {
        MinerOptions miner = Read(["-o", "pool"]).Miner;
        Assert.Equal(new MinerOptions { Pool = miner.Pool }, miner);
        Assert.Equal(9333, miner.Pool.Port);
        Assert.Same(Isa.Best, miner.Isa);
    }

    [Theory]
    [InlineData("127.0.0.1:3333")]
    [InlineData("0.0.0.0:4444", "--listen", "0.0.0.0:4444")]
    [InlineData("127.0.0.1:4444", "--listen", "4444")]
    [InlineData("127.0.0.1:4444", "--listen", "localhost:4444")]
    [InlineData("[::1]:4444", "--listen", "[::1]:4444")]
    [InlineData("10.0.0.1:3333", "--listen", "10.0.0.1")]
    public void The_pool_listens_where_it_is_told(string expected, params string[] words) =>
        Assert.Equal(expected, ReadPool(words).Pool.Listen.ToString());

    [Fact]
    public void Every_option_of_the_pool_is_read()
    {
        PoolSettings settings = ReadPool(
            "-a", "sha256d", "--difficulty", "0.5", "--block-time", "2.5", "--password", "pw",
            "-P", "--time-limit", "3");
        Assert.Equal("sha256d", settings.Pool.Algorithm.Name);
        Assert.Equal("0.5", settings.Pool.Difficulty.ToString());
        Assert.Equal(TimeSpan.FromSeconds(2.5), settings.Pool.BlockTime);
        Assert.Equal("pw", settings.Pool.Password);
        Assert.True(settings.Pool.LogLines);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.TimeLimit);
    }

    [Fact]
    public void A_profile_is_taken_with_the_quirks_on_top_of_it_and_the_last_of_a_kind_wins()
    {
        PoolSettings settings = ReadPool(
            "--quirk", "line-limit=300", "--profile", "ckpool", "--quirk", "json-rpc", "--quirk", "line-limit=512");
        Assert.Equal("ckpool", settings.Pool.Profile.Name);
        Assert.Equal(PoolProfile.Ckpool.Quirks with { JsonRpc = true, LineLimit = 512 }, settings.Pool.Profile.Quirks);
        Assert.Same(PoolProfile.Default.Quirks, ReadPool().Pool.Profile.Quirks);
    }

    [Theory]
    [InlineData("--profile: 'x' is not a profile: expected one of default, ckpool,", "--profile", "x")]
    [InlineData("--quirk: 'x' is not the name of a quirk: --quirk list shows all of them", "--quirk", "x")]
    [InlineData("--quirk: 'x' is not a value of grace: expected job, previous, none", "--quirk", "grace=x")]
    [InlineData("--node: stratum+tcp://h:1 is a pool: a node's URL begins with http://", "--node", "h:1")]
    [InlineData("a node pays nobody by itself", "--node", "http://h:1")]
    [InlineData("--coinbase-addr needs --node", "--coinbase-addr", "A")]
    [InlineData("--coinbase-sig needs --node", "--coinbase-sig", "S")]
    [InlineData("--cookie needs --node", "--cookie", "F")]
    public void What_is_wrong_about_a_pools_manners_or_node_is_told(string problem, params string[] words) =>
        Assert.StartsWith(problem, Assert.Throws<UsageException>(() => ReadPool(words)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_node_is_read_with_its_login_and_whom_it_pays()
    {
        PoolNode node = ReadPool("--node", "http://u:p@h:1", "--coinbase-addr", "A", "--coinbase-sig", "S",
            "--cookie", "F").Pool.Node!;
        Assert.Equal(("http://h:1", "u", "p"), ($"{node.Url}", node.Url.User, node.Url.Password));
        Assert.Equal("http://h:9332", $"{ReadPool("--node", "http://h", "--coinbase-addr", "A").Pool.Node!.Url}");
        Assert.Equal(("A", "S", "F"), (node.Solo.CoinbaseAddress, node.Solo.CoinbaseSignature, node.Solo.CookieFile));
    }

    [Theory]
    [InlineData("--profile")]
    [InlineData("--quirk")]
    public async Task Lists_name_every_profile(string option)
    {
        (ExitCode code, string text, _) = await CliRun.ToEndAsync("pool", option, "list");
        Assert.Equal(ExitCode.Done, code);
        Assert.All(PoolProfile.All, profile => Assert.Contains(profile.Name, text, StringComparison.Ordinal));
    }

    private static string VariableOf(string option) => Syntax.Mine.Settings.Single(s => s.Name == option).Variable;

    private static MineSettings Read(string[] words, params (string Name, string Value)[] variables) =>
        MineSettings.From(Parser.Parse(words, Lookup(variables)).Arguments.WithConfigFile());

    private static PoolSettings ReadPool(params string[] words) =>
        PoolSettings.From(Parser.Parse(["pool", .. words], _ => null).Arguments);

    private static Func<string, string?> Lookup((string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(pair => pair.Name == name).Value;

    private static string Show(string option, MineSettings settings) => FormattableString.Invariant(option switch
    {
        "--url" => $"{settings.Miner.Pool}",
        "--user" => $"{settings.Miner.User}",
        "--pass" => $"{settings.Miner.Password}",
        "--userpass" => $"{settings.Miner.User} {settings.Miner.Password}",
        "--algo" => $"{settings.Miner.Algorithm}",
        "--threads" => $"{settings.Miner.Threads}",
        "--cpu-priority" => $"{settings.Miner.CpuPriority}",
        "--throttle" => $"{settings.Miner.Throttle}",
        "--scrypt-library" => $"{settings.ScryptLibrary}",
        "--isa" => $"{settings.Miner.Isa}",
        "--shares" => $"{settings.Miner.Shares}",
        "--time-limit" => $"{settings.Miner.TimeLimit?.TotalSeconds}",
        "--retries" => $"{settings.Miner.Retries}",
        "--retry-pause" => $"{settings.Miner.RetryPause.TotalSeconds}",
        "--timeout" => $"{settings.Miner.Timeout.TotalSeconds}",
        "--suggest-difficulty" => $"{settings.Miner.SuggestedDifficulty}",
        "--diff-factor" => $"{settings.Miner.DifficultyFactor}",
        "--log-file" => $"{settings.Log.File}",
        _ => throw new ArgumentOutOfRangeException(nameof(option), option, "no such option here"),
    });

    private static bool IsOn(string option, MineSettings settings) => option switch
    {
        "--demo" => settings.IsDemo,
        "--background" => settings.IsInBackground,
        "--quiet" => settings.Log.IsQuiet,
        "--dump-protocol" => settings.Log.ShowsWire,
        "--debug" => settings.Log.ShowsDetails,
        "--json" => settings.Log.IsJson,
        "--no-redirect" => !settings.Miner.FollowsRedirects,
        "--no-extranonce" => !settings.Miner.SubscribesExtranonce,
        "--no-version-rolling" => !settings.Miner.RollsVersions,
        _ => throw new ArgumentOutOfRangeException(nameof(option), option, "no such switch here"),
    };
}
