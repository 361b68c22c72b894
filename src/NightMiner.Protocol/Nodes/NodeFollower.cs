using System.Runtime.CompilerServices;
using NightMiner.Protocol.Addresses;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;

namespace NightMiner.Protocol.Nodes;

/// <summary>
/// Follows the tip of a node's chain with getblocktemplate (BIP 22, BIP 23): asks by long poll, but not too often;
/// holds back a template on a tip that a block of ours has already extended; asks at once when a block was judged.
/// <para>
/// <see cref="FollowAsync"/> gives the templates to one reader. Whoever hands in blocks reports how the node judged
/// them, with <see cref="Accepted"/>, <see cref="Refused"/> or <see cref="Away"/>. These members and all others may be
/// called from any thread; they return at once and call nobody back.
/// </para>
/// </summary>
public sealed class NodeFollower
{
    // A node that still offers the tip below a block of ours has not finished taking the block. After this time it has
    // gone back to that tip (invalidateblock, a reorganisation), and blocks on it are wanted again.
    private static readonly TimeSpan SpentLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(50); // for a question that is no long poll

    private readonly NodeCalls _node;
    private readonly IReadOnlyList<string> _rules;
    private readonly TimeProvider _clock;
    private readonly NodePace _pace = new();

    private readonly Lock _gate = new();
    private BlockTemplate? _newest;           // the last one that was given
    private string? _longPollId;              // for the next question; null: that one is to be answered at once
    private Hash256? _spent;                  // the tip that an accepted block of ours extends
    private long _spentAt;
    private CancellationTokenSource? _asking; // ends the pause and the open question
    private bool _isHurried;                  // somebody wants to know what comes next
    private bool _isRefused;                  // a block, since the last answer
    private long _turn;                       // counts what makes a template old that is on its way

    /// <summary>Prepares to follow a node; nothing is asked yet.</summary>
    /// <param name="node">The node.</param>
    /// <param name="network">Its network: some want to hear that we know their rules.</param>
    /// <param name="clock">Measures pauses and time limits; null: the system's clock.</param>
    public NodeFollower(NodeCalls node, CoinNetwork network, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        (_node, _rules, _clock) = (node, NodeCalls.RulesOf(network), clock ?? TimeProvider.System);
    }

    /// <summary>How long a long poll may stay unanswered before the node is asked whether it is still there.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The longest pause after a refused block, one minute by default. New tips are not noticed in it; whoever goes on
    /// mining after a refused block wants a shorter one.
    /// </summary>
    public TimeSpan LongestPause { get => _pace.Longest; init => _pace.Longest = value; }

    /// <summary>Called and waited for before each question; null: nothing is to be done.</summary>
    public Func<CancellationToken, Task>? BeforeAsking { get; init; }

    /// <summary>
    /// Asks for a first template, without waiting for a better one. <see cref="FollowAsync"/> goes on from there.
    /// </summary>
    /// <inheritdoc cref="FollowAsync" path="/exception"/>
    public async Task<BlockTemplate> FirstAsync(CancellationToken stop)
    {
        BlockTemplate template = await _node.TemplateAsync(_rules, null, LimitOf(null), stop).ConfigureAwait(false);
        lock (_gate) (_newest, _longPollId) = (template, template.LongPollId);
        return template;
    }

    /// <summary>
    /// Gives each template that the node offers, until it is stopped. After an exception it may be called again and
    /// goes on where it was.
    /// </summary>
    /// <param name="stop">Ends it, with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="NodeException">The node has no work; the message says why.</exception>
    /// <exception cref="ConnectionException">The node can't be reached, or what it says is no answer.</exception>
    /// <exception cref="UnauthorizedAccessException">The node refuses the login.</exception>
    /// <exception cref="FormatException">The template makes no sense, or has rules that are not known here.</exception>
    public IAsyncEnumerable<FollowedTemplate> FollowAsync(CancellationToken stop) => AskOnAndOnAsync(stop);

    /// <summary>Ends a pause and an open long poll, and asks the node for what it has now.</summary>
    public void AskNow()
    {
        lock (_gate) Hurry();
    }

    /// <summary>
    /// Whether an accepted block of ours extends this tip, and the node has not gone back to it. Any other block on it
    /// would only be a rival of ours.
    /// </summary>
    /// <param name="tip">The previous block of a template or a block.</param>
    public bool IsSpent(Hash256 tip)
    {
        lock (_gate) return _spent == tip;
    }

