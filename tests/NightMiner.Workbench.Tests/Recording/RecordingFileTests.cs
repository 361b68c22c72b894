using System.Text;
using NightMiner.Protocol.Text;
using NightMiner.TestSupport;
using NightMiner.Workbench.Recording;

namespace NightMiner.Workbench.Tests.Recording;

public sealed class RecordingFileTests
{
    private const string Header = """{"format":"nightminer-session","version":1,"pool":"x"}""" + "\n";
    private const string Line = """{"time":0.5,"connection":1,"from":"pool","line":"{}"}""" + "\n";

    [Fact]
    public async Task What_is_written_is_read_back_byte_for_byte()
    {
        byte[][] lines =
        [
            "{\"id\":1}"u8.ToArray(), "\"\\ \t\u0001 é 漢"u8.ToArray(), [0xff, 0xfe, 0x00, 0x41], [0xc3],
            [.. Enumerable.Range(0, 256).Where(value => value != '\n').Select(value => (byte)value)], new byte[1 << 20],
        ];
        SessionRecording recording = await Recordings.WriteAndLoadAsync(writer =>
        {
            foreach (byte[] line in lines) writer.Write(2, Side.Pool, line);
            writer.End(2, Side.Miner);
        });
        Assert.Null(recording.Problem);
        Assert.Equal(Recordings.SomePool.ToString(), recording.Pool);
        Assert.Equal(lines, recording.Lines.Where(line => !line.IsEnd).Select(line => line.Bytes.ToArray()));
        Assert.All(recording.Lines, line => Assert.Equal(2, line.Connection));
        Assert.Equal((true, Side.Miner), (recording.Lines[^1].IsEnd, recording.Lines[^1].From));
    }

    [Fact]
    public async Task Time_runs_and_never_back()
    {
        SessionRecording recording = await Recordings.WriteAndLoadAsync(writer =>
            Parallel.For(0, 200, i => writer.Write(1, Side.Pool, "{}"u8)));
        Assert.Equal(200, recording.Lines.Count);
        Assert.Equal(recording.Lines.Select(line => line.Time).Order(), recording.Lines.Select(line => line.Time));
    }

    [Theory]
    [InlineData("""{"id":1,"method":"mining.authorize","params":["me","hunter2"]}""",
        """{"id":1,"method":"mining.authorize","params":["me","***"]}""")]
    [InlineData("""{"params" : [ "me" , "hunter2" ], "method":"mining.\u0061uthorize"}""",
        """{"params" : [ "me" , "***" ], "method":"mining.\u0061uthorize"}""")]
    [InlineData("""{"method":"mining.auth","params":["me",{"a":["hunter2"]},"hunter2"]}""",
        """{"method":"mining.auth","params":["me","***","***"]}""")]
    [InlineData("""{"method":"mining.authorize","params":{"user":"me","pass":"hunter2"}}""",
        """{"method":"mining.authorize","params":{"user":"me","pass":"***"}}""")]
    [InlineData("""{"method":"mining.authorize_admin","params":["hunter2"]}""",
        """{"method":"mining.authorize_admin","params":["***"]}""")]
    [InlineData("""{"method":"x","method":"mining.authorize","params":["me"],"params":["me","hunter2"]}""",
        """{"method":"x","method":"mining.authorize","params":["me"],"params":["me","***"]}""")]
    [InlineData("""{"method":"mining.authorize","params":["me","hunter2"]""", "(a malformed login of 54 bytes)")]
    [InlineData("""{"id":4,"method":"mining.submit","params":["me","j"]}""",
        """{"id":4,"method":"mining.submit","params":["me","j"]}""")]
    public void A_password_is_never_written_down(string line, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Secrets.Mask(Encoding.UTF8.GetBytes(line), false)));

    [Fact]
    public async Task A_user_is_masked_in_logins_and_shares_where_wished()
    {
        SessionRecording recording = await Recordings.WriteAndLoadAsync(writer =>
        {
            writer.Write(1, Side.Miner, """{"id":1,"method":"mining.authorize","params":["me","x"]}"""u8);
            writer.Write(1, Side.Miner, """{"id":2,"method":"mining.submit","params":["me","j"]}"""u8);
        }, masksUser: true);
        Assert.Equal("""{"id":1,"method":"mining.authorize","params":["***","***"]}""", recording.Lines[0].Text);
        Assert.Equal("""{"id":2,"method":"mining.submit","params":["***","j"]}""", recording.Lines[1].Text);
    }

    [Theory]
    [InlineData(Header + Line + "{\"time\":0.6,\"conn", 1, "cut off in line 3")]
    [InlineData(Header + Line + "{\"time\":0.6,\"connection\":1,\"from\":\"po\n" + Line, 1, "line 3 makes no sense")]
    [InlineData(Header + "{\"time\":-1,\"connection\":1,\"from\":\"pool\",\"line\":\"\"}\n", 0, "line 2 makes")]
    [InlineData(Header + "{\"time\":1,\"connection\":1,\"from\":\"pool\",\"line\":\"\\ud800\"}\n", 0, "line 2 makes")]
    [InlineData(Header + Line, 1, null)]
    public async Task A_spoilt_recording_is_read_up_to_there(string text, int lines, string? problem)
    {
        SessionRecording recording = await LoadTextAsync(text);
        Assert.Equal(lines, recording.Lines.Count);
        if (problem is null) Assert.Null(recording.Problem);
        else Assert.Contains(problem, recording.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("hello\n", "its first line should begin with")]
    [InlineData("[]\n", "its first line should begin with")]
    [InlineData("{\"format\":\"other\"}\n", "its first line should begin with")]
    [InlineData("{\"format\":\"nightminer-session\",\"version\":2}\n", "use a newer one")]
    public async Task What_is_no_recording_is_said_to_be_none(string text, string reason)
    {
        FormatException e = await Assert.ThrowsAsync<FormatException>(() => LoadTextAsync(text));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mutated_recording_never_throws_anything_else()
    {
        Random random = new(8);
        byte[] whole = Encoding.UTF8.GetBytes(Header + Line + Line);
        for (int i = 0; i < 200; i++)
        {
            byte[] spoilt = [.. whole];
            for (int k = 0; k < 3; k++) spoilt[random.Next(spoilt.Length)] = (byte)random.Next(256);
            string file = Recordings.NewFile();
            await File.WriteAllBytesAsync(file, spoilt[..random.Next(1, spoilt.Length)]);
            Exception? thrown = await Xunit.Record.ExceptionAsync(() => SessionRecording.LoadAsync(file));
            Assert.True(thrown is null or FormatException, $"{thrown}");
            File.Delete(file);
        }
    }

    [Fact]
    public void A_full_disk_is_told_once_and_nothing_is_thrown()
    {
        List<string> told = [];
        using RecordingWriter writer = new(new FullDisk(room: 400), Recordings.SomePool) { Failed = told.Add };
        for (int i = 0; i < 10; i++) writer.Write(1, Side.Pool, new byte[100]);
        Assert.Equal(["no space left"], told);
    }

    private static async Task<SessionRecording> LoadTextAsync(string text)
    {
        string file = Recordings.NewFile();
        await File.WriteAllTextAsync(file, text);
        try
        {
            return await SessionRecording.LoadAsync(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private sealed class FullDisk(int room) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Length + buffer.Length > room) throw new IOException("no space left");
            base.Write(buffer);
        }
    }
}
