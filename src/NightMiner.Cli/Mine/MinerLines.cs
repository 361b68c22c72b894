using NightMiner.Cli.Rendering;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Text;

namespace NightMiner.Cli.Mine;

/// <summary>What a line needs to know beyond its event.</summary>
internal readonly record struct Telling
{
    /// <summary>Shares count from 1 in the order of their finding.</summary>
    public int ShareNumber { get; init; }

    /// <summary>Hashes per second, measured lately; 0 where not known yet.</summary>
    public double Rate { get; init; }

    /// <summary>Whether it is the first reject for its reason: then the usual cause is told.</summary>
    public bool IsFirstOfReason { get; init; }

    /// <summary>How many retries there are at most.</summary>
    public int? Retries { get; init; }

    /// <summary>Why the last connection failed, for those who have not seen it; empty for those who have.</summary>
    public string LastProblem { get; init; }

    /// <summary>Whether the shares that were asked for are accepted.</summary>
    public bool IsOver { get; init; }
}

/// <summary>The events of a miner as lines of a log.</summary>
internal static class MinerLines
{
    /// <summary>The line for an event; null for those that have none.</summary>
    public static LogLine? Render(MinerEvent happened, Telling telling) => happened switch
    {
        SelfTested e => SelfTested(e),
        Started e => Line(e, "start",
            $"mining {e.Algorithm} with {e.Implementation} on {Units.Plural(e.Threads, "thread")}"),
        CpuUseRefused e => Line(e, "cpu", $"{Safe(e.Reason)}; mining goes on without it") with { Tone = Tone.Warning },
        KernelFailed e => Error(e, $"mining failed: {Safe(e.Reason)}"),
        Connecting e => Line(e, "pool", $"connecting to {e.Pool}"),
        Subscribed { Result: var result } e =>
            Line(e, "pool", "subscribed: " + Extranonces(result.Extranonce1, result.Extranonce2Size))
                with
            { Level = Level.Detail },
        VersionRollingChanged { Mask: 0 } e => Line(e, "pool", "no version rolling: the pool does not grant it") with
        {
            Level = Level.Detail,
        },
        VersionRollingChanged e =>
            Line(e, "pool", $"version rolling: mask {e.Mask:x8}, {Units.Plural(e.Versions, "version")}"),
        ExtranonceChanged e => Line(e, "pool", "for later jobs: " + Extranonces(e.Extranonce1, e.Extranonce2Size))
            with
        { Level = Level.Detail },
        Redirected e => Line(e, "pool", Redirect(e)) with { Tone = Tone.Warning },
        RedirectRefused e => Line(
            e, "pool", $"the pool asked to reconnect to {Safe(e.Host)}: refused, {Safe(e.Reason)}")
            with
        { Tone = Tone.Warning },
        LoggedIn e => Line(e, "login", e.User.Length > 0 ? $"logged in as {Safe(e.User)}" : "logged in without a name"),
        NodeReady e => Line(e, "node", $"{e.Network}, block {Units.Count(e.Height)} is next; blocks pay {e.PaidTo}"),
        LoginRefused { IsNode: true } e => Error(e, e.Reason),
        LoginRefused e => Error(e, $"the pool refused the login of '{Safe(e.User)}': {e.Reason}: check -u and -p"),
        DifficultyChanged e => Line(e, "target", Difficulty(e, telling.Rate)),
        JobReceived e => Job(e),
        ShareFound or ShareAccepted or ShareRejected or ShareStale or ShareUnsent or BlockKept =>
            ShareLines.Render(happened, telling),
        PoolMessage e => Line(e, "message", $"the pool says: {e.Text}") with { Tone = Tone.Warning },
        EventsWithheld e => Withheld(e) with { Tone = Tone.Warning },
        ListenerFailed e => Error(e, $"something that listens to the miner failed and hears no more: {e.Reason}"),
        ProtocolProblem e => Line(e, "protocol", e.Problem) with { Tone = Tone.Warning },
        LineSent e => Line(e, ">", Safe(e.Line)) with { Level = Level.Wire, Tone = Tone.Faint },
        LineReceived e => Line(e, "<", Safe(e.Line)) with { Level = Level.Wire, Tone = Tone.Faint },
        Disconnected e => Line(e, "lost", e.Reason) with { Tone = Tone.Warning },
        Reconnecting e => Line(e, "retry", Retry(e, telling.Retries)) with { Tone = Tone.Warning },
        PoolSwitched { IsReturn: true } e => Line(e, "pool", $"{e.To} answers again: going back to it"),
        PoolSwitched e => Line(e, "pool", $"going on at the backup {e.To}") with { Tone = Tone.Warning },
        TlsUnverified e => Unverified(e),
        Stopped { Reason: StopReason.NoPool } e => Error(e, NoPool(telling)),
        _ => null,
    };

