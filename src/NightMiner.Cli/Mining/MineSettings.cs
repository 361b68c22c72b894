using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Output;
using NightMiner.Hashing;
using NightMiner.ProofOfWork;
using NightMiner.Stratum;

namespace NightMiner.Cli.Mining;

/// <summary>What the user wants, checked: each value can be used as it is.</summary>
internal sealed record MineSettings
{
    private const string OldScryptVariable = "SCRYPT_LIBRARY"; // what the first NightMiner read

    /// <summary>What goes to the library; its pool is a placeholder where <see cref="HasPool"/> is false.</summary>
    public required MinerOptions Miner { get; init; }

    /// <summary>The implementation of scrypt to force on the whole process; null where nobody asked for one.</summary>
    public ScryptLibrary? ScryptLibrary { get; init; }

    /// <summary>The hashes of scrypt to mix at a time; null where nobody asked for a number.</summary>
    public int? Lanes { get; init; }

    /// <summary>Whether -o was given.</summary>
    public required bool HasPool { get; init; }

    public required bool IsDemo { get; init; }

    /// <summary>Whether there is something to mine at.</summary>
    public bool HasWork => HasPool || IsDemo;

    public required LogSettings Log { get; init; }

    public required bool IsInBackground { get; init; }

    /// <summary>Reads the command line and the environment.</summary>
    /// <exception cref="UsageException">A value is wrong, or two contradict each other.</exception>
    public static MineSettings From(Arguments arguments)
    {
        if (arguments.TimesTyped(Syntax.Url) > 1) throw new UsageException(
            "-o/--url was given more than once: one pool at a time, fail-over is not there yet");
        if (arguments.TimesTyped(Syntax.Isa) > 0 && arguments.TimesTyped(Syntax.ScryptLibrary) > 0)
            throw new UsageException("either --isa or --scrypt-library: both choose the implementation");
        Arguments.Value? url = arguments.Find(Syntax.Url);
        bool isDemo = arguments.IsOn(Syntax.Demo);
        if (isDemo && url is { IsTyped: true })
            throw new UsageException("either -o/--url or --demo: a demo brings its own pool");
        PoolUrl? pool = url is null || isDemo ? null : ReadUrl(url);
        (string? user, string? password) = Credentials.Find(arguments, pool, url);
        MinerOptions defaults = new() { Pool = pool ?? PoolUrl.Parse("127.0.0.1") };
        int? retries = arguments.Number(Syntax.Retries, -1, 1_000_000);
        MineSettings settings = new()
        {
            Miner = defaults with
            {
                User = user ?? (isDemo ? "demo" : ""),
                Password = password ?? defaults.Password,
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
            },
            ScryptLibrary = FindScryptLibrary(arguments),
            Lanes = arguments.Number(Syntax.Lanes, 1, 1024),
            HasPool = pool is not null,
            IsDemo = isDemo,
            Log = LogSettings.From(arguments),
            IsInBackground = arguments.IsOn(Syntax.Background),
        };
        settings.Check();
        return settings;
    }

    /// <summary>Reads a pool's URL.</summary>
    /// <exception cref="UsageException">It is none; the message does not quote a password.</exception>
    internal static PoolUrl ReadUrl(Arguments.Value url) => Arguments.Read(url, ParseUrl);

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
        if (!IsInBackground) return;
        if (Log.IsJson) throw new UsageException(
            "-B/--background has no standard output for --json: use 'nohup nightminer --json … > FILE &' instead");
        if (!HasWork) throw new UsageException("-B/--background needs something to mine at: -o URL or --demo");
    }

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

    private static PoolUrl ParseUrl(string text)
    {
        try
        {
            return PoolUrl.Parse(text);
        }
        catch (FormatException) when (text.Contains('@', StringComparison.Ordinal))
        {
            // The library's message could quote a part of the password.
            throw new FormatException("not a pool's URL: expected stratum+tcp://user:password@host:port, "
                + "with / : @ in the password written as %2F %3A %40");
        }
    }
}
