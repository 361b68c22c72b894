namespace NightMiner.Pool.Chain;

/// <summary>
/// Where a pool's work comes from when it is not made up: a node. (A pool above this one would be another.)
/// None of its members waits or throws.
/// </summary>
internal interface IWorkSource
{
    /// <summary>The work that it gave first.</summary>
    IGivenWork First { get; }

    /// <summary>Asks for work now, whatever it is waiting for.</summary>
    void AskNow();

    /// <summary>Hands in a block. Its outcome goes to the pool.</summary>
    void HandIn(IWorkTaker pool, FoundBlock block);
}

/// <summary>Work from such a source: a node's template and whom its block pays.</summary>
internal interface IGivenWork
{
    /// <summary>The template as the pool's jobs know it.</summary>
    /// <param name="sequence">The number of the template in this pool.</param>
    PoolTemplate ToTemplate(long sequence);

    /// <summary>
    /// The coinbase before extranonce1 and after extranonce2. The job's number must be part of it, so that no two jobs
    /// ask for the same header.
    /// </summary>
    /// <param name="job">The job's number.</param>
    /// <param name="extranonceSize">The size of both extranonces together, in bytes.</param>
    (byte[] Before, byte[] After) Coinbase(uint job, int extranonceSize);
}

/// <summary>The pool, as its source of work sees it.</summary>
internal interface IWorkTaker
{
    /// <summary>There is something better to mine: all connections get it.</summary>
    void Take(IGivenWork work);

    /// <summary>A share became a block of the source's chain.</summary>
    void CountBlock(FoundBlock block);

    /// <summary>Something happened that people should know.</summary>
    void Publish(PoolEvent happened);
}

/// <summary>A share that meets the network's target, and what its block is built of.</summary>
/// <param name="Share">The share.</param>
/// <param name="Template">The template of its job.</param>
/// <param name="Coinbase">The coinbase transaction, without witness.</param>
internal sealed record FoundBlock(JudgedShare Share, PoolTemplate Template, byte[] Coinbase);
