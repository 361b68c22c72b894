using System.Text;
using NightMiner.Protocol.Text;
using NightMiner.Workbench.Explain;
using NightMiner.Workbench.Recording;

namespace NightMiner.TestSupport.Hostile;

/// <summary>
/// What the workbench does with lines of a log or a recording: explain, autopsy, mask, compare. Throws where a reader
/// does what it must not. Lines belong to one file.
/// </summary>
internal sealed class LogReaders(Tally tally)
{
    private const int ExplainedLimit = 2; // of the jobs and shares of a file: each is hashed many times over

    private readonly SessionLog _log = new();
    private readonly List<RecordedLine> _lines = [];

    /// <summary>Reads one line, without its end.</summary>
    public void Read(ReadOnlyMemory<byte> line, Side from)
    {
        _log.Add(WireText.From(line.Span));
        _log.Add(Encoding.UTF8.GetString(line.Span));
        Secrets.Mask(line.Span, masksUser: true);
        Record(new RecordedLine(TimeSpan.FromSeconds(_lines.Count), 1, from, line.ToArray()));
    }

    /// <summary>Reads one line of a recording's file.</summary>
    public void ReadRecorded(ReadOnlyMemory<byte> line)
    {
        _log.Add(WireText.From(line.Span));
        try
        {
            RecordingFormat.ReadHeader(line);
            tally.Count("recording's header");
        }
        catch (FormatException)
        {
        }
        if (RecordingFormat.ReadLine(line) is not { } recorded) return;
        tally.Count("recorded line");
        Assert.DoesNotContain((byte)'\n', recorded.Bytes.ToArray());
        Record(recorded);
    }

    /// <summary>Explains what was read.</summary>
    public void Explain()
    {
        StatedTerms stated = new(new TinyAlgorithm());
        foreach (GivenJob job in _log.Jobs.Take(ExplainedLimit))
        {
            JobExplanation explained = JobExplanation.Of(_log.TermsOf(job, stated));
            Assert.NotEmpty(explained.HeaderFields);
            Assert.True(explained.NetworkDifficulty is not < 0);
            tally.Count("explained job");
        }
        foreach (SentShare share in _log.Shares.Take(ExplainedLimit))
        {
            if (_log.JobOf(share) is not { } job) continue;
            JobExplanation.Of(_log.TermsOf(job, stated), share.Submit);
            Autopsy autopsy = Autopsy.Of(_log.CaseOf(share, job, stated));
            Assert.NotEmpty(autopsy.Summary);
            tally.Count($"autopsy: {autopsy.Blame}");
        }
        if (_log.Problems.Count > 0) tally.Count("file with problems");
    }

    private void Record(RecordedLine line)
    {
        _lines.Add(line);
        Assert.NotNull(Message.Read(line).Name);
        if (_lines.Count < 2) return;
        SessionComparison compared =
            SessionComparison.Compare(new SessionRecording([_lines[^2]]), new SessionRecording([line]));
        foreach (SessionDifference difference in compared.Differences) Assert.NotEmpty(difference.What);
    }
}
