namespace NightMiner.Pool;

/// <summary>
/// What is wrong with a request or a share, whatever words and code a pool has for it. The numbers are fixed; later
/// versions may add kinds.
/// </summary>
public enum RefusalKind
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The line is not JSON.</summary>
    NotJson = 1,

    /// <summary>The line is an HTTP request.</summary>
    Http = 2,

    /// <summary>The message is not UTF-8 or not a JSON object, or a part of it can't be read.</summary>
    Malformed = 3,

    /// <summary>The request has no id.</summary>
    MissingId = 4,

    /// <summary>The request has no method.</summary>
    MissingMethod = 5,

    /// <summary>The pool does not know the method.</summary>
    UnknownMethod = 6,

    /// <summary>The login is refused: its name, its password, or one worker too many.</summary>
    Login = 7,

    /// <summary>The login came before mining.subscribe, at a pool that wants it afterwards.</summary>
    LoginBeforeSubscribe = 8,

    /// <summary>The pool knows what was asked for and does not hand it out.</summary>
    NotAvailable = 9,

    /// <summary>The share came before any login.</summary>
    NotLoggedIn = 101,

    /// <summary>The share's worker is not logged in on this connection.</summary>
    UnknownWorker = 102,

    /// <summary>The share came before mining.subscribe.</summary>
    NotSubscribed = 103,

    /// <summary>The share has too few or too many parameters.</summary>
    ParameterCount = 104,

    /// <summary>The worker's name is not a text.</summary>
    WorkerName = 105,

    /// <summary>The job's name is not a text.</summary>
    JobName = 106,

    /// <summary>Extranonce2 is not hex, or not of the agreed size.</summary>
    Extranonce2 = 107,

    /// <summary>The ntime is not eight hex digits.</summary>
    NtimeText = 108,

    /// <summary>The nonce is not eight hex digits.</summary>
    NonceText = 109,

    /// <summary>The connection was never sent such a job, or so long ago that it is forgotten.</summary>
    UnknownJob = 110,

    /// <summary>The job was valid once: a new block cancelled it, newer jobs replaced it, or it is used up.</summary>
    StaleJob = 111,

    /// <summary>The ntime is too early.</summary>
    NtimeTooOld = 112,

    /// <summary>The ntime is too late.</summary>
    NtimeTooNew = 113,

    /// <summary>The version bits are not eight hex digits.</summary>
    VersionBits = 114,

    /// <summary>The version bits change a bit that was not agreed on.</summary>
    VersionMask = 115,

    /// <summary>The same share came before.</summary>
    Duplicate = 116,

    /// <summary>The hash does not meet the difficulty.</summary>
    LowDifficulty = 117,
}
