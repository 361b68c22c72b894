using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Output;
using NightMiner.Hashing;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;

namespace NightMiner.Cli.Mine;

/// <summary>What the user wants, checked: each value can be used as it is.</summary>
internal sealed record MineSettings
{
    private const string OldScryptVariable = "SCRYPT_LIBRARY"; // what the first NightMiner read

    /// <summary>What goes to the library; its pool is a placeholder where <see cref="HasPool"/> is false.</summary>
    public required MinerOptions Miner { get; init; }

    /// <summary>The implementation of scrypt to force on the whole process; null where nobody asked for one.</summary>
    public ScryptLibrary? ScryptLibrary { get; init; }

    // A variable may stand in a profile for the days when scrypt is mined; an option may not.
    private bool IsScryptLibraryChosen { get; init; }

    /// <summary>The hashes of scrypt to mix at a time; null where nobody asked for a number.</summary>
    public int? Lanes { get; init; }

    /// <summary>Whether -o was given.</summary>
    public required bool HasPool { get; init; }

    public required bool IsDemo { get; init; }

    /// <summary>Whether there is something to mine at.</summary>
    public bool HasWork => HasPool || IsDemo;

    public required LogSettings Log { get; init; }

    public required bool IsInBackground { get; init; }

    /// <summary>Reads the command line, the environment and what the file of -c said.</summary>
    /// <exception cref="UsageException">A value is wrong, or two contradict each other.</exception>
    public static MineSettings From(Arguments arguments)
    {
        if (arguments.TimesTyped(Syntax.Isa) > 0 && arguments.TimesTyped(Syntax.ScryptLibrary) > 0)
            throw new UsageException("either --isa or --scrypt-library: both choose the implementation");
        bool isDemo = arguments.IsOn(Syntax.Demo);
        if (isDemo && arguments.AllTyped(Syntax.Url).Count > 0)
            throw new UsageException("either -o/--url or --demo: a demo brings its own pool");
        IReadOnlyList<PoolLogin> pools = PoolChoice.Find(arguments, out (string? User, string? Password) first);
        if (isDemo) pools = [];
        MinerOptions defaults = new() { Pool = pools.Count > 0 ? pools[0].Url : Endpoint.Parse("127.0.0.1") };
        int? retries = arguments.Number(Syntax.Retries, -1, 1_000_000);
        MineSettings settings = new()
        {
            Miner = defaults with
            {
                User = first.User ?? (isDemo ? "demo" : ""),
                Password = first.Password ?? defaults.Password,
                Backups = pools.Count > 1 ? [.. pools.Skip(1)] : defaults.Backups,
                Dial = isDemo ? defaults.Dial : DialSettings.From(arguments),
                CoinbaseAddress = arguments.Find(Syntax.CoinbaseAddr)?.Text,
                CoinbaseSignature = arguments.Find(Syntax.CoinbaseSig)?.Text ?? defaults.CoinbaseSignature,
                CookieFile = arguments.Find(Syntax.Cookie)?.Text,
                Algorithm = arguments.Read(Syntax.Algo, Algorithms.Get) ?? defaults.Algorithm,
                Threads = arguments.Number(Syntax.Threads, 1, 1024) ?? defaults.Threads,
                CpuAffinity = arguments.Read(Syntax.CpuAffinity, CpuList.Parse) ?? defaults.CpuAffinity,
                CpuPriority = arguments.Find(Syntax.CpuPriority) is { } priority
                    ? Arguments.Read(priority, ParsePriority)
                    : defaults.CpuPriority,
                Throttle = arguments.Number(Syntax.Throttle, 1, 100) ?? defaults.Throttle,
                Isa = arguments.Read(Syntax.Isa, Isa.Parse) ?? defaults.Isa,
                Shares = arguments.Number(Syntax.Shares, 1, int.MaxValue),
                TimeLimit = arguments.Seconds(Syntax.TimeLimit, 0.001, 1e9),
                Retries = retries < 0 ? null : retries,
                RetryPause = arguments.Seconds(Syntax.RetryPause, 0, 86400) ?? defaults.RetryPause,
                Timeout = arguments.Seconds(Syntax.Timeout, 0.1, 86400) ?? defaults.Timeout,
                FollowsRedirects = !arguments.IsOn(Syntax.NoRedirect),
                SubscribesExtranonce = !arguments.IsOn(Syntax.NoExtranonce),
                RollsVersions = !arguments.IsOn(Syntax.NoVersionRolling),
                SuggestedDifficulty = FindNumber(arguments, Syntax.SuggestDifficulty),
                DifficultyFactor = FindNumber(arguments, Syntax.DiffFactor) ?? Difficulty.One,
            },
            ScryptLibrary = FindScryptLibrary(arguments),
            IsScryptLibraryChosen =
                (arguments.FindTyped(Syntax.ScryptLibrary) ?? arguments.File.Find(Syntax.ScryptLibrary)) is not null,
            Lanes = arguments.Number(Syntax.Lanes, 1, 1024),
            HasPool = pools.Count > 0,
            IsDemo = isDemo,
            Log = LogSettings.From(arguments),
            IsInBackground = arguments.IsOn(Syntax.Background),
        };
        settings.Check();
        settings.CheckKinds(arguments);
        return settings;
    }

