using System.Globalization;
using System.Text.Json;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>
/// The difficulty of shares, and from when on it holds. The pool is brought to change it where it lets itself.
/// </summary>
internal static class DifficultyCases
{
    private const string Rule =
        "miners fix a job's difficulty when the job comes: ckpool, node-stratum-pool, miningcore";
    private const int Raise = 16;

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("difficulty.number", "mining.set_difficulty carries one number above 0",
            "cpuminer overlooks texts and 0", Number)
        { Needs = NeedsJob },
        new("difficulty.suggested", "a difficulty that follows a suggestion is announced, and a job comes with it",
            "protocol in use: public-pool sends the job at once", Suggested)
        { Needs = NeedsShares, WaitsForJobs = true },
        new("difficulty.earlier-jobs-keep-theirs", "a share of a job from before a rise counts at the old difficulty",
            Rule, EarlierJobsKeepTheirs)
        { Needs = NeedsShares },
        new("difficulty.later-jobs-have-it", "a share of a job from after a rise must meet the new difficulty",
            Rule, LaterJobsHaveIt)
        { Needs = ["shares.accepted", "shares.low-difficulty"], WaitsForJobs = true },
    ];

    private static async Task<Finding> Number(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        await pool.IsServedAsync(client);
        JsonElement? refused = client.Calls.Cast<JsonElement?>().FirstOrDefault(call =>
            call!.Value.GetProperty("method").ValueEquals("mining.set_difficulty"u8));
        if (refused is null) return Finding.NotApplicable("no difficulty came");
        JsonElement parameters = refused.Value.TryGetProperty("params", out JsonElement list) ? list : default;
        bool isThere = parameters.ValueKind != JsonValueKind.Undefined;
        string shown = isThere ? PrintableText.From(parameters.GetRawText(), 80) : "no params";
        if (parameters.ValueKind != JsonValueKind.Array || parameters.GetArrayLength() == 0) return Finding.Fail(shown);
        bool isNumber = parameters[0].ValueKind == JsonValueKind.Number
            && Difficulty.TryParse(parameters[0].GetRawText(), out _);
        return !isNumber ? Finding.Fail(shown)
            : parameters.GetArrayLength() > 1 ? Finding.Warn(shown)
            : Finding.Pass(shown);
    }

    private static async Task<Finding> Suggested(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        (Difficulty before, Difficulty now) = await RaiseAsync(pool, client);
        bool hasJob = await client.UntilAsync(
            () => client.Jobs.Any(job => job.Difficulty == now), pool.Options.JobTimeout);
        return hasJob ? Finding.Pass($"{before}, then {now} and a job")
            : Finding.Warn($"{before}, then {now}, but no job within the wait: the change has no effect yet");
    }

    private static async Task<Finding> EarlierJobsKeepTheirs(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        ReceivedJob job = client.Job;
        (Difficulty before, Difficulty now) = await RaiseAsync(pool, client);
        ShareText share = await pool.FindAsync(client, Below(pool, job, now), job);
        await pool.IsServedAsync(client); // a job that follows at once has come by then
        if (client.Jobs[^1].Notify.CleanJobs && client.Jobs.Count > 1)
            return Finding.NotApplicable("the job after the change makes those before it void");
        return MustAccept(await PoolUnderTest.SubmitAsync(client, share),
            $"a share of a job of difficulty {before}, after {now} was set");
    }

    private static async Task<Finding> LaterJobsHaveIt(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        (Difficulty before, Difficulty now) = await RaiseAsync(pool, client);
        if (!await client.UntilAsync(() => client.Job.Difficulty == now, pool.Options.JobTimeout))
            return Finding.NotApplicable($"no job of difficulty {now} came");
        ReceivedJob easier = client.Job with { Difficulty = before };
        ShareText share = await pool.FindAsync(client, Below(pool, easier, now), easier);
        return MustRefuse(await PoolUnderTest.SubmitAsync(client, share), RejectReason.LowDifficulty,
            $"a share of {before} for a job of {now}");
    }

    // By a tenth at least: some pools forgive a hundredth.
    private static ShareWish Below(PoolUnderTest pool, ReceivedJob job, Difficulty limit) => new()
    {
        Suits = share => !pool.Meets(job with { Difficulty = Difficulty.From(0.9 * limit.ToDouble()) }, share),
    };

    private static async Task<(Difficulty Before, Difficulty Now)> RaiseAsync(PoolUnderTest pool, PoolClient client)
    {
        Difficulty before = client.Job.Difficulty ?? Difficulty.One;
        double wanted = Raise * before.ToDouble();
        string id = await client.BeginAsync(
            "mining.suggest_difficulty", string.Create(CultureInfo.InvariantCulture, $"[{wanted:G6}]"));
        bool IsRaised() => client.Difficulty is { } now && now.ToDouble() >= 2 * before.ToDouble();
        await client.UntilAsync(() => IsRaised() || client.WasRefused(id), pool.Options.ReplyTimeout);
        return IsRaised()
            ? (before, client.Difficulty!.Value)
            : throw CaseEndedException.Missing("the pool does not follow mining.suggest_difficulty");
    }
}
