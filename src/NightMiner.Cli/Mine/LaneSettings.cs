using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Output;
using NightMiner.Cli.Rendering;
using NightMiner.Hashing;
using NightMiner.ProofOfWork;

namespace NightMiner.Cli.Mine;

/// <summary>How many hashes of scrypt a thread mixes at a time: as asked, or what the calibration found.</summary>
internal static class LaneSettings
{
    /// <summary>Refuses a number that the implementation which will mine can't use.</summary>
    /// <exception cref="UsageException">The number is not one of the choices.</exception>
    public static void Check(MineSettings settings)
    {
        if (settings.Lanes is not { } lanes || settings.Miner.Algorithm is not Scrypt) return;
        IReadOnlyList<int> choices = Scrypt.LaneChoices(IsaOf(settings));
        if (choices.Count == 0)
            throw new UsageException("--lanes: this implementation of scrypt computes one hash at a time");
        if (!choices.Contains(lanes)) throw new UsageException(
            $"--lanes '{lanes}': expected {string.Join(", ", choices)} with {IsaOf(settings).Name}");
    }

    /// <summary>Sets the number for the process, and tells about it where details are wanted.</summary>
    public static void Apply(MineSettings settings, Log log, World world)
    {
        if (settings.Miner.Algorithm is not Scrypt) return;
        if (settings.Lanes is { } lanes)
        {
            Scrypt.Lanes = lanes;
            Tell(lanes, "as --lanes says");
        }
        else if (world.CalibrationFile is { } file
            && ScryptCalibration.Choose(IsaOf(settings), settings.Miner.Threads, file) is { } choice)
        {
            Scrypt.Lanes = choice.Lanes;
            Tell(choice.Lanes, choice.IsMeasuredNow ? $"measured now; see {file}" : $"as {file} says");
        }

        void Tell(int lanes, string source)
        {
            if (settings.Log.ShowsDetails) log.Write(new LogLine(
                DateTimeOffset.Now, "lanes", $"each thread mixes {lanes} hashes at a time: {source}"));
        }
    }

    private static Isa IsaOf(MineSettings settings) => settings.ScryptLibrary switch
    {
        null or ScryptLibrary.Auto => settings.Miner.Isa,
        ScryptLibrary.Vector128 => Isa.Vector128,
        ScryptLibrary.Vector256 => Isa.Vector256,
        ScryptLibrary.Vector512 => Isa.Vector512,
        _ => Isa.Reference,
    };
}
