using NightMiner.Stratum;

namespace NightMiner.Lab.Conformance;

/// <summary>What most cases make of an answer.</summary>
internal static class Judging
{
    public static readonly string[] NeedsSubscription = ["handshake.subscribe"];
    public static readonly string[] NeedsLogin = ["handshake.authorize"];
    public static readonly string[] NeedsJob = ["handshake.first-job"];
    public static readonly string[] NeedsShares = ["shares.accepted"];

    /// <summary>The share must count.</summary>
    public static Finding MustAccept(Answer answer, string what) => answer.IsYes
        ? Finding.Pass($"{what}: accepted")
        : Finding.Fail($"{what}: {answer.Text}");

    /// <summary>The share must be refused, with a reason of this kind.</summary>
    public static Finding MustRefuse(Answer answer, RejectReason reason, string what)
    {
        if (!answer.IsRefusal) return Finding.Fail($"{what}: {(answer.IsYes ? "accepted" : answer.Text)}");
        bool isOther = reason != RejectReason.Other && answer.Reason is { } given && given != reason;
        return isOther
            ? Finding.Warn($"{what}: {answer.Text}, where the reason should be: {Words(reason)}")
            : Finding.Pass($"{what}: {answer.Text}");
    }

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
        if (answer.IsEnd || !await pool.IsServedAsync(client)) return Finding.Fail($"{what}: the connection is lost");
        return answer.IsMissing
            ? Finding.Warn($"{what}: {answer.Text}")
            : Finding.Pass($"{what}: {answer.Text}");
    }

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
