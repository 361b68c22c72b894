using System.Text;
using NightMiner.Protocol.Transport;
using NightMiner.Workbench.Recording;

namespace NightMiner.TestSupport;

/// <summary>Recordings for tests: those of the repository, and small ones made of lines.</summary>
internal static class Recordings
{
    public static Endpoint SomePool { get; } = Endpoint.Parse("pool.example:3333");

    public static Task<SessionRecording> LoadAsync(string name) =>
        SessionRecording.LoadAsync(Repo.TestPath("Recordings", name + ".txt"));

    /// <summary>One connection, a line each 10 ms: "&gt;" the miner's, "&lt;" the pool's, "x" the pool's end.</summary>
    public static SessionRecording Of(params string[] lines) => new([.. lines.Select((line, i) =>
        new RecordedLine(TimeSpan.FromMilliseconds(10 * i), 1, line[0] == '>' ? Side.Miner : Side.Pool,
            Encoding.UTF8.GetBytes(line[1..]))
        {
            IsEnd = line == "x",
        })]);

    /// <summary>A name for a file that does not exist yet.</summary>
    public static string NewFile() => Path.Combine(Path.GetTempPath(), $"nightminer-test-{Guid.NewGuid():N}.txt");

    /// <summary>Writes a recording and reads it back.</summary>
    public static async Task<SessionRecording> WriteAndLoadAsync(Action<RecordingWriter> write, bool masksUser = false)
    {
        string file = NewFile();
        using (RecordingWriter writer = new(RecordingWriter.CreateFile(file), SomePool) { MasksUser = masksUser })
            write(writer);
        SessionRecording recording = await SessionRecording.LoadAsync(file);
        File.Delete(file);
        return recording;
    }
}
