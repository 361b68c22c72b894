
using NightMiner.Protocol.Stratum;

namespace NightMiner.Workbench.Check;

/// <summary>What most cases make of an answer.</summary>
internal static class Judging
{
    public static readonly string[] NeedsSubscription = ["handshake.subscribe"];
    public static readonly string[] NeedsLogin = ["handshake.authorize"];
    public static readonly string[] NeedsJob = ["handshake.first-job"];
    public static readonly string[] NeedsShares = ["shares.accepted"];
    public static readonly string[] NeedsAnswers = ["shares.answered"];

    /// <summary>The share must count.</summary>
    public static Finding MustAccept(Answer answer, string what) => answer.IsYes
        ? Finding.Pass($"{what}: accepted")
        : Finding.Fail($"{what}: {answer.Text}") with { IsStale = answer.Reason == RejectReason.Stale };

    /// <summary>
    /// The share must be refused, with a reason of this kind; <see cref="RejectReason.Other"/>: with any, but a job
    /// that has gone is none.
    /// </summary>
    public static Finding MustRefuse(Answer answer, RejectReason reason, string what)
    {
        if (!answer.IsRefusal) return Finding.Fail($"{what}: {(answer.IsYes ? "accepted" : answer.Text)}");
        bool isOther = reason != RejectReason.Other && answer.Reason is { } given && given != reason;
        Finding finding = isOther
            ? Finding.Warn($"{what}: {answer.Text}, where the reason should be: {Words(reason)}")
            : Finding.Pass($"{what}: {answer.Text}");
        return finding with { IsStale = reason != RejectReason.Stale && answer.Reason == RejectReason.Stale };
    }

    /// <summary>The share must be refused, with whatever reason: its job is none of this connection's.</summary>
    public static Finding MustRefuseSomehow(Answer answer, string what) =>
        MustRefuse(answer, RejectReason.Other, what) with { IsStale = false };

    /// <summary>As <see cref="MustRefuse"/>, where pools in wide use accept.</summary>
    public static Finding ShouldRefuse(Answer answer, RejectReason reason, string what) => answer.IsYes
        ? Finding.Warn($"{what}: accepted")
        : MustRefuse(answer, reason, what);

    /// <summary>The request must be answered, with whatever.</summary>
    public static Finding MustAnswer(Answer answer, string what) => answer.Reply is null
        ? Finding.Fail($"{what}: {answer.Text}")
        : Finding.Pass($"{what}: {answer.Text}");

    /// <summary>Whatever became of the request, the connection must be served on; silence is in wide use.</summary>
    public static async Task<Finding> MustGoOnAsync(PoolUnderTest pool, PoolClient client, Answer answer, string what)
    {
        if (answer.IsEnd || !await pool.IsServedAsync(client)) return Finding.Fail($"{what}: {Loss(client)}");
        return answer.IsMissing
            ? Finding.Warn($"{what}: {answer.Text}")
            : Finding.Pass($"{what}: {answer.Text}");
    }

    /// <summary>What became of a connection that is not served any more.</summary>
    public static string Loss(PoolClient client) => client.IsAtEnd
        ? "the connection is lost: the pool closed it"
        : "the connection stands, but the pool no longer answers on it";

    private static string Words(RejectReason reason) => reason switch
    {
        RejectReason.Stale => "job not found (21)",
        RejectReason.Duplicate => "duplicate share (22)",
        RejectReason.LowDifficulty => "low difficulty share (23)",
        RejectReason.Unauthorized => "unauthorized worker (24)",
        RejectReason.NotSubscribed => "not subscribed (25)",
        _ => reason.ToString(),
    };
}
