using System.Numerics;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

namespace NightMiner;

/// <summary>Something that happened. Log lines, -P, JSON output, the live display and tests all read these.</summary>
public abstract record MinerEvent
{
    /// <summary>When it happened.</summary>
    public DateTimeOffset Time { get; init; } = DateTimeOffset.Now;
}

/// <summary>The kernel was checked against known headers before the first share.</summary>
public sealed record SelfTested(SelfTestResult Result) : MinerEvent;

/// <summary>A mining thread died, or its kernel computes wrong hashes on this machine; the miner stops.</summary>
public sealed record KernelFailed(string Reason) : MinerEvent;

/// <summary>The mining threads run.</summary>
/// <param name="Algorithm">What they hash.</param>
/// <param name="Implementation">How: "vector512", "openssl", …</param>
/// <param name="Threads">How many they are.</param>
public sealed record Started(string Algorithm, string Implementation, int Threads) : MinerEvent;

/// <summary>The system refused a mining thread its priority or its CPU; it mines without.</summary>
public sealed record CpuUseRefused(string Reason) : MinerEvent;

/// <summary>A connection is being made.</summary>
public sealed record Connecting(Endpoint Pool) : MinerEvent;

/// <summary>The pool answered mining.subscribe.</summary>
public sealed record Subscribed(SubscribeResult Result) : MinerEvent;

/// <summary>The pool let bits of the block version be rolled, or other bits than before, or none.</summary>
/// <param name="Mask">The bits, of those that BIP 320 leaves to miners; 0: only the job's version is mined.</param>
public sealed record VersionRollingChanged(uint Mask) : MinerEvent
{
    /// <summary>How many versions of each header there are.</summary>
    public long Versions => 1L << BitOperations.PopCount(Mask);
}

/// <summary>The pool gave another extranonce1 for the jobs to come.</summary>
/// <param name="Extranonce1">The pool's part of the coinbase.</param>
/// <param name="Extranonce2Size">How many bytes of the coinbase we vary.</param>
public sealed record ExtranonceChanged(ReadOnlyMemory<byte> Extranonce1, int Extranonce2Size) : MinerEvent;

/// <summary>The pool asked to be called elsewhere, and the miner does so.</summary>
/// <param name="Pool">Where it connects next.</param>
/// <param name="Wait">After which pause.</param>
public sealed record Redirected(Endpoint Pool, TimeSpan Wait) : MinerEvent;

/// <summary>The pool asked to be called elsewhere; the miner stays.</summary>
/// <param name="Host">The host that was asked for, made printable.</param>
/// <param name="Reason">Why it is not followed.</param>
public sealed record RedirectRefused(string Host, string Reason) : MinerEvent;

/// <summary>The pool accepted the login.</summary>
public sealed record LoggedIn(string User) : MinerEvent;

/// <summary>The pool refused the login; the miner stops.</summary>
public sealed record LoginRefused(string User, string Reason) : MinerEvent
{
    /// <summary>Whether it was a node; its reason says in full what to do, and may be the address.</summary>
    public bool IsNode { get; init; }
}

/// <summary>A node gives work.</summary>
/// <param name="Network">The coin and the network, for people.</param>
/// <param name="Height">The height of the block that is mined first.</param>
/// <param name="PaidTo">The address that blocks pay to.</param>
public sealed record NodeReady(string Network, long Height, string PaidTo) : MinerEvent;

/// <summary>The pool set the difficulty of the jobs to come.</summary>
/// <param name="Difficulty">As it was sent.</param>
/// <param name="ExpectedHashes">Hashes to compute, on average, for one share.</param>
public sealed record DifficultyChanged(Difficulty Difficulty, double ExpectedHashes) : MinerEvent;

/// <summary>A new job.</summary>
/// <param name="Job">The job.</param>
/// <param name="IsNewBlock">Whether it builds on another block than the one before.</param>
public sealed record JobReceived(Job Job, bool IsNewBlock) : MinerEvent;

/// <summary>A worker found a share. It ends in exactly one of the four events that follow.</summary>
public sealed record ShareFound(Share Share) : MinerEvent;

