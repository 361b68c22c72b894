using NightMiner.TestSupport.Hostile;
using NightMiner.Workbench.Recording;

namespace NightMiner.Fuzz.Tests;

/// <summary>Recordings and logs, read by the workbench; answers of nodes, read by miner and pool.</summary>
public sealed class FileLineTests(ITestOutputHelper output)
{
    private const int Lines = 100_000;
    private const int LinesOfAFile = 50;
    private const int Files = 200;

    [Fact]
    public void A_hundred_thousand_lines_of_logs_and_recordings_never_throw_out_of_explain()
    {
        Tally tally = new();
        RecordingGrammar grammar = new(Feed.Seed);
        bool isFirst = false;
        Feed.Lines(Lines, LinesOfAFile, _ =>
        {
            LogReaders log = new(tally);
            isFirst = true;
            return line =>
            {
                if (line is null) log.Explain();
                else log.ReadRecorded(line);
            };
        }, () =>
        {
            (bool first, isFirst) = (isFirst, false);
            return first ? grammar.Header(isProper: false) : grammar.Next();
        });
        output.WriteLine(tally.ToString());
        Reached.All(tally, Lines / 1000, "recording's header", "recorded line", "explained job", "file with problems");
        Reached.All(tally, 5, "autopsy: Nobody", "autopsy: Miner", "autopsy: Pool");
    }

    [Fact]
    public async Task A_file_of_hostile_lines_is_a_recording_or_said_to_be_none()
    {
        RecordingGrammar grammar = new(Feed.Seed);
        string path = Path.GetTempFileName();
        (int read, int refused) = (0, 0);
        try
        {
            for (int i = 0; i < Files; i++)
            {
                byte[][] lines = [grammar.Header(i % 2 == 0), .. Enumerable.Range(0, 30).Select(_ => grammar.Next())];
                byte[] bytes = [.. lines.SelectMany(line => (byte[])[.. line, (byte)'\n'])];
                await File.WriteAllBytesAsync(path, i % 5 == 0 ? bytes[..^1] : bytes);
                try
                {
                    SessionRecording recording = await SessionRecording.LoadAsync(path);
                    Assert.True(recording.Lines.Count <= 30 && recording.Problem is not "");
                    read++;
                }
                catch (FormatException)
                {
                    refused++;
                }
            }
        }
        finally
        {
            File.Delete(path);
        }
        Assert.True(read > Files / 4 && refused > 0, $"{read} read, {refused} refused");
    }

    [Fact]
    public void A_hundred_thousand_answers_of_nodes_never_throw_on_the_way_to_a_block()
    {
        Tally tally = new();
        TemplateGrammar grammar = new(Feed.Seed);
        TemplateReaders readers = new(tally);
        Feed.Lines(Lines, Lines, _ => answer =>
        {
            if (answer is not null) readers.Read(answer);
        }, grammar.Next);
        output.WriteLine(tally.ToString());
        Reached.All(tally, Lines / 1000, "BlockTemplate", "BlockTemplate with transactions", "no template", "no JSON");
        Reached.All(tally, 20, "BlockTemplate without room");
    }
}