    private void Check()
    {
        try
        {
            Miner.Check();
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
        LaneSettings.Check(this);
        if (IsScryptLibraryChosen && Miner.Algorithm is not Scrypt) throw new UsageException(
            $"--scrypt-library is for -a scrypt only: choose an implementation of {Miner.Algorithm.Name} with --isa");
        if (!IsInBackground) return;
        if (Log.IsJson) throw new UsageException(
            "-B/--background has no standard output for --json: use 'nohup nightminer --json … > FILE &' instead");
        if (!HasWork) throw new UsageException("-B/--background needs something to mine at: -o URL or --demo");
    }

    // What is asked for must be of use somewhere: who pins a certificate must not mine in plain text unawares.
    private void CheckKinds(Arguments arguments)
    {
        if (!HasPool) return;
        bool IsChosen(Setting setting) => (arguments.FindTyped(setting) ?? arguments.File.Find(setting)) is not null;
        Endpoint[] pools = [Miner.Pool, .. Miner.Backups.Select(pool => pool.Url)];
        if (!pools.Any(pool => pool.IsTls) && Array.Find([Syntax.Cert, Syntax.TlsFingerprint], IsChosen) is { } tls)
            throw new UsageException(
                $"{tls.Name} is for TLS, which {pools[0]} does not use: say stratum+tcps:// or https://");
        if (!pools.Any(pool => pool.IsNode)
            && Array.Find([Syntax.CoinbaseAddr, Syntax.CoinbaseSig, Syntax.Cookie], IsChosen) is { } solo)
            throw new UsageException($"{solo.Name} is for mining at a node, but {pools[0]} is a pool: "
                + "use http://host:port for a node");
    }

    private static Difficulty? FindNumber(Arguments arguments, Setting setting) =>
        arguments.Find(setting) is not { } value ? null
        : Difficulty.TryParse(value.Text, out Difficulty number) ? number
        : throw Arguments.Wrong(value, "expected a positive number such as 16 or 0.001");

    private static CpuPriority ParsePriority(string text) => text.ToLowerInvariant() switch
    {
        "idle" => CpuPriority.Idle,
        "low" => CpuPriority.Low,
        "normal" => CpuPriority.Normal,
        "high" => CpuPriority.High,
        _ => throw new FormatException($"'{text}': expected idle, low, normal or high"),
    };

    private static ScryptLibrary? FindScryptLibrary(Arguments arguments)
    {
        Arguments.Value? value = arguments.Find(Syntax.ScryptLibrary) ?? arguments.FindVariable(OldScryptVariable);
        return value is null ? null : Arguments.Read(value, Scrypt.ParseLibrary);
    }
}
