using System.Globalization;
using System.Text.Json;
using NightMiner.Jobs;
using static NightMiner.Cli.Rendering.JsonLine;

namespace NightMiner.Cli.Mine;

/// <summary>The events of a miner as lines of JSON. The names are a contract.</summary>
internal static class MinerJson
{
    /// <summary>One event.</summary>
    public static string Render(MinerEvent happened) => happened is Stopped end
        ? Compose(end.Time, "summary", json => WriteSummary(json, end))
        : Compose(happened.Time, Name(happened), json => WriteFacts(json, happened));

    /// <summary>The hash rate, every now and then.</summary>
    public static string HashRate(DateTimeOffset now, double rate, MinerSnapshot miner) =>
        Compose(now, "hashRate", json =>
    {
        Number(json, "hashesPerSecond", rate);
        WriteCounts(json, miner);
    });

    private static void WriteFacts(Utf8JsonWriter json, MinerEvent happened)
    {
        switch (happened)
        {
            case ShareFound e: WriteShare(json, e.Share); break;
            case ShareStale e: WriteShare(json, e.Share); break;
            case ShareAccepted e:
                WriteShare(json, e.Share);
                Milliseconds(json, e.RoundTrip);
                break;
            case ShareRejected e:
                WriteShare(json, e.Share);
                Milliseconds(json, e.RoundTrip);
                json.WriteString("reason", CamelCase(e.Error.Reason.ToString()));
                if (e.Error.Code is { } code) json.WriteNumber("code", code);
                else json.WriteNull("code");
                json.WriteString("text", e.Error.Text);
                break;
            case ShareUnsent e:
                WriteShare(json, e.Share);
                json.WriteString("reason", e.Reason);
                break;
            case BlockKept e:
                WriteShare(json, e.Share);
                json.WriteString("reason", e.Reason);
                break;
            case JobReceived e: WriteJob(json, e); break;
            case DifficultyChanged e:
                Number(json, "difficulty", e.Difficulty.ToDouble());
                Number(json, "expectedHashes", e.ExpectedHashes);
                break;
            case SelfTested e:
                json.WriteString("algorithm", e.Result.Algorithm);
                json.WriteString("implementation", e.Result.Implementation);
                json.WriteBoolean("passed", e.Result.Passed);
                json.WriteString("problem", e.Result.Problem);
                Number(json, "milliseconds", Math.Round(e.Result.Elapsed.TotalMilliseconds, 3));
                break;
            default: WriteConnectionFacts(json, happened); break;
        }
    }

    private static void WriteConnectionFacts(Utf8JsonWriter json, MinerEvent happened)
    {
        switch (happened)
        {
            case Started e:
                json.WriteString("algorithm", e.Algorithm);
                json.WriteString("implementation", e.Implementation);
                json.WriteNumber("threads", e.Threads);
                break;
            case CpuUseRefused e: json.WriteString("reason", e.Reason); break;
            case KernelFailed e: json.WriteString("reason", e.Reason); break;
            case Connecting e: json.WriteString("url", e.Pool.ToString()); break;
            case Subscribed e:
                json.WriteString("sessionId", e.Result.SessionId);
                json.WriteString("extranonce1", Convert.ToHexStringLower(e.Result.Extranonce1.Span));
                json.WriteNumber("extranonce2Size", e.Result.Extranonce2Size);
                break;
            case VersionRollingChanged e:
                json.WriteString("mask", Word(e.Mask));
                json.WriteNumber("versions", e.Versions);
                break;
            case ExtranonceChanged e:
                json.WriteString("extranonce1", Convert.ToHexStringLower(e.Extranonce1.Span));
                json.WriteNumber("extranonce2Size", e.Extranonce2Size);
                break;
            case Redirected e:
                json.WriteString("url", e.Pool.ToString());
                Number(json, "seconds", Math.Round(e.Wait.TotalSeconds, 3));
                break;
            case RedirectRefused e:
                json.WriteString("host", e.Host);
                json.WriteString("reason", e.Reason);
                break;
            case NodeReady e:
                json.WriteString("network", e.Network);
                json.WriteNumber("height", e.Height);
                json.WriteString("paidTo", e.PaidTo);
                break;
            case LoggedIn e: json.WriteString("user", e.User); break;
            case LoginRefused e:
                json.WriteString("user", e.User);
                json.WriteString("reason", e.Reason);
                break;
            case PoolMessage e: json.WriteString("text", e.Text); break;
            case EventsWithheld e:
                json.WriteString("what", e.What);
                json.WriteNumber("count", e.Count);
                break;
            case ListenerFailed e: json.WriteString("reason", e.Reason); break;
            case ProtocolProblem e: json.WriteString("problem", e.Problem); break;
            case LineSent e: json.WriteString("line", e.Line); break;
            case LineReceived e: json.WriteString("line", e.Line); break;
            case Disconnected e:
                json.WriteString("problem", CamelCase(e.Problem.ToString()));
                json.WriteString("reason", e.Reason);
                break;
            case PoolSwitched e:
                json.WriteString("from", e.From.ToString());
                json.WriteString("to", e.To.ToString());
                json.WriteBoolean("isReturn", e.IsReturn);
                break;
            case TlsUnverified e: json.WriteString("url", e.Pool.ToString()); break;
            case Reconnecting e:
                json.WriteNumber("attempt", e.Attempt);
                Number(json, "seconds", Math.Round(e.Pause.TotalSeconds, 3));
                break;
        }
    }

