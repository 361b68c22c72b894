using NightMiner.Cli.Rendering;
using NightMiner.Jobs;
using NightMiner.Protocol.Text;

namespace NightMiner.Cli.Mine;

/// <summary>What becomes of a share, as lines of a log.</summary>
internal static class ShareLines
{
    /// <summary>The line for one of a share's events.</summary>
    public static LogLine? Render(MinerEvent happened, Telling telling) => happened switch
    {
        ShareFound e => Line(e, "found", $"{Facts(e.Share, telling)}  hash {e.Share.Hash}") with
        {
            Level = Level.Detail,
            Tone = Tone.Faint,
        },
        ShareAccepted e => Line(
            e, "accepted", $"{Facts(e.Share, telling)}  {Units.Duration(e.RoundTrip)}{Block(e.Share)}") with
        {
            Tone = Tone.Good,
        },
        ShareRejected e => Line(e, "REJECTED", Rejected(e, telling)) with { Tone = Tone.Bad },
        ShareStale e => Line(
            e, "stale", $"share {telling.ShareNumber}  not sent: there is newer work") with
        {
            Tone = Tone.Warning,
        },
        BlockKept e => Line(e, "kept", $"share {telling.ShareNumber}  the BLOCK could not be handed in: "
            + $"{PrintableText.From(e.Reason)}; it is kept until a node answers") with
        {
            Tone = Tone.Warning,
        },
        ShareUnsent e => Line(e, "unsent", $"share {telling.ShareNumber}  {PrintableText.From(e.Reason)}") with
        {
            Tone = Tone.Warning,
            Level = telling.IsOver ? Level.Detail : Level.News, // a handful of them is how every limit ends
        },
        _ => null,
    };

    private static LogLine Line(MinerEvent happened, string marker, string text) => new(happened.Time, marker, text);

    private static string Facts(Share share, Telling telling) =>
        $"share {telling.ShareNumber}  {Difficulties(share)}";

    private static string Difficulties(Share share) =>
        $"difficulty {Units.Difficulty(share.Difficulty)} (wanted {Units.Difficulty(share.Job.Difficulty.ToDouble())})";

    private static string Block(Share share) => share.IsBlock ? "  it makes a BLOCK" : "";

    // The reason stands beside the marker, so that `grep REJECTED` finds it.
    private static string Rejected(ShareRejected e, Telling telling)
    {
        string code = e.Error.Code is { } number ? $" (code {number})" : "";
        string text = $"share {telling.ShareNumber}  \"{e.Error.Text}\"{code}: {RejectWords.Meaning(e.Error)}\n"
            + $"{Difficulties(e.Share)}  {Units.Duration(e.RoundTrip)}";
        return telling.IsFirstOfReason ? $"{text}\n({RejectWords.UsualCause(e.Error.Reason)})" : text;
    }
}