/// <summary>The pool accepted a share.</summary>
public sealed record ShareAccepted(Share Share, TimeSpan RoundTrip) : MinerEvent;

/// <summary>The pool rejected a share.</summary>
public sealed record ShareRejected(Share Share, StratumError Error, TimeSpan RoundTrip) : MinerEvent;

/// <summary>A share was not sent because there was newer work by then.</summary>
public sealed record ShareStale(Share Share) : MinerEvent;

/// <summary>A share was not sent, or no answer came for it.</summary>
public sealed record ShareUnsent(Share Share, string Reason) : MinerEvent
{
    /// <summary>The reason of shares that were left over when a limit was reached: expected, and no fault.</summary>
    public const string MiningEnded = "the mining ended before it was its turn";
}

/// <summary>
/// A block could not be handed in, since the node went away. It is kept and handed in when a node answers again; then
/// it ends as accepted or rejected, or as unsent when the mining ends before that.
/// </summary>
/// <param name="Share">The share that makes the block.</param>
/// <param name="Reason">What happened.</param>
public sealed record BlockKept(Share Share, string Reason) : MinerEvent;

/// <summary>A word from the pool's operator.</summary>
public sealed record PoolMessage(string Text) : MinerEvent;

/// <summary>The pool sent something that can't be used; mining goes on.</summary>
public sealed record ProtocolProblem(string Problem) : MinerEvent;

/// <summary>A listener of <see cref="MinerEvents.Listen"/> threw; it is not called again.</summary>
/// <param name="Reason">What it threw.</param>
public sealed record ListenerFailed(string Reason) : MinerEvent;

/// <summary>
/// More events of one kind came from the pool than a log can stand, and were left out; the newest one may follow. What
/// the pool said is in force all the same.
/// </summary>
/// <param name="What">Which events, in the plural, for people: "jobs", "messages".</param>
/// <param name="Count">How many were left out.</param>
public sealed record EventsWithheld(string What, long Count) : MinerEvent;

/// <summary>A line went to the pool; passwords are masked.</summary>
public sealed record LineSent(string Line) : MinerEvent;

/// <summary>A line came from the pool, as it was on the wire; see <see cref="WireText"/>.</summary>
public sealed record LineReceived(string Line) : MinerEvent;

/// <summary>The pool could not be reached, or the connection ended.</summary>
/// <param name="Problem">What kind of end it was.</param>
/// <param name="Reason">In plain words, with what to check.</param>
public sealed record Disconnected(ConnectionProblem Problem, string Reason) : MinerEvent;

/// <summary>The next attempt comes after a pause.</summary>
public sealed record Reconnecting(TimeSpan Pause, int Attempt) : MinerEvent;

/// <summary>The mining goes on at another pool: a backup, or a better one that serves again.</summary>
/// <param name="From">The pool that is left.</param>
/// <param name="To">The pool that is tried next.</param>
/// <param name="IsReturn">Whether it is a return to a better pool.</param>
public sealed record PoolSwitched(Endpoint From, Endpoint To, bool IsReturn) : MinerEvent;

/// <summary>The pool's certificate is not looked at, as was asked for: anybody may be answering.</summary>
public sealed record TlsUnverified(Endpoint Pool) : MinerEvent;

/// <summary>The miner has stopped; nothing comes after this.</summary>
public sealed record Stopped(StopReason Reason, MinerSnapshot Summary) : MinerEvent;

/// <summary>Why a miner stopped. The numbers are fixed, and more reasons may come.</summary>
public enum StopReason
{
    /// <summary>It was asked to, or reached a limit on shares or time.</summary>
    AsAsked = 0,
    /// <summary>The pool refused the login.</summary>
    LoginRefused = 1,
    /// <summary>No pool could be reached within the retries.</summary>
    NoPool = 2,
    /// <summary>The kernel computed wrong hashes before the mining began; nothing was mined.</summary>
    SelfTestFailed = 3,
    /// <summary>A mining thread died, or its kernel reported a hash that the algorithm does not confirm.</summary>
    WorkerFailed = 4,
}