    private static void WriteShare(Utf8JsonWriter json, Share share)
    {
        json.WriteString("jobId", share.Job.Id.Text);
        json.WriteString("extranonce2", Convert.ToHexStringLower(share.Extranonce2.Span));
        json.WriteString("ntime", Word(share.Time));
        json.WriteString("nonce", Word(share.Nonce));
        json.WriteString("version", Word(share.Header.Version));
        json.WriteString("hash", share.Hash.ToString());
        Number(json, "difficulty", share.Difficulty);
        Number(json, "wantedDifficulty", share.Job.Difficulty.ToDouble());
        json.WriteBoolean("isBlock", share.IsBlock);
    }

    private static void WriteJob(Utf8JsonWriter json, JobReceived e)
    {
        json.WriteString("jobId", e.Job.Id.Text);
        json.WriteBoolean("isNewBlock", e.IsNewBlock);
        json.WriteString("previousBlock", e.Job.PreviousBlock.ToString());
        json.WriteString("version", Word(e.Job.Version));
        json.WriteString("nbits", e.Job.Bits.ToString());
        json.WriteString("ntime", Word(e.Job.Time));
        json.WriteNumber("merkleBranch", e.Job.MerkleBranch.Count);
        Number(json, "difficulty", e.Job.Difficulty.ToDouble());
    }

    private static void WriteSummary(Utf8JsonWriter json, Stopped end)
    {
        json.WriteString("reason", CamelCase(end.Reason.ToString()));
        WriteCounts(json, end.Summary);
        Number(json, "seconds", Math.Round(end.Summary.Elapsed.TotalSeconds, 3));
        Number(json, "hashesPerSecond", Math.Round(end.Summary.HashesPerSecond, 3));
        Number(json, "bestShare", end.Summary.BestShare);
    }

    private static void WriteCounts(Utf8JsonWriter json, MinerSnapshot miner)
    {
        json.WriteNumber("found", miner.Found);
        json.WriteNumber("accepted", miner.Accepted);
        json.WriteNumber("rejected", miner.Rejected);
        json.WriteNumber("stale", miner.Stale);
        json.WriteNumber("unsent", miner.Unsent);
        json.WriteNumber("hashes", miner.Hashes);
    }

    private static void Milliseconds(Utf8JsonWriter json, TimeSpan roundTrip) =>
        Number(json, "roundTripMs", Math.Round(roundTrip.TotalMilliseconds, 3));

    private static string Word(uint value) => value.ToString("x8", CultureInfo.InvariantCulture);
}
