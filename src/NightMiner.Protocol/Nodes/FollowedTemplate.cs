namespace NightMiner.Protocol.Nodes;

/// <summary>A template on its way from a <see cref="NodeFollower"/> to whoever mines it.</summary>
public sealed class FollowedTemplate
{
    private readonly NodeFollower _follower;
    private readonly long _turn;

    internal FollowedTemplate(NodeFollower follower, long turn, BlockTemplate template, bool isRepeat) =>
        (_follower, _turn, Template, IsRepeat) = (follower, turn, template, isRepeat);

    /// <summary>What the node gave.</summary>
    public BlockTemplate Template { get; }

    /// <summary>
    /// Whether it says the same as the template before it (see <see cref="BlockTemplate.IsRepeatOf"/>). Whoever still
    /// mines that one has nothing to do.
    /// </summary>
    public bool IsRepeat { get; }

    /// <summary>
    /// Whether no block on this template's tip was judged, and nobody called <see cref="NodeFollower.AskNow"/>, since
    /// the template came. Otherwise the next template is being asked for already.
    /// </summary>
    public bool IsCurrent => _follower.IsCurrent(_turn);
}