    /// <summary>The node accepted a block of ours: what comes next is asked for at once.</summary>
    /// <param name="tip">The block before ours.</param>
    public void Accepted(Hash256 tip)
    {
        lock (_gate)
        {
            (_spent, _spentAt) = (tip, _clock.GetTimestamp());
            if (_newest is not null && _newest.PreviousBlock != tip) return; // the node told of the next tip already
            _pace.NewTip();
            Hurry();
        }
    }

    /// <summary>
    /// The node refused a block of ours. Another template is asked for: at once after the first refusal on a tip, later
    /// after a pause that grows.
    /// </summary>
    /// <param name="tip">The block before ours. One that is not the newest tip changes nothing.</param>
    public void Refused(Hash256 tip) => Failed(tip, isAway: false);

    /// <summary>The node went away while a block was handed in. As after a refusal, but never at once.</summary>
    /// <param name="tip">The block before ours. One that is not the newest tip changes nothing.</param>
    public void Away(Hash256 tip) => Failed(tip, isAway: true);

    internal bool IsCurrent(long turn)
    {
        lock (_gate) return turn == _turn;
    }

    private async IAsyncEnumerable<FollowedTemplate> AskOnAndOnAsync([EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
            if (await AskAsync(stop).ConfigureAwait(false) is { } next)
                yield return next;
    }

    private void Failed(Hash256 tip, bool isAway)
    {
        lock (_gate)
        {
            // Many miners' blocks may be refused before the next answer. Each must not begin the pause anew.
            if (_newest?.PreviousBlock != tip || _isRefused) return;
            _isRefused = true;
            _pace.Refused();
            if (isAway) _pace.Away();
            Hurry();
        }
    }

    private void Hurry()
    {
        _turn++;
        _isHurried = true;
        _ = _asking?.CancelAsync();
    }

    // Null where there is nothing to give: the next question follows.
    private async Task<FollowedTemplate?> AskAsync(CancellationToken stop)
    {
        using CancellationTokenSource asking = CancellationTokenSource.CreateLinkedTokenSource(stop);
        string? longPollId;
        TimeSpan pause;
        lock (_gate)
        {
            longPollId = _isHurried ? null : _longPollId;
            pause = _pace.TakePause();
            (_asking, _isHurried, _longPollId) = (asking, false, null);
        }
        try
        {
            await Task.Delay(pause, _clock, asking.Token).ConfigureAwait(false);
            if (BeforeAsking is { } prepare) await prepare(stop).ConfigureAwait(false);
            long askedAt = _clock.GetTimestamp();
            BlockTemplate template = await _node.TemplateAsync(
                _rules, longPollId, LimitOf(longPollId), asking.Token).ConfigureAwait(false);
            return Take(template, longPollId is not null, _clock.GetElapsedTime(askedAt));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null; // somebody is in a hurry
        }
        catch (ConnectionException e) when (e.Problem == ConnectionProblem.Silent && longPollId is not null)
        {
            return null; // nothing new for long: the next question shows whether the node is there at all
        }
        finally
        {
            lock (_gate)
            {
                _asking = null;
                if (!asking.IsCancellationRequested) _isRefused = false;
            }
        }
    }

    private FollowedTemplate? Take(BlockTemplate template, bool wasLongPoll, TimeSpan took)
    {
        lock (_gate)
        {
            if (_isHurried) return null; // a block was judged while the answer was on its way
            if (IsBehind(template))
            {
                _pace.Behind();
                return null;
            }
            if (_newest?.PreviousBlock != template.PreviousBlock) _pace.NewTip();
            _pace.Answered(took, wasLongPoll, template.LongPollId is not null);
            if (_spent == template.PreviousBlock) _spent = null; // the node has gone back
            bool isRepeat = _newest is not null && template.IsRepeatOf(_newest);
            if (!isRepeat) _newest = template;
            _longPollId = template.LongPollId;
            return new FollowedTemplate(this, _turn, template, isRepeat);
        }
    }

    // The node has taken our block and still offers the tip below it, having offered no other since.
    private bool IsBehind(BlockTemplate template) =>
        template.PreviousBlock == _spent && (_newest is null || _newest.PreviousBlock == _spent)
        && _clock.GetElapsedTime(_spentAt) < SpentLimit;

    private TimeSpan LimitOf(string? longPollId) =>
        longPollId is null && AnswerLimit < SilenceLimit ? AnswerLimit : SilenceLimit;
}
