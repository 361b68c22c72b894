using System.Text;
using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Mine;

namespace NightMiner.Cli.Tests;

/// <summary>The JSON file of -c, and several pools from wherever they come.</summary>
public sealed class ConfigFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Every_option_can_stand_in_the_file()
    {
        MineSettings settings = Read("""
            {
                // a comment
                "url": "pool.example:3333", "user": "alice", "pass": "se:cret",
                "algo": "sha256d", "threads": 3, "retry-pause": "0.5", "quiet": true, /* and */ "json": false,
            }
            """);
        Assert.Equal("alice at stratum+tcp://pool.example:3333", settings.Miner.Login.ToString());
        Assert.Equal(("se:cret", "sha256d", 3, TimeSpan.FromSeconds(0.5)), (settings.Miner.Password,
            settings.Miner.Algorithm.Name, settings.Miner.Threads, settings.Miner.RetryPause));
        Assert.Equal((true, false), (settings.Log.IsQuiet, settings.Log.IsJson));
    }

    [Fact]
    public void The_command_line_beats_the_environment_and_that_the_file()
    {
        const string File = """{"threads": 1, "user": "file", "pass": "file", "quiet": true}""";
        (string, string)[] variables = [("NIGHTMINER_THREADS", "2"), ("NIGHTMINER_USER", "env")];
        Assert.Equal(1, Read(File).Miner.Threads);
        Assert.Equal(2, Read(File, variables).Miner.Threads);
        Assert.Equal(3, Read(File, variables, "-t", "3").Miner.Threads);
        Assert.Equal(("env", "file"), Login(Read(File, variables)));
        Assert.Equal(("typed", "file"), Login(Read(File, variables, "-u", "typed")));
        Assert.Equal(("both", "b"), Login(Read(File, variables, "-O", "both:b")));
        Assert.False(Read(File, [], "--quiet=false").Log.IsQuiet);
    }

    [Fact]
    public void Pools_of_the_file_have_logins_of_their_own_and_typed_pools_replace_them()
    {
        const string File = """
            {"pools": [ {"url": "a:1", "user": "alice", "pass": "pa"}, {"url": "b:2"}, {"url": "c:3", "user": "carol"},
                {"url": "dave:pd@d:4"} ]}
            """;
        Assert.Equal("alice:pa@a:1 alice:pa@b:2 carol:x@c:3 dave:pd@d:4", Show(Read(File)));
        Assert.Equal("typed:x@e:5", Show(Read(File, [], "-o", "e:5", "-u", "typed")));
    }

    [Theory]
    [InlineData("alice:x@a:1 alice:x@b:2", "-u", "alice", "-o", "a:1", "-o", "b:2")]
    [InlineData("alice:pa@a:1 bob:pb@b:2",
        "-o", "a:1", "-u", "alice", "-p", "pa", "-o", "b:2", "-u", "bob", "-p", "pb")]
    [InlineData("alice:pa@a:1 bob:x@b:2", "-o", "a:1", "-O", "alice:pa", "-o", "b:2", "-u", "bob")]
    [InlineData("alice:pa@a:1 alice:pa@b:2", "-o", "a:1", "-O", "alice:pa", "-o", "b:2")]
    [InlineData("alice:pa@a:1 alice:pb@b:2", "-o", "a:1", "-O", "alice:pa", "-o", "b:2", "-p", "pb")]
    [InlineData("alice:pa@a:1 eve:pe@b:2", "-o", "a:1", "-O", "alice:pa", "-o", "eve:pe@b:2")]
    [InlineData("alice:pa@a:1 eve:x@b:2 c:d@c:3", "-o", "a:1", "-O", "alice:pa", "--url=eve@b:2", "-oc:3", "-O", "c:d")]
    public void Each_typed_pool_is_followed_by_its_login(string expected, params string[] words) =>
        Assert.Equal(expected, Show(MineSettings.From(Parser.Parse(words, _ => null).Arguments)));

    [Theory]
    [InlineData("""{ "retires": 3 }""", "line 1: 'retires' is not an option: did you mean 'retries'?")]
    [InlineData("{\n\n\"frobnicate\": 3 }", "line 3: 'frobnicate' is not an option: the keys are the long names")]
    [InlineData("""{ "config": "x" }""", "'config' is not an option")]
    [InlineData("{\n\"threads\": [1] }", "line 2: 'threads' takes a text in quotes or a number, not a list")]
    [InlineData("{\n\"threads\": null }", "line 2: 'threads' takes a text in quotes or a number, not null")]
    [InlineData("{\n\"threads\": \"four\" }", "line 2: threads 'four': expected a whole number from 1 to 1024")]
    [InlineData("{\n\"json\": \"yes\" }", "line 2: 'json' takes true or false")]
    [InlineData("{\n\"user\": \"a\",\n\"user\": \"b\" }", "line 3: 'user' is given here for the second time")]
    [InlineData("{ \"user\": \"a\"\n\"pass\": \"hunter2\" }", "line 2: this is not valid JSON")]
    [InlineData("{ \"user\": \"a\",\n", "line 2: this is not valid JSON")]
    [InlineData("", "this is not valid JSON")]
    [InlineData("[1]", "line 1: expected an object")]
    [InlineData("{}\n{}", "line 2: this is not valid JSON")]
    [InlineData("""{ "pools": {} }""", "'pools' takes a list")]
    [InlineData("""{ "pools": [ "a:1" ] }""", "each of 'pools' is an object")]
    [InlineData("{ \"pools\": [\n { \"user\": \"a\" } ] }", "line 2: this pool has no 'url'")]
    [InlineData("""{ "pools": [ { "url": "a", "usr": "a" } ] }""", "'usr' is not an option: did you mean 'user'?")]
    [InlineData("""{ "pools": [ { "url": "a", "password": "" } ] }""",
        "'password' is not an option: did you mean 'pass'")]
    [InlineData("""{ "pools": [ { "url": "a", "algo": "a" } ] }""",
        "'algo' is not an option: a pool has url, user, pass")]
    [InlineData("{ \"pools\": [ { \"url\": \"a\",\n\"pass\": \"x\", \"pass\": \"hunter2\" } ] }",
        "line 2: 'pass' is given here for the second time")]
    [InlineData("""{ "url": "a", "pools": [ { "url": "b" } ] }""", "either 'url' or 'pools'")]
    [InlineData("{\n\"url\": \"ftp://a\" }", "line 2: url: 'ftp://' is not a pool's scheme")]
    public void What_makes_no_sense_is_said_with_its_line(string file, string expected)
    {
        UsageException complaint = Assert.Throws<UsageException>(() => Read(file));
        Assert.Contains(expected, complaint.Message, StringComparison.Ordinal);
        Assert.Contains(_path, complaint.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", complaint.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Letters_that_are_none_are_refused()
    {
        File.WriteAllBytes(_path, [.. "{\"user\": \""u8, 0xff, 0xfe, .. "\"}"u8]);
        Assert.Contains("UTF-8", Assert.Throws<UsageException>(() =>
            Parser.Parse(["-c", _path], _ => null).Arguments.WithConfigFile()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-c/--config: the file can't be read", "-c", "/nonexistent/file")]
    [InlineData("-x/--proxy: a proxy of the kind 'ftp' is not known", "-x", "ftp://proxy", "-o", "a")]
    [InlineData("--cert: the file can't be read", "--cert", "/nonexistent/file", "-o", "a")]
    [InlineData("--tls-fingerprint: expected a SHA-256 of 64 hex digits", "--tls-fingerprint", "abc", "-o", "a")]
    [InlineData("--tls-fingerprint is for TLS", "-o", "a", "-o", "b", "--tls-fingerprint",
        "sha256 Fingerprint=00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:"
        + "00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00")]
    [InlineData("--coinbase-addr is for mining at a node", "-o", "a:1", "--coinbase-addr", "x")]
    [InlineData("--cookie is for mining at a node", "-o", "a:1", "--cookie", "x")]
    [InlineData("either --insecure or --tls-fingerprint", "--insecure", "-o", "a", "--tls-fingerprint",
        "0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Wrong_usage_is_explained(string expected, params string[] words)
    {
        (ExitCode code, _, string error) = await CliRun.ToEndAsync(words);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_comes_from_the_option_or_from_the_variable_that_all_programs_know()
    {
        (string, string)[] variables = [("ALL_PROXY", "socks5://p:1"), ("NO_PROXY", "a.example, 10.0.0.0/8")];
        MineSettings settings = Read("{}", variables);
        Assert.Equal("socks5://p:1", settings.Miner.Dial.Proxy?.ToString());
        Assert.Equal(["a.example", "10.0.0.0/8"], settings.Miner.Dial.NoProxy);
        Assert.Equal("http://q:2", Read("""{"proxy": "q:2"}""", variables).Miner.Dial.Proxy?.ToString());
        Assert.Null(Read("{}", variables, "-x", "").Miner.Dial.Proxy);
    }

    [Fact]
    public void Certificates_are_read_as_pem_and_der_and_nothing_else()
    {
        using System.Security.Cryptography.RSA key = System.Security.Cryptography.RSA.Create(2048);
        using var made = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=a", key,
            System.Security.Cryptography.HashAlgorithmName.SHA256,
            System.Security.Cryptography.RSASignaturePadding.Pkcs1).CreateSelfSigned(
            DateTimeOffset.Now, DateTimeOffset.Now.AddDays(1));
        string pem = made.ExportCertificatePem();
        foreach (byte[] file in (byte[][])[Encoding.ASCII.GetBytes(pem), made.RawData])
        {
            File.WriteAllBytes(_path, file);
            MineSettings settings = MineSettings.From(Parser.Parse(["--cert", _path], _ => null).Arguments);
            Assert.Equal(made.RawData, Assert.Single(settings.Miner.Dial.TrustedCertificates).RawData);
        }
        File.WriteAllText(_path, "nonsense");
        Assert.Contains("holds no certificate", Assert.Throws<UsageException>(() => MineSettings.From(
            Parser.Parse(["--cert", _path], _ => null).Arguments)).Message, StringComparison.Ordinal);
    }

    private MineSettings Read(string file, (string Name, string Value)[]? variables = null, params string[] words)
    {
        File.WriteAllText(_path, file);
        return MineSettings.From(Parser.Parse(["-c", _path, .. words], name =>
            variables?.FirstOrDefault(pair => pair.Name == name).Value).Arguments.WithConfigFile());
    }

    private static (string, string) Login(MineSettings settings) => (settings.Miner.User, settings.Miner.Password);

    private static string Show(MineSettings settings) => string.Join(' ',
        new[] { settings.Miner.Login }.Concat(settings.Miner.Backups)
            .Select(pool => $"{pool.User}:{pool.Password}@{pool.Url.Host}:{pool.Url.Port}"));
}
