using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Text;
using NightMiner.TestSupport;
using NightMiner.TestSupport.Hostile;
using NightMiner.Workbench.Recording;

/// <summary>What afl-fuzz feeds: an exception out of it is a crash.</summary>
internal sealed class FuzzTarget
{
    private const int SeedCount = 150;
    private const int LinesOfASeed = 4;

    private readonly string _name;
    private readonly Action<byte[]> _run;
    private readonly Func<IEnumerable<byte[]>> _seeds;

    private FuzzTarget(string name, Action<byte[]> run, Func<IEnumerable<byte[]>> seeds) =>
        (_name, _run, _seeds) = (name, run, seeds);

    private static FuzzTarget[] All { get; } =
    [
        new("server", ReadServer, ServerSeeds),
        new("client", ReadClient, ClientSeeds),
        new("template", input => new TemplateReaders(new Tally()).Read(input), TemplateSeeds),
    ];

    /// <summary>The target of a name on the command line.</summary>
    public static FuzzTarget Named(string name) => Array.Find(All, target => target._name == name)
        ?? throw new ArgumentException(
            $"'{name}' is not a target: expected {string.Join(", ", All.Select(target => target._name))}");

    /// <summary>Takes one input.</summary>
    public void Run(byte[] input)
    {
        PrintableText.From(_name); // afl refuses to begin with an input on whose way there is no code of ours
        _run(input);
    }

    /// <summary>Inputs to begin with.</summary>
    public IEnumerable<byte[]> Seeds() => _seeds();

    private static void ReadServer(byte[] input)
    {
        Tally tally = new();
        ServerReaders readers = new(tally);
        LogReaders log = new(tally);
        foreach (byte[] line in LinesOf(input))
        {
            readers.Read(line);
            log.Read(line, Side.Pool);
        }
        log.Explain();
    }

    private static void ReadClient(byte[] input)
    {
        ClientReaders readers = new(new Tally(), PoolProfile.Default);
        foreach (byte[] line in LinesOf(input)) readers.Read(line);
    }

    private static IEnumerable<byte[]> ServerSeeds()
    {
        ServerGrammar grammar = new(1);
        IEnumerable<byte[]> generated = Enumerable.Range(0, SeedCount)
            .Select(_ => Joined(Enumerable.Range(0, LinesOfASeed).Select(_ => grammar.Next())));
        return [.. generated, .. Recorded(Side.Pool)];
    }

    private static IEnumerable<byte[]> ClientSeeds()
    {
        ClientReaders readers = new(new Tally(), PoolProfile.Default); // its jobs are those of each other one
        ClientGrammar grammar = new(1)
        {
            JobId = readers.JobId, Time = readers.Time, Extranonce2Size = readers.Extranonce2Size,
        };
        IEnumerable<byte[]> generated = Enumerable.Range(0, SeedCount)
            .Select(_ => Joined(Enumerable.Range(0, LinesOfASeed).Select(_ => grammar.Next())));
        return [.. generated, .. Recorded(Side.Miner)];
    }

    // Sessions that really were: a few lines of one side each.
    private static IEnumerable<byte[]> Recorded(Side side) => Directory
        .EnumerateFiles(Path.Combine(Repo.Root, "tests", "Recordings"), "*.txt").Order()
        .SelectMany(file => SessionRecording.LoadAsync(file).Result.Lines
            .Where(line => line.From == side && !line.IsEnd).Chunk(LinesOfASeed).Take(SeedCount))
        .Select(lines => Joined(lines.Select(line => line.Bytes.ToArray())));

    private static byte[] Joined(IEnumerable<byte[]> lines) =>
        [.. lines.SelectMany(line => (byte[])[.. line, (byte)'\n'])];

    private static IEnumerable<byte[]> LinesOf(byte[] input)
    {
        while (input.AsSpan().IndexOf((byte)'\n') is >= 0 and var end)
        {
            yield return input[..end];
            input = input[(end + 1)..];
        }
        yield return input;
    }

    private static IEnumerable<byte[]> TemplateSeeds()
    {
        TemplateGrammar grammar = new(1);
        return Enumerable.Range(0, SeedCount).Select(_ => grammar.Next()).Where(seed => seed.Length > 0);
    }
}
