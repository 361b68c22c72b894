using System.Globalization;
using System.Net;
using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Output;
using NightMiner.Pool;
using NightMiner.Pool.Profiles;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Transport;

namespace NightMiner.Cli.Pool;

/// <summary>What the user wants of a pool, checked.</summary>
internal sealed record PoolSettings(PoolOptions Pool, LogSettings Log, TimeSpan? TimeLimit)
{
    /// <summary>The port that pools' examples use.</summary>
    public const int DefaultPort = 3333;

    /// <summary>Reads the command line and the environment.</summary>
    /// <exception cref="UsageException">A value is wrong.</exception>
    public static PoolSettings From(Arguments arguments)
    {
        LogSettings log = LogSettings.From(arguments);
        PoolOptions defaults = new();
        PowAlgorithm algorithm = arguments.Read(Syntax.Algo, Algorithms.Get) ?? defaults.Algorithm;
        Difficulty? difficulty = arguments.Find(PoolSyntax.Difficulty) is { } text
            ? Arguments.Read(text, Difficulty.Parse)
            : null;
        return new PoolSettings(
            defaults with
            {
                Listen = arguments.Read(PoolSyntax.Listen, ParseEndPoint)
                    ?? new IPEndPoint(IPAddress.Loopback, DefaultPort),
                Algorithm = algorithm,
                Difficulty = difficulty,
                ShareInterval = arguments.Seconds(PoolSyntax.ShareInterval, 0.001, 1e6) ?? defaults.ShareInterval,
                Profile = ReadProfile(arguments),
                Node = ReadNode(arguments) is { } node
                    ? node with { Url = node.Url.WithNodePort(algorithm.Name) }
                    : null,
                BlockTime = arguments.Seconds(PoolSyntax.BlockTime, 0.1, 1e9) ?? defaults.BlockTime,
                Password = arguments.Find(PoolSyntax.Password)?.Text,
                LogLines = log.ShowsWire,
                Defects = [.. arguments.All(PoolSyntax.Defect).Select(name => ParseDefect(name))],
            },
            log,
            arguments.Seconds(Syntax.TimeLimit, 0.001, 1e9));
    }

    private static PoolNode? ReadNode(Arguments arguments)
    {
        if (arguments.Read(PoolSyntax.Node, Endpoint.Parse) is not { } url)
        {
            foreach (Setting setting in new[] { Syntax.CoinbaseAddr, PoolSyntax.CoinbaseSig, Syntax.Cookie })
                if (arguments.TimesTyped(setting) > 0) throw new UsageException(
                    $"{setting.Title} needs --node: without a node the chain is made up");
            return null;
        }
        if (!url.IsNode) throw new UsageException(
            $"{PoolSyntax.Node.Title}: {url} is a pool: a node's URL begins with http:// or https://");
        string address = arguments.Find(Syntax.CoinbaseAddr)?.Text ?? throw new UsageException(
            "a node pays nobody by itself: give the address for its blocks with --coinbase-addr");
        SoloOptions solo = new() { CoinbaseAddress = address, CookieFile = arguments.Find(Syntax.Cookie)?.Text };
        return new PoolNode(url, arguments.Find(PoolSyntax.CoinbaseSig) is { } signature
            ? solo with { CoinbaseSignature = signature.Text }
            : solo);
    }

    private static PoolProfile ReadProfile(Arguments arguments)
    {
        PoolProfile profile = arguments.Read(PoolSyntax.Profile, PoolProfile.Get) ?? PoolProfile.Default;
        PoolQuirks quirks = arguments.AllTyped(PoolSyntax.Quirk).Aggregate(profile.Quirks,
            (quirks, value) => Arguments.Read(value, text => QuirkCatalog.Set(quirks, text)));
        return profile with { Quirks = quirks };
    }

    private static PoolDefect ParseDefect(string name)
    {
        try
        {
            return PoolDefects.Parse(name);
        }
        catch (FormatException e)
        {
            throw new UsageException($"{PoolSyntax.Defect.Title}: {e.Message}");
        }
    }

    // 127.0.0.1:3333, localhost:3333, [::1]:3333, and one of both alone: an address or a port.
    internal static IPEndPoint ParseEndPoint(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port <= IPEndPoint.MaxPort)
            return new IPEndPoint(IPAddress.Loopback, port);
        string numeric = text.StartsWith("localhost", StringComparison.OrdinalIgnoreCase)
            ? "127.0.0.1" + text[9..] : text;
        // An address parser would take [::1]:3333 too, and drop the port.
        bool hasPort = numeric.Contains("]:", StringComparison.Ordinal) || numeric.Count(letter => letter == ':') == 1;
        if (!hasPort && IPAddress.TryParse(numeric, out IPAddress? address))
            return new IPEndPoint(address, DefaultPort);
        return IPEndPoint.TryParse(numeric, out IPEndPoint? end) ? end : throw new FormatException(
            $"'{text}' is not an address to listen at: expected something like 127.0.0.1:3333, [::1]:3333 or "
            + "0.0.0.0:3333");
    }
}
