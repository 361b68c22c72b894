using System.Diagnostics;
using NightMiner.TestSupport;

namespace NightMiner.Nodes.Tests;

/// <summary>All tests at real nodes: they share the nodes, and run one after the other.</summary>
[CollectionDefinition("Nodes")]
public sealed class NodeTestGroup : ICollectionFixture<NodeFixture>;

/// <summary>
/// Two nodes of Litecoin, connected to each other (one alone gives no work), and one of Bitcoin; on regtest, on
/// loopback. Found on the PATH and in tests/nodes, or by NIGHTMINER_LITECOIND and NIGHTMINER_BCOIN.
/// </summary>
public sealed class NodeFixture : IAsyncLifetime
{
    // Debian's litecoind is a script around this one, which writes into the home folder.
    private static readonly string[] LitecoinPlaces = ["/usr/lib/litecoin/litecoind", .. OnPath("litecoind")];

    private readonly string _folder = Directory.CreateTempSubdirectory("nightminer-nodes-").FullName;
    private RealNode? _litecoin;
    private RealNode? _secondLitecoin;
    private RealNode? _bitcoin;

    /// <summary>With user and password, and a wallet.</summary>
    internal RealNode Litecoin => _litecoin ?? throw Missing("litecoind", "apt-get install litecoind");

    /// <summary>With a cookie file.</summary>
    internal RealNode SecondLitecoin => _secondLitecoin ?? throw Missing("litecoind", "apt-get install litecoind");

    internal RealNode Bitcoin => _bitcoin ?? throw Missing("bcoin", "npm install --prefix tests/nodes");

    internal string Cookie => Path.Combine(_folder, "2", "regtest", ".cookie");

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(StartLitecoinAsync(), StartBitcoinAsync());
    }

    public ValueTask DisposeAsync()
    {
        foreach (RealNode? node in (RealNode?[])[_bitcoin, _secondLitecoin, _litecoin]) node?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task StartLitecoinAsync()
    {
        string? program = Environment.GetEnvironmentVariable("NIGHTMINER_LITECOIND")
            ?? LitecoinPlaces.FirstOrDefault(File.Exists);
        if (program is null) return;
        int gate = RealNode.FreePort();
        _litecoin = Start(program, "1", () => "u:p",
            $"-port={gate}", "-bind=127.0.0.1", "-rpcuser=u", "-rpcpassword=p", "-fallbackfee=0.001");
        _secondLitecoin = Start(program, "2", () => File.ReadAllText(Cookie).Trim(),
            "-listen=0", $"-connect=127.0.0.1:{gate}");
        await _litecoin.UntilAsync(async () => (await _litecoin.CallAsync("getconnectioncount")).GetInt32() > 0);
        await _secondLitecoin.UntilAsync(
            async () => (await _secondLitecoin.CallAsync("getconnectioncount")).GetInt32() > 0);
        await _litecoin.CallAsync("createwallet", "test");
    }

    private RealNode Start(string program, string name, Func<string> login, params string[] options)
    {
        string home = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        int port = RealNode.FreePort();
        // The shell ends the node when our end of its standard input closes, whatever closes it.
        const string Script = """ "$0" "$@" >/dev/null 2>&1 & cat >/dev/null; kill $!; wait """;
        Process process = RealNode.Run("/bin/sh",
            ["-c", Script, program, "-regtest", $"-datadir={home}", $"-rpcport={port}", "-maxtipage=999999999",
                "-printtoconsole=0", .. options], ("HOME", home));
        return new RealNode(process, port, login);
    }

    private async Task StartBitcoinAsync()
    {
        string folder = Environment.GetEnvironmentVariable("NIGHTMINER_BCOIN") ?? Repo.PathOf("tests/nodes");
        string? program = OnPath("node").FirstOrDefault(File.Exists);
        if (program is null || !Directory.Exists(Path.Combine(folder, "node_modules", "bcoin"))) return;
        int port = RealNode.FreePort();
        Process process = RealNode.Run(
            program, [Repo.PathOf("tests/nodes/bcoin.js"), $"{port}", "key"], ("NIGHTMINER_BCOIN", folder));
        RealNode node = new(process, port, () => "x:key");
        await node.UntilAsync(async () => await node.HeightAsync() == 0);
        _bitcoin = node;
    }

    private static IEnumerable<string> OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program));

    // Where everything is checked, a node that is missing is a fault; elsewhere the test says that it did not run.
    private static InvalidOperationException Missing(string node, string remedy)
    {
        string text = $"{node} is not here: {remedy}";
        if (Environment.GetEnvironmentVariable("CI") != "true" || !OperatingSystem.IsLinux()) Assert.Skip(text);
        return new InvalidOperationException(text);
    }
}
