using NightMiner.Jobs;

namespace NightMiner.Sessions;

/// <summary>All that a session may use of the miner that it works for.</summary>
/// <param name="Options">What the miner was told.</param>
/// <param name="Jobs">Makes jobs; knows what was searched on earlier connections.</param>
/// <param name="Shares">
/// The books: each share that is handed in is entered here, and so is what became of it.
/// </param>
/// <param name="Mine">Gives the workers a job to mine at once; null: there is nothing to mine.</param>
/// <param name="Tell">
/// Tells the miner's listeners of something. What comes of messages from the wire passes a budget there (see
/// <see cref="MinerEvents"/>), so that nobody at the other end can fill a log.
/// </param>
public sealed record SessionContext(
    MinerOptions Options, JobFactory Jobs, ShareLedger Shares, Action<Job?> Mine, Action<MinerEvent> Tell);
