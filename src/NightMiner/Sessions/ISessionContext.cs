using NightMiner.Jobs;

namespace NightMiner.Sessions;

/// <summary>All that a session may use of the miner that it works for.</summary>
public interface ISessionContext
{
    /// <summary>What the miner was told.</summary>
    MinerOptions Options { get; }

    /// <summary>Makes jobs; knows what was searched on earlier connections.</summary>
    JobFactory Jobs { get; }

    /// <summary>The books: each share that is handed in is entered here, and so is what became of it.</summary>
    ShareLedger Shares { get; }

    /// <summary>Gives the workers a job to mine at once; null: there is nothing to mine.</summary>
    void Mine(Job? job);

    /// <summary>
    /// Tells the miner's listeners of something. What comes of messages from the wire passes a budget here (see
    /// <see cref="MinerEvents"/>), so that nobody at the other end can fill a log.
    /// </summary>
    void Tell(MinerEvent news);
}
