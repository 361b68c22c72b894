using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Output;
using NightMiner.Cli.Rendering;
using NightMiner.Protocol.Transport;
using NightMiner.Workbench.Recording;

namespace NightMiner.Cli.Recording;

/// <summary>Opens recordings; what goes wrong becomes one clear sentence.</summary>
internal static class RecordingFile
{
    /// <summary>Begins a recording. When the disk is full later the session goes on without.</summary>
    /// <exception cref="UsageException">The file exists, or can't be written.</exception>
    public static RecordingWriter Create(string path, Endpoint pool, bool masksUser, Log log)
    {
        bool isOurs = false;
        try
        {
            FileStream file = RecordingWriter.CreateFile(path);
            isOurs = true;
            return new RecordingWriter(file, pool)
            {
                MasksUser = masksUser,
                Failed = reason => log.Write(new LogLine(DateTimeOffset.Now, "ERROR",
                    $"the recording {path} can't be written any more and ends here: {reason}")
                {
                    Level = Level.Error, Tone = Tone.Bad,
                }),
            };
        }
        catch (Exception) when (!isOurs && (File.Exists(path) || Directory.Exists(path)))
        {
            throw Fail($"{path} exists already: choose another name for the recording, or move it away");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            if (isOurs) File.Delete(path); // else the next attempt would find it in its way
            throw Fail($"the recording can't be written: {e.Message}");
        }
    }

    /// <summary>Reads a recording; warns where it is not whole.</summary>
    /// <exception cref="UsageException">The file does not exist, or is not a recording.</exception>
    public static async Task<SessionRecording> LoadAsync(string path, Action<string> warn)
    {
        try
        {
            SessionRecording recording = await SessionRecording.LoadAsync(path).ConfigureAwait(false);
            if (recording.Problem is { } problem) warn($"{path} is not whole: {problem}");
            return recording.Lines.Count > 0 ? recording : throw Fail($"{path} holds no line: nothing was recorded");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Fail($"there is no file {path}: 'nightminer record {path} --pool URL' would make one");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw Fail(e.Message);
        }
    }

    private static UsageException Fail(string message) => new(message) { IsAboutSyntax = false };
}
