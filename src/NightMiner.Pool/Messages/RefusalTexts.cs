using NightMiner.Pool.Profiles;

namespace NightMiner.Pool.Messages;

using Texts = IReadOnlyDictionary<RefusalKind, (int Code, string Text)>;

/// <summary>The codes and words of pools in the field, as their sources have them.</summary>
internal static class RefusalTexts
{
    private static readonly Texts None = new Dictionary<RefusalKind, (int, string)>();

    private static readonly Texts NodeStratumPool = new Dictionary<RefusalKind, (int, string)>
    {
        [RefusalKind.NotLoggedIn] = (24, "unauthorized worker"),
        [RefusalKind.NotSubscribed] = (25, "not subscribed"),
        [RefusalKind.Extranonce2] = (20, "incorrect size of extranonce2"),
        [RefusalKind.UnknownJob] = (21, "job not found"),
        [RefusalKind.StaleJob] = (21, "job not found"),
        [RefusalKind.NtimeText] = (20, "incorrect size of ntime"),
        [RefusalKind.NtimeTooOld] = (20, "ntime out of range"),
        [RefusalKind.NtimeTooNew] = (20, "ntime out of range"),
        [RefusalKind.NonceText] = (20, "incorrect size of nonce"),
        [RefusalKind.Duplicate] = (22, "duplicate share"),
        [RefusalKind.LowDifficulty] = (23, "low difficulty share of {difficulty}"),
    };

    // ckpool sends no codes: those here are only for the log.
    private static readonly Texts Ckpool = new Dictionary<RefusalKind, (int, string)>
    {
        [RefusalKind.MissingMethod] = (20, "-3:method not found"),
        [RefusalKind.LoginBeforeSubscribe] = (24, "Failed subscription"),
        [RefusalKind.ParameterCount] = (20, "Invalid array size"),
        [RefusalKind.WorkerName] = (20, "No username"),
        [RefusalKind.JobName] = (20, "No job_id"),
        [RefusalKind.Extranonce2] = (20, "No nonce2"),
        [RefusalKind.NtimeText] = (20, "No ntime"),
        [RefusalKind.NonceText] = (20, "No nonce"),
        [RefusalKind.UnknownWorker] = (24, "Worker mismatch"),
        [RefusalKind.UnknownJob] = (21, "Invalid JobID"),
        [RefusalKind.StaleJob] = (21, "Stale"),
        [RefusalKind.NtimeTooOld] = (20, "Ntime out of range"),
        [RefusalKind.NtimeTooNew] = (20, "Ntime out of range"),
        [RefusalKind.LowDifficulty] = (23, "Above target"),
        [RefusalKind.Duplicate] = (22, "Duplicate"),
    };

    private static readonly Texts PublicPool = new Dictionary<RefusalKind, (int, string)>
    {
        [RefusalKind.Login] = (20, "Authorization validation error"),
        [RefusalKind.Malformed] = (20, "Validation error"),
        [RefusalKind.ParameterCount] = (20, "Mining Submit validation error"),
        [RefusalKind.UnknownJob] = (21, "Job not found"),
        [RefusalKind.StaleJob] = (21, "Job not found"),
        [RefusalKind.Duplicate] = (22, "Duplicate share"),
        [RefusalKind.LowDifficulty] = (23, "Difficulty too low"),
    };

    private static readonly Texts Miningcore = new Dictionary<RefusalKind, (int, string)>
    {
        [RefusalKind.MissingId] = (-1, "missing request id"),
        [RefusalKind.Login] = (24, "Authorization failed"),
        [RefusalKind.NotLoggedIn] = (24, "unauthorized worker"),
        [RefusalKind.NotSubscribed] = (25, "not subscribed"),
        [RefusalKind.WorkerName] = (20, "missing or invalid workername"),
        [RefusalKind.UnknownJob] = (21, "job not found"),
        [RefusalKind.StaleJob] = (21, "job not found"),
        [RefusalKind.NtimeText] = (20, "incorrect size of ntime"),
        [RefusalKind.NtimeTooOld] = (20, "ntime out of range"),
        [RefusalKind.NtimeTooNew] = (20, "ntime out of range"),
        [RefusalKind.NonceText] = (20, "incorrect size of nonce"),
        [RefusalKind.VersionMask] = (20, "rolling-version mask violation"),
        [RefusalKind.Duplicate] = (22, "duplicate share"),
        [RefusalKind.LowDifficulty] = (23, "low difficulty share ({difficulty})"),
    };

    private static readonly Texts Bstratum = new Dictionary<RefusalKind, (int, string)>
    {
        [RefusalKind.Login] = (0, "invalid password"),
        [RefusalKind.Malformed] = (0, "invalid params"),
        [RefusalKind.ParameterCount] = (0, "invalid params"),
        [RefusalKind.WorkerName] = (0, "invalid params"),
        [RefusalKind.JobName] = (0, "invalid params"),
        [RefusalKind.Extranonce2] = (0, "invalid params"),
        [RefusalKind.NtimeText] = (0, "invalid params"),
        [RefusalKind.NonceText] = (0, "invalid params"),
        [RefusalKind.NotLoggedIn] = (24, "unauthorized user"),
        [RefusalKind.UnknownWorker] = (24, "unauthorized user"),
        [RefusalKind.NotSubscribed] = (25, "not subscribed"),
        [RefusalKind.UnknownJob] = (21, "job not found"),
        [RefusalKind.StaleJob] = (21, "job not found"),
        [RefusalKind.NtimeTooOld] = (20, "time too old"),
        [RefusalKind.NtimeTooNew] = (20, "time too new"),
        [RefusalKind.LowDifficulty] = (23, "high-hash"),
        [RefusalKind.Duplicate] = (22, "duplicate"),
    };

    /// <summary>The words of a pool for those faults for which it has some.</summary>
    public static Texts Of(Wording wording) => wording switch
    {
        Wording.NodeStratumPool => NodeStratumPool,
        Wording.Ckpool => Ckpool,
        Wording.PublicPool => PublicPool,
        Wording.Miningcore => Miningcore,
        Wording.Bstratum => Bstratum,
        _ => None,
    };
}
