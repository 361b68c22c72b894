using System.Net;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool;

/// <summary>Something that happened in a pool.</summary>
public abstract record PoolEvent
{
    /// <summary>When, by the pool's clock.</summary>
    public DateTimeOffset Time { get; internal init; }
}

/// <summary>A client connected.</summary>
/// <param name="Connection">Counts from 1; the other events carry the same number.</param>
/// <param name="From">The client's address.</param>
public sealed record ClientConnected(long Connection, EndPoint? From) : PoolEvent;

/// <summary>A connection ended, by either side.</summary>
public sealed record ClientLeft(long Connection, string Reason) : PoolEvent;

/// <summary>A worker was logged in.</summary>
public sealed record ClientLoggedIn(long Connection, string Worker) : PoolEvent;

/// <summary>A login was refused.</summary>
public sealed record ClientLoginRefused(long Connection, string Worker, string Reason) : PoolEvent;

/// <summary>A share was accepted or rejected.</summary>
public sealed record ShareJudged(JudgedShare Share) : PoolEvent;

/// <summary>A share became a block; <see cref="NewBlock"/> follows.</summary>
/// <param name="Share">The share.</param>
/// <param name="Height">The block's height.</param>
/// <param name="BlockId">SHA-256d of its header, whatever the proof of work.</param>
public sealed record BlockFound(JudgedShare Share, long Height, Hash256 BlockId) : PoolEvent;

/// <summary>A share was a block, and the node did not take it.</summary>
/// <param name="Share">The share.</param>
/// <param name="Height">The block's height.</param>
/// <param name="Reason">The node's words.</param>
public sealed record BlockRefused(JudgedShare Share, long Height, string Reason) : PoolEvent;

/// <summary>The node gives no work at the moment. The pool goes on with what it has, and asks again.</summary>
public sealed record NodeTrouble(string Problem) : PoolEvent;

/// <summary>There is a new block to build on: all earlier jobs are void.</summary>
/// <param name="Height">The height that is mined now.</param>
/// <param name="PreviousBlock">The block to build on.</param>
/// <param name="Bits">The network's target.</param>
public sealed record NewBlock(long Height, Hash256 PreviousBlock, CompactBits Bits) : PoolEvent;

/// <summary>A connection's jobs have a new difficulty from now on.</summary>
public sealed record ClientDifficultyChanged(long Connection, Difficulty Before, Difficulty Now) : PoolEvent;

/// <summary>A line came, without its end, passwords masked. Only with <see cref="PoolOptions.LogLines"/>.</summary>
public sealed record ClientLineReceived(long Connection, string Line) : PoolEvent;

/// <summary>A line was queued for a client, without its end. Only with <see cref="PoolOptions.LogLines"/>.</summary>
public sealed record ClientLineSent(long Connection, string Line) : PoolEvent;
