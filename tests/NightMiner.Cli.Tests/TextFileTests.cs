using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Mine;
using NightMiner.TestSupport;

namespace NightMiner.Cli.Tests;

/// <summary>Every option that reads a text file takes it in every encoding, and from a pipe.</summary>
public sealed class TextFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public static TheoryData<string, string> PlacesAndEncodings
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (string place in (string[])["--config", "explain", "compare", "--cert"])
                foreach (string encoding in Encodings)
                    all.Add(place, encoding);
            return all;
        }
    }

    private static string[] Encodings =>
        ["utf-8", "utf-8 mark", "utf-16le mark", "utf-16be mark", "utf-16le", "utf-16be"];

    private static string Recording => Repo.TestPath("Recordings", "embedded-pool.txt");

    public void Dispose() => File.Delete(_path);

    [Theory, MemberData(nameof(PlacesAndEncodings))]
    public async Task A_file_is_read_in_every_encoding(string place, string encoding)
    {
        await File.WriteAllBytesAsync(_path, Encode(ContentFor(place), encoding));
        await UseAsync(place);
    }

    [Theory]
    [InlineData("--config")]
    [InlineData("explain")]
    [InlineData("compare")]
    [InlineData("--cert")]
    public async Task A_pipe_is_read_like_a_file(string place)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes a named pipe");
        using (Process make = Process.Start("mkfifo", [_path])) await make.WaitForExitAsync();
        byte[] content = Encode(ContentFor(place), "utf-16le mark");
        Task writing = Task.Run(() =>
        {
            using FileStream pipe = new(_path, FileMode.Open, FileAccess.Write);
            pipe.Write(content.AsSpan(0, 1)); // the reader must not take the first piece for the whole
            pipe.Flush();
            Thread.Sleep(20);
            pipe.Write(content.AsSpan(1));
        });
        await UseAsync(place);
        await writing;
    }

    [Theory]
    [InlineData("-c", "/dev/zero", "-c/--config: the file can't be read: '/dev/zero' has more than the 1048576 bytes")]
    [InlineData("--cert", "/dev/zero", "--cert: the file can't be read: '/dev/zero' has more than the 1048576 bytes")]
    [InlineData("-c", "/", "-c/--config: the file can't be read: '/' is a folder, not a file")]
    [InlineData("--cert", "/", "--cert: the file can't be read: '/' is a folder, not a file")]
    public async Task What_is_no_such_file_is_called_what_it_is(string option, string path, string expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/zero");
        (ExitCode code, _, string error) = await CliRun.ToEndAsync(option, path, "-o", "a");
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.StartsWith($"nightminer: {expected}", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Blanks_around_values_are_overlooked_where_they_mean_nothing()
    {
        const string File = """
            {" url ": " pool.example:3333\r\n", "user": " al ice ", "pass": " x ", "algo": "\tsha256d ",
             "threads": " 2 ", "time-limit": "5\n", "cpu-priority": " low"}
            """;
        System.IO.File.WriteAllText(_path, File);
        MineSettings settings = Read("-c", _path);
        Assert.Equal("stratum+tcp://pool.example:3333", $"{settings.Miner.Login.Url}");
        Assert.Equal((" al ice ", " x "), (settings.Miner.Login.User, settings.Miner.Login.Password));
        Assert.Equal(("sha256d", 2, TimeSpan.FromSeconds(5)),
            (settings.Miner.Algorithm.Name, settings.Miner.Threads, settings.Miner.TimeLimit));
        Assert.Equal(settings.Miner.Login.Url, Read("-o", "\t pool.example:3333 \n").Miner.Login.Url);
        System.IO.File.WriteAllText(_path, """{"pools": [{" url": " pool.example:3333 "}]}""");
        Assert.Equal(settings.Miner.Login.Url, Read("-c", _path).Miner.Login.Url);
    }

    private static string ContentFor(string place)
    {
        if (place == "--config") return """{"url": "pool.example:3333", "user": "alice"}""";
        if (place == "explain") return string.Join('\n', NightMiner.Workbench.Explain.ExampleJob.Lines) + "\n";
        if (place == "compare") return File.ReadAllText(Recording);
        using RSA key = RSA.Create(1024);
        using X509Certificate2 made = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.Now, DateTimeOffset.Now.AddDays(1));
        return made.ExportCertificatePem();
    }

    private static byte[] Encode(string text, string encoding)
    {
        string[] parts = encoding.Split(' ');
        Encoding letters = parts[0] switch
        {
            "utf-16le" => Encoding.Unicode,
            "utf-16be" => Encoding.BigEndianUnicode,
            _ => Encoding.UTF8,
        };
        return [.. parts.Length > 1 ? letters.GetPreamble() : [], .. letters.GetBytes(text)];
    }

    private async Task UseAsync(string place)
    {
        switch (place)
        {
            case "--config":
                MineSettings settings = Read("-c", _path);
                Assert.Equal("alice at stratum+tcp://pool.example:3333", $"{settings.Miner.Login}");
                break;
            case "--cert":
                Assert.Single(Read("--cert", _path, "-o", "stratum+tcps://a").Miner.Dial.TrustedCertificates);
                break;
            case "explain":
                (ExitCode code, string text, string error) = await CliRun.ToEndAsync("explain", "-f", _path, "--json");
                Assert.Equal((ExitCode.Done, ""), (code, error));
                Assert.Contains("\"share\":", text, StringComparison.Ordinal);
                break;
            default:
                Assert.Equal((ExitCode.Done, "they mean the same\n", ""),
                    await CliRun.ToEndAsync("replay", "--compare", Recording, _path));
                break;
        }
    }

    private static MineSettings Read(params string[] words) =>
        MineSettings.From(Parser.Parse(words, _ => null).Arguments.WithConfigFile());
}
