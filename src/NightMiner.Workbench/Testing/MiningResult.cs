namespace NightMiner.Workbench.Testing;

/// <summary>What came of a miner's run.</summary>
/// <param name="Reason">Why it stopped.</param>
/// <param name="Summary">The count of its shares and hashes.</param>
/// <param name="Events">All that happened, in order.</param>
public sealed record MiningResult(StopReason Reason, MinerSnapshot Summary, IReadOnlyList<MinerEvent> Events)
{
    /// <summary>The lines that it sent to the pool, in order, passwords masked.</summary>
    public IReadOnlyList<string> Sent => [.. Events.OfType<LineSent>().Select(line => line.Line)];

    /// <summary>The lines that came from the pool, in order.</summary>
    public IReadOnlyList<string> Received => [.. Events.OfType<LineReceived>().Select(line => line.Line)];

    /// <summary>What went wrong on the way, in the order it happened; empty where all went well.</summary>
    public IReadOnlyList<string> Problems => [.. Events.Select(happened => happened switch
    {
        SelfTested { Result.Problem: { } problem } => $"the self-test failed: {problem}",
        ProtocolProblem e => e.Problem,
        Disconnected e => e.Reason,
        LoginRefused e => $"the login was refused: {e.Reason}",
        ShareRejected e => $"a share was rejected: {e.Error}",
        ShareUnsent e when e.Reason != ShareUnsent.MiningEnded => $"a share was not sent: {e.Reason}",
        KernelFailed e => e.Reason,
        _ => null,
    }).OfType<string>()];
}
