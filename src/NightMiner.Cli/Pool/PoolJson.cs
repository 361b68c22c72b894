using System.Globalization;
using System.Text.Json;
using NightMiner.Pool;
using NightMiner.Pool.Profiles;
using static NightMiner.Cli.Rendering.JsonLine;

namespace NightMiner.Cli.Pool;

/// <summary>The events of an embedded pool as lines of JSON. The names are a contract.</summary>
internal static class PoolJson
{
    /// <summary>One event.</summary>
    public static string Render(PoolEvent happened) =>
        Compose(happened.Time, Name(happened), json => WriteFacts(json, happened));

    /// <summary>The start: where the pool listens.</summary>
    public static string Listening(DateTimeOffset now, string url, PoolOptions options) =>
        Compose(now, "listening", json =>
    {
        json.WriteString("url", url);
        json.WriteString("algorithm", options.Algorithm.Name);
        if (options.Profile != PoolProfile.Default) json.WriteString("profile", options.Profile.Name);
        if (options.Node is { } node) json.WriteString("node", node.Url.ToString());
    });

    /// <summary>The end.</summary>
    public static string Summary(DateTimeOffset now, PoolSnapshot pool, TimeSpan elapsed) =>
        Compose(now, "summary", json =>
    {
        json.WriteNumber("connections", pool.ConnectionsEver);
        json.WriteNumber("loginsRefused", pool.LoginsRefused);
        json.WriteNumber("malformedLines", pool.MalformedLines);
        json.WriteNumber("jobsSent", pool.JobsSent);
        json.WriteNumber("accepted", pool.Accepted);
        json.WriteNumber("rejected", pool.Rejected);
        json.WriteStartObject("rejectedByCode");
        foreach ((int code, long count) in pool.RejectedByCode.OrderBy(entry => entry.Key))
            json.WriteNumber(code.ToString(CultureInfo.InvariantCulture), count);
        json.WriteEndObject();
        json.WriteStartObject("rejectedByKind");
        foreach ((RefusalKind kind, long count) in pool.RejectedByKind.OrderBy(entry => entry.Key))
            json.WriteNumber(KindName(kind), count);
        json.WriteEndObject();
        json.WriteNumber("blocksFound", pool.BlocksFound);
        Number(json, "seconds", Math.Round(elapsed.TotalSeconds, 3));
    });

    private static void WriteFacts(Utf8JsonWriter json, PoolEvent happened)
    {
        switch (happened)
        {
            case ClientConnected e:
                json.WriteNumber("connection", e.Connection);
                json.WriteString("from", e.From?.ToString());
                break;
            case ClientLeft e:
                json.WriteNumber("connection", e.Connection);
                json.WriteString("reason", e.Reason);
                break;
            case ClientLoggedIn e:
                json.WriteNumber("connection", e.Connection);
                json.WriteString("worker", e.Worker);
                break;
            case ClientLoginRefused e:
                json.WriteNumber("connection", e.Connection);
                json.WriteString("worker", e.Worker);
                json.WriteString("reason", e.Reason);
                break;
            case ClientMisfit e:
                json.WriteNumber("connection", e.Connection);
                json.WriteString("agent", e.Agent);
                json.WriteString("advice", e.Advice);
                break;
            case PoolFault e:
                json.WriteString("during", e.During);
                json.WriteString("problem", e.Problem);
                break;
            case ShareJudged e: WriteShare(json, e.Share); break;
            case BlockFound e:
                json.WriteNumber("height", e.Height);
                json.WriteString("blockId", e.BlockId.ToString());
                WriteShare(json, e.Share);
                break;
            case BlockRefused e:
                json.WriteNumber("height", e.Height);
                json.WriteString("reason", e.Reason);
                WriteShare(json, e.Share);
                break;
            case NodeTrouble e: json.WriteString("problem", e.Problem); break;
            case NewBlock e:
                json.WriteNumber("height", e.Height);
                json.WriteString("previousBlock", e.PreviousBlock.ToString());
                json.WriteString("nbits", e.Bits.ToString());
                break;
            case ClientDifficultyChanged e:
                json.WriteNumber("connection", e.Connection);
                Number(json, "before", e.Before.ToDouble());
                Number(json, "now", e.Now.ToDouble());
                break;
            case ClientLineReceived e:
                json.WriteNumber("connection", e.Connection);
                json.WriteString("line", e.Line);
                break;
            case ClientLineSent e:
                json.WriteNumber("connection", e.Connection);
                json.WriteString("line", e.Line);
                break;
        }
    }

    private static string KindName(RefusalKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    private static void WriteShare(Utf8JsonWriter json, JudgedShare share)
    {
        json.WriteNumber("connection", share.Connection);
        json.WriteString("worker", share.Worker);
        json.WriteBoolean("accepted", share.Verdict.IsAccepted);
        json.WriteNumber("code", share.Verdict.Code);
        if (!share.Verdict.IsAccepted) json.WriteString("kind", KindName(share.Verdict.Kind));
        json.WriteString("text", share.Verdict.Text);
        json.WriteString("jobId", share.JobId);
        json.WriteString("extranonce2", share.Extranonce2);
        json.WriteString("ntime", share.Ntime);
        json.WriteString("nonce", share.Nonce);
        if (share.VersionBits.Length > 0) json.WriteString("versionBits", share.VersionBits);
        if (share.Difficulty is { } difficulty) Number(json, "difficulty", difficulty);
        if (share.Required is { } required) Number(json, "wantedDifficulty", required.ToDouble());
        json.WriteBoolean("isBlock", share.IsBlock);
    }
}
