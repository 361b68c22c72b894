namespace NightMiner.Protocol.Nodes;

/// <summary>
/// How long to wait before a node is asked for the next template. As a rule not at all; longer after each block that
/// the node refuses, and where the node answers without waiting. Not safe for several threads.
/// </summary>
internal sealed class NodePace
{
    private const int QuickLimit = 8; // several new tips may come close together, but not more than so many in a row

    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.05);
    private static readonly TimeSpan FirstRefusal = TimeSpan.FromSeconds(0.25);

    private int _quick;    // long polls in a row that were answered within a second
    private int _refusals; // in a row, on one tip
    private int _behind;   // old templates in a row
    private TimeSpan _next;

    /// <summary>The pause between two questions to a node that does not know long polling.</summary>
    public static TimeSpan WithoutLongPoll { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause after a refused block.</summary>
    public TimeSpan Longest { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause before the next question. It is handed out once; the next one is zero again.</summary>
    public TimeSpan TakePause()
    {
        TimeSpan pause = _next;
        _next = TimeSpan.Zero;
        return pause;
    }

    /// <summary>A template came.</summary>
    /// <param name="after">How long the answer took.</param>
    /// <param name="wasLongPoll">Whether the node was asked to wait until there is something better.</param>
    /// <param name="knowsLongPoll">Whether the node can be asked to wait next time.</param>
    public void Answered(TimeSpan after, bool wasLongPoll, bool knowsLongPoll)
    {
        _behind = 0;
        if (wasLongPoll) _quick = after < Quick ? _quick + 1 : 0;
        if (!knowsLongPoll) _next = WithoutLongPoll;
        else if (_quick > QuickLimit) _next = Quick;
    }

    /// <summary>
    /// A block was refused. The first time another template is asked for at once; then after 0.25 s, 0.5 s, 1 s, and so
    /// on up to <see cref="Longest"/>.
    /// </summary>
    public void Refused()
    {
        double grown = FirstRefusal.TotalSeconds * Math.Pow(2, Math.Min(_refusals, 30) - 1);
        _next = _refusals++ == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(grown, Longest.TotalSeconds));
    }

    /// <summary>
    /// The node offered a template that a block of ours has made old. It is asked again after 0.05 s, 0.1 s, and so on
    /// up to a second.
    /// </summary>
    public void Behind()
    {
        TimeSpan grown = Moment * Math.Pow(2, Math.Min(_behind++, 30));
        _next = grown < Quick ? grown : Quick;
    }

    /// <summary>The node went away while a block was handed in: it is not asked again at once.</summary>
    public void Away() => _next = _next > FirstRefusal ? _next : FirstRefusal;

    /// <summary>There is another tip, or a block of ours was accepted: earlier refusals no longer count.</summary>
    public void NewTip() => (_refusals, _next) = (0, TimeSpan.Zero);
}
