namespace NightMiner.Protocol.Nodes;

/// <summary>
/// How long to wait before a node is asked for the next template: not at all as a rule; longer with each block that it
/// refuses, and where it answers without anything to wait for. Not safe for several threads.
/// </summary>
internal sealed class NodePace
{
    private const int QuickLimit = 8; // new tips may come close together; more than so many in a row are none

    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.05);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstRefusal = TimeSpan.FromSeconds(0.25);

    private int _quick;
    private int _refusals; // in a row, on one tip
    private TimeSpan _next;

    /// <summary>Between two questions at a node that knows no long poll.</summary>
    public static TimeSpan WithoutLongPoll { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause before the next question; the one after it is none again.</summary>
    public TimeSpan TakePause()
    {
        TimeSpan pause = _next;
        _next = TimeSpan.Zero;
        return pause;
    }

    /// <summary>A template came.</summary>
    /// <param name="after">How long it took.</param>
    /// <param name="wasLongPoll">Whether the node was to wait until there is something better.</param>
    /// <param name="knowsLongPoll">Whether it can be asked to wait next time.</param>
    public void Answered(TimeSpan after, bool wasLongPoll, bool knowsLongPoll)
    {
        if (wasLongPoll) _quick = after < Quick ? _quick + 1 : 0;
        if (!knowsLongPoll) _next = WithoutLongPoll;
        else if (_quick > QuickLimit) _next = Quick;
    }

    /// <summary>
    /// A block was refused. The first time another template is asked for at once; then after 0.25 s, 0.5 s, 1 s, up to
    /// a minute.
    /// </summary>
    public void Refused()
    {
        double grown = FirstRefusal.TotalSeconds * Math.Pow(2, Math.Min(_refusals, 30) - 1);
        _next = _refusals++ == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(grown, Longest.TotalSeconds));
    }

    /// <summary>The node offered an old template: it needs a moment.</summary>
    public void Behind() => _next = Moment;

    /// <summary>The node did not take a block because it went away: it is not asked again at once.</summary>
    public void Away() => _next = _next > FirstRefusal ? _next : FirstRefusal;

    /// <summary>There is another tip, or a block of ours was accepted: what was refused before is over.</summary>
    public void NewTip() => (_refusals, _next) = (0, TimeSpan.Zero);
}
