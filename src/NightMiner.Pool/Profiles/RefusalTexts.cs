namespace NightMiner.Pool.Profiles;

using Texts = IReadOnlyDictionary<Fault, (int Code, string Text)>;

/// <summary>The codes and words of pools in the field, as their sources have them.</summary>
internal static class RefusalTexts
{
    private static readonly Texts None = new Dictionary<Fault, (int, string)>();

    private static readonly Texts NodeStratumPool = new Dictionary<Fault, (int, string)>
    {
        [Fault.NotLoggedIn] = (24, "unauthorized worker"),
        [Fault.NotSubscribed] = (25, "not subscribed"),
        [Fault.Extranonce2] = (20, "incorrect size of extranonce2"),
        [Fault.UnknownJob] = (21, "job not found"),
        [Fault.StaleJob] = (21, "job not found"),
        [Fault.NtimeText] = (20, "incorrect size of ntime"),
        [Fault.NtimeOld] = (20, "ntime out of range"),
        [Fault.NtimeNew] = (20, "ntime out of range"),
        [Fault.NonceText] = (20, "incorrect size of nonce"),
        [Fault.Duplicate] = (22, "duplicate share"),
        [Fault.LowDifficulty] = (23, "low difficulty share of {difficulty}"),
    };

    // ckpool sends no codes: those here are only for the log.
    private static readonly Texts Ckpool = new Dictionary<Fault, (int, string)>
    {
        [Fault.MissingMethod] = (20, "-3:method not found"),
        [Fault.LoginUnsubscribed] = (24, "Failed subscription"),
        [Fault.Count] = (20, "Invalid array size"),
        [Fault.WorkerName] = (20, "No username"),
        [Fault.JobName] = (20, "No job_id"),
        [Fault.Extranonce2] = (20, "No nonce2"),
        [Fault.NtimeText] = (20, "No ntime"),
        [Fault.NonceText] = (20, "No nonce"),
        [Fault.UnknownWorker] = (24, "Worker mismatch"),
        [Fault.UnknownJob] = (21, "Invalid JobID"),
        [Fault.StaleJob] = (21, "Stale"),
        [Fault.NtimeOld] = (20, "Ntime out of range"),
        [Fault.NtimeNew] = (20, "Ntime out of range"),
        [Fault.LowDifficulty] = (23, "Above target"),
        [Fault.Duplicate] = (22, "Duplicate"),
    };

    private static readonly Texts PublicPool = new Dictionary<Fault, (int, string)>
    {
        [Fault.Login] = (20, "Authorization validation error"),
        [Fault.Malformed] = (20, "Validation error"),
        [Fault.Count] = (20, "Mining Submit validation error"),
        [Fault.UnknownJob] = (21, "Job not found"),
        [Fault.StaleJob] = (21, "Job not found"),
        [Fault.Duplicate] = (22, "Duplicate share"),
        [Fault.LowDifficulty] = (23, "Difficulty too low"),
    };

    private static readonly Texts Miningcore = new Dictionary<Fault, (int, string)>
    {
        [Fault.MissingId] = (-1, "missing request id"),
        [Fault.Login] = (24, "Authorization failed"),
        [Fault.NotLoggedIn] = (24, "unauthorized worker"),
        [Fault.NotSubscribed] = (25, "not subscribed"),
        [Fault.WorkerName] = (20, "missing or invalid workername"),
        [Fault.UnknownJob] = (21, "job not found"),
        [Fault.StaleJob] = (21, "job not found"),
        [Fault.NtimeText] = (20, "incorrect size of ntime"),
        [Fault.NtimeOld] = (20, "ntime out of range"),
        [Fault.NtimeNew] = (20, "ntime out of range"),
        [Fault.NonceText] = (20, "incorrect size of nonce"),
        [Fault.VersionMask] = (20, "rolling-version mask violation"),
        [Fault.Duplicate] = (22, "duplicate share"),
        [Fault.LowDifficulty] = (23, "low difficulty share ({difficulty})"),
    };

    private static readonly Texts Bstratum = new Dictionary<Fault, (int, string)>
    {
        [Fault.Login] = (0, "invalid password"),
        [Fault.Malformed] = (0, "invalid params"),
        [Fault.Count] = (0, "invalid params"),
        [Fault.WorkerName] = (0, "invalid params"),
        [Fault.JobName] = (0, "invalid params"),
        [Fault.Extranonce2] = (0, "invalid params"),
        [Fault.NtimeText] = (0, "invalid params"),
        [Fault.NonceText] = (0, "invalid params"),
        [Fault.NotLoggedIn] = (24, "unauthorized user"),
        [Fault.UnknownWorker] = (24, "unauthorized user"),
        [Fault.NotSubscribed] = (25, "not subscribed"),
        [Fault.UnknownJob] = (21, "job not found"),
        [Fault.StaleJob] = (21, "job not found"),
        [Fault.NtimeOld] = (20, "time too old"),
        [Fault.NtimeNew] = (20, "time too new"),
        [Fault.LowDifficulty] = (23, "high-hash"),
        [Fault.Duplicate] = (22, "duplicate"),
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