    /// <summary>A hash rate, for those who have no status line.</summary>
    public static LogLine Rate(DateTimeOffset now, double rate, in MinerSnapshot miner) => new(now, "rate", string.Join(
        "  ", Units.Rate(rate), $"accepted {Units.Count(miner.Accepted)}", $"rejected {Units.Count(miner.Rejected)}"));

    /// <summary>How long a share takes, for those who would otherwise think that nothing happens.</summary>
    public static LogLine Patience(DateTimeOffset now, double rate, double expectedHashes) => new(now, "target",
        $"at {Units.Rate(rate)} a share takes {Units.Duration(expectedHashes / rate)} on average: "
        + "no share for a while is normal");

    /// <summary>The end: what was found and at what rate.</summary>
    public static LogLine Summary(Stopped end, string stoppedBy)
    {
        MinerSnapshot s = end.Summary;
        string shares = s.Found == 0
            ? "no share found"
            : $"{Units.Plural(s.Found, "share")} found: {Units.Count(s.Accepted)} accepted, "
                + $"{Units.Count(s.Rejected)} rejected, "
                + $"{Units.Count(s.Stale)} stale, {Units.Count(s.Unsent)} unsent";
        string work = $"{Units.Rate(s.HashesPerSecond)}: {Units.Count(s.Hashes)} hashes in {Units.Duration(s.Elapsed)}";
        if (s.Found > 0) work += $"; best share {Units.Difficulty(s.BestShare)}";
        return new LogLine(end.Time, "end", $"{stoppedBy}\n{shares}\n{work}");
    }

    internal static LogLine Line(MinerEvent happened, string marker, string text) => new(happened.Time, marker, text);

    private static LogLine Withheld(EventsWithheld e) =>
        Line(e, "protocol", $"the pool says too much: {Units.Count(e.Count)} {e.What} are not shown");

    private static LogLine Error(MinerEvent happened, string text) =>
        new(happened.Time, "ERROR", text) { Level = Level.Error, Tone = Tone.Bad };

    private static LogLine SelfTested(SelfTested e) => e.Result.Passed
        ? Line(e, "test", $"{Name(e.Result)} passed in {Units.Duration(e.Result.Elapsed)}")
            with
        { Level = Level.Detail, Tone = Tone.Good }
        : e.Result.IsAlgorithmBroken ? Error(e, $"{e.Result.Algorithm} can't be mined: {e.Result.Problem}")
        : Error(e, $"{Name(e.Result)} computes wrong hashes on this machine: {e.Result.Problem}"
            + "\nforce another implementation with --isa or --scrypt-library; 'nightminer algos' lists them");

    private static string Name(SelfTestResult test) => $"{test.Algorithm} {test.Implementation}";

    private static LogLine Job(JobReceived e)
    {
        string id = Safe(e.Job.Id.Text, 24);
        return e.IsNewBlock
            ? Line(e, "block", $"job {id} on the new block …{e.Job.PreviousBlock.ToString()[^16..]}")
            : Line(e, "job", $"job {id} on the same block") with { Level = Level.Detail, Tone = Tone.Faint };
    }

    private static string Difficulty(DifficultyChanged e, double rate)
    {
        string known = $"difficulty {Units.Difficulty(e.Difficulty.ToDouble())}: a share takes "
            + $"{Units.Count(e.ExpectedHashes)} hashes on average";
        return rate > 0 ? $"{known}, {Units.Duration(e.ExpectedHashes / rate)}" : known;
    }

    private static string Extranonces(ReadOnlyMemory<byte> extranonce1, int extranonce2Size) =>
        $"extranonce1 {Convert.ToHexStringLower(extranonce1.Span)}, "
        + $"{Units.Plural(extranonce2Size, "byte")} of extranonce2";

    private static string Redirect(Redirected e) => $"the pool asked to reconnect to {e.Pool}"
        + (e.Wait > TimeSpan.Zero ? $" in {Units.Duration(e.Wait)}" : "");

    private static LogLine Unverified(TlsUnverified e) => Line(e, "INSECURE",
        $"the certificate of {e.Pool} is NOT checked: anybody on the way may pretend to be "
        + (e.Pool.IsNode ? "the node and learn its password" : "the pool and take the shares"))
        with
    { Tone = Tone.Bad };

    private static string Retry(Reconnecting e, int? retries) =>
        $"attempt {Units.Count(e.Attempt)}{(retries is { } most ? $" of {Units.Count(most)}" : "")} "
        + $"in {Units.Duration(e.Pause)}";

    private static string NoPool(Telling telling)
    {
        string tried = telling.Retries switch
        {
            1 => "gave up after one retry",
            > 1 and var most => $"gave up after {Units.Count(most)} retries",
            _ => "gave up",
        };
        return telling.LastProblem is { Length: > 0 } problem
            ? $"no pool can be reached, {tried}: {problem}"
            : $"no pool can be reached, {tried}";
    }

    private static string Safe(string text, int limit = int.MaxValue) => PrintableText.From(text, limit);
}
