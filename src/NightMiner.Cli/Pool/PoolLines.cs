using NightMiner.Cli.Rendering;
using NightMiner.Pool;
using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Text;

namespace NightMiner.Cli.Pool;

/// <summary>The events of an embedded pool as lines of a log. #1, #2, … are connections.</summary>
internal static class PoolLines
{
    /// <summary>The line for an event.</summary>
    public static LogLine? Render(PoolEvent happened) => happened switch
    {
        ClientConnected e => Line(e, "client", $"#{e.Connection} connected from {e.From}"),
        ClientLeft e => Line(e, "client", $"#{e.Connection} left: {Safe(e.Reason)}"),
        ClientLoggedIn e => Line(e, "login", $"#{e.Connection} {Worker(e.Worker)} logged in"),
        ClientLoginRefused e => Line(e, "login", $"#{e.Connection} {Worker(e.Worker)} refused: {Safe(e.Reason)}") with
        {
            Tone = Tone.Warning,
        },
        ShareJudged { Share.Verdict.IsAccepted: true } e => Line(e, "accepted", Facts(e.Share)) with
        {
            Tone = Tone.Good,
        },
        ClientMisfit e => Line(e, "client", $"#{e.Connection} {Safe(e.Agent)}: {Safe(e.Advice)}") with
        {
            Tone = Tone.Warning,
        },
        ShareJudged { Share.Verdict.Kind: RefusalKind.StaleJob } e => Line(e, "stale", Rejected(e.Share)) with
        {
            Tone = Tone.Warning,
        },
        ShareJudged e => Line(e, "REJECTED", Rejected(e.Share)) with { Tone = Tone.Bad },
        BlockFound e => Line(e, "BLOCK", $"#{e.Share.Connection} {Worker(e.Share.Worker)} found block {e.Height}: "
            + $"…{e.BlockId.ToString()[^16..]}") with
        {
            Tone = Tone.Good,
        },
        BlockRefused e => Line(e, "REJECTED", $"#{e.Share.Connection} {Worker(e.Share.Worker)}'s block {e.Height} was "
            + $"refused by the node: {Safe(e.Reason)}") with
        { Tone = Tone.Bad },
        NodeTrouble e => Line(e, "node", Safe(e.Problem)) with { Tone = Tone.Warning },
        PoolFault e => Line(e, "pool", $"a fault while {Safe(e.During)}: {Safe(e.Problem)}") with { Tone = Tone.Bad },
        NewBlock e => Line(e, "block", $"height {e.Height} on …{e.PreviousBlock.ToString()[^16..]}"),
        ClientDifficultyChanged e => Line(e, "target",
            $"#{e.Connection} difficulty {Units.Difficulty(e.Now.ToDouble())} "
            + $"(was {Units.Difficulty(e.Before.ToDouble())})"),
        ClientLineReceived e => Wire(e, "<", e.Connection, e.Line),
        ClientLineSent e => Wire(e, ">", e.Connection, e.Line),
        _ => null,
    };

    /// <summary>The start: what to type in another terminal.</summary>
    public static LogLine Welcome(DateTimeOffset now, string url, PoolOptions options)
    {
        string password = options.Password is null ? "" : " -p PASSWORD";
        string profile = options.Profile == PoolProfile.Default ? ""
            : options.Profile.Name == PoolProfile.Default.Name ? " with quirks"
            : $" with the manners of {options.Profile.Name}";
        string node = options.Node is { } at ? $", on the node at {at.Url}" : "";
        return new LogLine(now, "pool", $"{options.Algorithm} pool at {url}{profile}{node}; Ctrl+C ends it\n"
            + $"mine at it:  nightminer -o {url} -a {options.Algorithm} -u worker{password}");
    }

    /// <summary>The end.</summary>
    public static LogLine Summary(DateTimeOffset now, PoolSnapshot pool, TimeSpan elapsed)
    {
        string rejects = string.Join(", ", pool.RejectedByKind
            .GroupBy(entry => Meaning(entry.Key), entry => entry.Value)
            .Select(group => $"{Units.Count(group.Sum())} {group.Key}"));
        string shares = $"{Units.Plural(pool.Accepted, "share")} accepted, {Units.Count(pool.Rejected)} rejected"
            + (rejects.Length > 0 ? $" ({rejects})" : "");
        string others = $"{Units.Plural(pool.ConnectionsEver, "connection")}, "
            + $"{Units.Plural(pool.LoginsRefused, "login")} refused, "
            + $"{Units.Plural(pool.MalformedLines, "malformed line")}";
        string blocks = $"{Units.Plural(pool.BlocksFound, "block")} found in {Units.Duration(elapsed)}";
        return new LogLine(now, "end", $"{blocks}\n{shares}\n{others}");
    }

    private static string Meaning(RefusalKind kind) => kind switch
    {
        RefusalKind.StaleJob => "stale",
        RefusalKind.UnknownJob => "unknown job",
        RefusalKind.Duplicate => "duplicate",
        RefusalKind.LowDifficulty => "low difficulty",
        RefusalKind.NotLoggedIn or RefusalKind.UnknownWorker => "not logged in",
        RefusalKind.NotSubscribed => "not subscribed",
        _ => "malformed",
    };

    private static LogLine Line(PoolEvent happened, string marker, string text) =>
        new(happened.Time.ToLocalTime(), marker, text);

    private static LogLine Wire(PoolEvent happened, string marker, long connection, string line) =>
        Line(happened, marker, $"#{connection} {PrintableText.From(line, int.MaxValue)}") with
        {
            Level = Level.Wire,
            Tone = Tone.Faint,
        };

    private static string Facts(JudgedShare share)
    {
        string difficulty = share.Difficulty is { } met ? $"  difficulty {Units.Difficulty(met)}" : "";
        string wanted = share.Required is { } required ? $" (wanted {Units.Difficulty(required.ToDouble())})" : "";
        return $"#{share.Connection} {Worker(share.Worker)}{difficulty}{wanted}{(share.IsBlock ? "  a BLOCK" : "")}";
    }

    private static string Rejected(JudgedShare share) => $"{Facts(share)}  {Safe(share.Verdict.ToString())}\n"
        + $"job {Or(share.JobId)}, extranonce2 {Or(share.Extranonce2)}, ntime {Or(share.Ntime)}, "
        + $"nonce {Or(share.Nonce)}"
        + (share.VersionBits.Length > 0 ? $", version bits {Safe(share.VersionBits)}" : "");

    private static string Or(string field) => field.Length > 0 ? Safe(field) : "(none)";

    private static string Worker(string name) => name.Length > 0 ? Safe(name) : "(no name)";

    private static string Safe(string text) => PrintableText.From(text);
}
