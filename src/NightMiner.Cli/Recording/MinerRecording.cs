using NightMiner.Cli.Output;
using NightMiner.Workbench.Recording;

namespace NightMiner.Cli.Recording;

/// <summary>--record: writes down what our own miner says and hears.</summary>
internal static class MinerRecording
{
    /// <summary>Begins, where it is wished.</summary>
    /// <exception cref="CommandLine.UsageException">The file can't be written.</exception>
    public static RecordingWriter? Begin(Miner miner, LogSettings settings, Log log)
    {
        if (settings.Recording is not { } path) return null;
        RecordingWriter writer = RecordingFile.Create(path, miner.Options.Pool, settings.MasksUser, log);
        MinerRecorder.Attach(miner, writer);
        return writer;
    }
}
