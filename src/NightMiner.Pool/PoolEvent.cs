using System.Net;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool;

/// <summary>
/// Something that happened in a pool. Later versions may add kinds: pass over those that you don't know.
/// </summary>
public abstract record PoolEvent
{
    /// <summary>When, by the pool's clock.</summary>
    public DateTimeOffset Time { get; internal init; }
}

/// <summary>A client connected.</summary>
/// <param name="Connection">The connection's number, counted from 1; the other events carry the same number.</param>
/// <param name="From">The client's address; null where it was gone before it could be asked for.</param>
public sealed record ClientConnected(long Connection, EndPoint? From) : PoolEvent;

/// <summary>A connection ended, by either side.</summary>
/// <param name="Connection">The connection's number.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record ClientLeft(long Connection, string Reason) : PoolEvent;

/// <summary>A worker was logged in.</summary>
/// <param name="Connection">The connection's number.</param>
/// <param name="Worker">The worker's name, printable.</param>
public sealed record ClientLoggedIn(long Connection, string Worker) : PoolEvent;

/// <summary>A login was refused.</summary>
/// <param name="Connection">The connection's number.</param>
/// <param name="Worker">The name that it gave, printable; empty where it gave none.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record ClientLoginRefused(long Connection, string Worker, string Reason) : PoolEvent;

/// <summary>The client will probably have trouble here, and why. It is served all the same.</summary>
/// <param name="Connection">The connection's number.</param>
/// <param name="Agent">What the client calls itself, printable.</param>
/// <param name="Advice">What the trouble is and what helps.</param>
public sealed record ClientMisfit(long Connection, string Agent, string Advice) : PoolEvent;

/// <summary>A share was accepted or rejected.</summary>
/// <param name="Share">The share and the verdict on it.</param>
public sealed record ShareJudged(JudgedShare Share) : PoolEvent;

/// <summary>A share became a block; <see cref="NewBlock"/> follows.</summary>
/// <param name="Share">The share.</param>
/// <param name="Height">The block's height.</param>
/// <param name="BlockId">SHA-256d of the block's header, whatever the proof of work.</param>
public sealed record BlockFound(JudgedShare Share, long Height, Hash256 BlockId) : PoolEvent;

/// <summary>A share was a block, and the node did not take it.</summary>
/// <param name="Share">The share.</param>
/// <param name="Height">The block's height.</param>
/// <param name="Reason">The node's words.</param>
public sealed record BlockRefused(JudgedShare Share, long Height, string Reason) : PoolEvent;

/// <summary>The node gives no work at the moment. The pool goes on with the work it has, and asks again.</summary>
/// <param name="Problem">What is wrong, and what helps.</param>
public sealed record NodeTrouble(string Problem) : PoolEvent;

/// <summary>
/// Something in the pool itself failed: a fault of NightMiner's, of an algorithm's or of the machine's. The pool goes
/// on.
/// </summary>
/// <param name="During">What the pool was doing.</param>
/// <param name="Problem">The message of the exception.</param>
public sealed record PoolFault(string During, string Problem) : PoolEvent;

/// <summary>There is a new block to build on. All earlier jobs are stale.</summary>
/// <param name="Height">The height that is mined now.</param>
/// <param name="PreviousBlock">The block to build on.</param>
/// <param name="Bits">The network's target.</param>
public sealed record NewBlock(long Height, Hash256 PreviousBlock, CompactBits Bits) : PoolEvent;

/// <summary>A connection's jobs have another difficulty from now on.</summary>
/// <param name="Connection">The connection's number.</param>
/// <param name="Before">The difficulty that it was told last.</param>
/// <param name="Now">The difficulty that it is told now.</param>
public sealed record ClientDifficultyChanged(long Connection, Difficulty Before, Difficulty Now) : PoolEvent;

/// <summary>A line came. Only with <see cref="PoolOptions.LogLines"/>.</summary>
/// <param name="Connection">The connection's number.</param>
/// <param name="Line">The line without its end; passwords are masked.</param>
public sealed record ClientLineReceived(long Connection, string Line) : PoolEvent;

/// <summary>A line was queued for a client. Only with <see cref="PoolOptions.LogLines"/>.</summary>
/// <param name="Connection">The connection's number.</param>
/// <param name="Line">The line without its end.</param>
public sealed record ClientLineSent(long Connection, string Line) : PoolEvent;
