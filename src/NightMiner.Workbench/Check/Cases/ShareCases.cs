using System.Text.Json;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>Shares as a whole: which count, which don't, and what is answered.</summary>
internal static class ShareCases
{
    private const string AllPools = "protocol in use: all pools";

    private static readonly string[] NeedsDifficulty = ["handshake.difficulty-first"];

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("shares.answered", "a share of a job that never was is answered, with whatever", AllPools, Answered)
        { Needs = NeedsLogin, IgnoresJobs = true },
        new("shares.accepted", "a share that meets the difficulty, however narrowly, is answered with true",
            AllPools, Sentinel.RunAsync)
        { Needs = NeedsDifficulty },
        new("shares.answer-members", "an accepted share is answered with the result true and the error null",
            "JSON-RPC 1.0; miningcore leaves the error out", AnswerMembers)
        { Needs = NeedsShares },
        new("shares.four-at-once", "four shares of one job, sent together, all count", AllPools, FourAtOnce)
        { Needs = NeedsShares },
        new("shares.answered-once", "each of four shares that count is answered once, and nothing comes after that",
            "JSON-RPC 1.0; a miner that counts answers counts double", AnsweredOnce)
        { Needs = ["shares.four-at-once"] },
        new("shares.low-difficulty", "a share that misses the difficulty by a tenth is refused (23)",
            "protocol in use: node-stratum-pool and miningcore forgive a hundredth", LowDifficulty)
        { Needs = [.. NeedsDifficulty, .. NeedsAnswers] },
        new("shares.duplicate", "the same share again is refused (22)", AllPools, Duplicate) { Needs = NeedsShares },
        new("shares.duplicate-in-capitals", "the same share in capital letters is refused",
            "a known way to be paid twice at node-stratum-pool", DuplicateInCapitals)
        { Needs = ["shares.duplicate"] },
        new("shares.unknown-job", "a share of a job that never was is refused (21)", AllPools, UnknownJob)
        { Needs = NeedsShares },
        new("shares.unknown-worker", "a share of a worker who did not log in is refused (24)",
            "ckpool, bstratum; node-stratum-pool and public-pool don't look", UnknownWorker)
        { Needs = NeedsShares },
        new("shares.before-login", "a share before the login is refused (24)", AllPools, BeforeLogin)
        { Needs = NeedsShares },
        new("shares.before-subscription", "a share before login and subscription is refused (24 or 25)", AllPools,
            BeforeSubscription)
        { Needs = NeedsAnswers },
        new("shares.again-after-login", "a share that was refused before the login counts after it",
            "a refused share was not counted, so it is no duplicate", AgainAfterLogin)
        { Needs = ["shares.before-login", "shares.accepted"] },
        new("shares.again-after-mistake", "a share that was refused for a wrong field counts when put right",
            "a refused share was not counted, so it is no duplicate", AgainAfterMistake)
        { Needs = NeedsShares },
        new("shares.refusal", "a refusal is the result null or false and the error [code, text, detail]",
            "node-stratum-pool sends two elements at times, miningcore an object, ckpool a text", Refusal)
        { Needs = NeedsAnswers },
        new("shares.too-few-parameters", "a share with four parameters is refused, and the connection goes on",
            AllPools, pool => Crippled(pool, share => $"{share.Parameters[..share.Parameters.LastIndexOf(',')]}]"))
        { Needs = [.. NeedsShares, .. NeedsAnswers] },
        new("shares.no-parameters", "a share without parameters is refused, and the connection goes on",
            AllPools, pool => Crippled(pool, "[]"))
        { Needs = NeedsAnswers },
        new("shares.null-parameters", "a share of five nulls is refused, and the connection goes on",
            AllPools, pool => Crippled(pool, "[null,null,null,null,null]"))
        { Needs = NeedsAnswers },
        new("shares.numbers-for-texts", "numbers in place of texts are answered, and the connection goes on",
            "the Stratum reference implementation takes them, others refuse",
            pool => Crippled(pool, $"[{Wire.Text(pool.Options.User)},1,2,3,4]"))
        { Needs = NeedsAnswers },
        new("shares.sixth-parameter",
            "a sixth parameter without version rolling is answered, and the connection goes on",
            "BIP 310 has none then; node-stratum-pool and ckpool overlook it",
            pool => Crippled(pool, share => $"{share.Parameters[..^1]},\"00000000\"]", mayAccept: true))
        { Needs = [.. NeedsShares, .. NeedsAnswers] },
    ];

    private static async Task<Finding> Answered(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        return MustAnswer(await pool.ProbeAsync(client), "a share of an unknown job");
    }

    private static async Task<Finding> AnswerMembers(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        Answer answer = await pool.MineAndSubmitAsync(client);
        if (!answer.IsYes) return Finding.NotApplicable(answer.Text);
        return answer.Root.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Null
            ? Finding.Pass("true, and the error null")
            : Finding.Warn("true, but no error member that is null");
    }

    private static async Task<Finding> FourAtOnce(PoolUnderTest pool) =>
        await SubmitFourAsync(pool, await pool.MineAsync());

    private static async Task<Finding> AnsweredOnce(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        Finding finding = await SubmitFourAsync(pool, client);
        if (finding.Outcome != CaseOutcome.Pass) return finding with { Outcome = CaseOutcome.NotApplicable };
        return await client.FindSurplusAsync() is [_, ..] again
            ? Finding.Fail($"more than one answer came under {string.Join(", ", again)}")
            : Finding.Pass("4 answers");
    }

    private static async Task<Finding> SubmitFourAsync(PoolUnderTest pool, PoolClient client)
    {
        ReceivedJob job = client.Job;
        List<string> lines = [];
        List<string> ids = [];
        for (int i = 0; i < 4; i++)
        {
            ids.Add(client.Expect(FormattableString.Invariant($"{300 + i}")));
            lines.Add(Wire.Request(ids[i], "mining.submit", (await pool.FindAsync(client, job: job)).Parameters));
        }
        await client.SendAsync(string.Join('\n', lines));
        foreach (string id in ids)
            if (await client.AnswerToAsync(id) is { IsYes: false } answer)
                return MustAccept(answer, $"share {ids.IndexOf(id) + 1}");
        return Finding.Pass("all accepted");
    }

    private static async Task<Finding> LowDifficulty(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        return MustRefuse(await pool.MineAndSubmitAsync(client, new ShareWish { IsGood = false }),
            RejectReason.LowDifficulty, $"a share below {client.Job.Difficulty}");
    }

    private static async Task<Finding> Duplicate(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        ShareText share = await pool.FindAsync(client);
        Answer first = await PoolUnderTest.SubmitAsync(client, share);
        if (!first.IsYes) return Finding.NotApplicable($"the first time: {first.Text}");
        return MustRefuse(await PoolUnderTest.SubmitAsync(client, share), RejectReason.Duplicate, "the second time");
    }

    private static async Task<Finding> DuplicateInCapitals(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        ShareText share = await pool.FindAsync(client, new ShareWish { Suits = share => share.InCapitals != share });
        Answer first = await PoolUnderTest.SubmitAsync(client, share);
        if (!first.IsYes) return Finding.NotApplicable($"in small letters: {first.Text}");
        return MustRefuse(await PoolUnderTest.SubmitAsync(client, share.InCapitals), RejectReason.Other, "in capitals");
    }

    private static async Task<Finding> UnknownJob(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        ShareText share = await pool.FindAsync(client);
        ShareText unknown = share with { JobId = "7f0000000000beef", IsJobIdNumber = false };
        return MustRefuse(await PoolUnderTest.SubmitAsync(client, unknown), RejectReason.Stale, "job 7f0000000000beef");
    }

    private static async Task<Finding> UnknownWorker(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        ShareText share = await pool.FindAsync(client) with { Worker = pool.OtherWorker(1) };
        return ShouldRefuse(
            await PoolUnderTest.SubmitAsync(client, share), RejectReason.Unauthorized, $"worker {share.Worker}");
    }

    private static async Task<Finding> BeforeLogin(PoolUnderTest pool)
    {
        PoolClient client = await pool.SubscribeAsync();
        await client.UntilAsync(() => client.Jobs.Count > 0, TimeSpan.FromSeconds(1));
        if (client.Jobs.Count == 0) return Finding.NotApplicable("the pool sends no job before the login");
        Answer answer = await pool.MineAndSubmitAsync(client);
        return answer.IsEnd ? Finding.Pass(answer.Text)
            : answer.IsMissing ? Finding.Warn(answer.Text)
            : MustRefuse(answer, RejectReason.Unauthorized, "a share before the login");
    }

    private static async Task<Finding> BeforeSubscription(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        ShareText share = new(pool.Options.User, "1", "00000000", "00000000", "00000000");
        Answer answer = await PoolUnderTest.SubmitAsync(client, share);
        return answer.IsEnd ? Finding.Pass(answer.Text)
            : answer.IsMissing ? Finding.Warn(answer.Text)
            : MustRefuseSomehow(answer, "a share before all");
    }

    private static async Task<Finding> AgainAfterLogin(PoolUnderTest pool)
    {
        PoolClient client = await pool.SubscribeAsync();
        await client.UntilAsync(() => client.Jobs.Count > 0, TimeSpan.FromSeconds(1));
        if (client.Jobs.Count == 0) return Finding.NotApplicable("the pool sends no job before the login");
        ShareText share = await pool.FindAsync(client);
        Answer early = await PoolUnderTest.SubmitAsync(client, share);
        if (!early.IsRefusal) return Finding.NotApplicable($"before the login: {early.Text}");
        Answer login = await pool.AuthorizeAsync(client);
        if (!login.IsYes) return Finding.NotApplicable($"the login: {login.Text}");
        return MustAccept(await PoolUnderTest.SubmitAsync(client, share), "the same share after the login");
    }

    private static async Task<Finding> AgainAfterMistake(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        ShareText share = await pool.FindAsync(client);
        Answer wrong = await PoolUnderTest.SubmitAsync(client,
            share with { JobId = "nosuchjob", IsJobIdNumber = false });
        if (!wrong.IsRefusal) return Finding.NotApplicable($"with a wrong job: {wrong.Text}");
        return MustAccept(await PoolUnderTest.SubmitAsync(client, share), "the same share with the right job");
    }

    private static async Task<Finding> Refusal(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        ShareText share = new(pool.Options.User, "nosuchjob", "00000000", "00000000", "00000000");
        Answer answer = await PoolUnderTest.SubmitAsync(client, share);
        if (!answer.IsRefusal) return Finding.Fail(answer.Text);
        bool isWritten = answer.Root.TryGetProperty("error", out JsonElement error)
            && error.ValueKind == JsonValueKind.Array && error.GetArrayLength() == 3
            && error[0].ValueKind == JsonValueKind.Number && error[1].ValueKind == JsonValueKind.String;
        string shown = PrintableText.From(answer.Root.GetRawText(), 120);
        return isWritten ? Finding.Pass(error.GetRawText()) : Finding.Warn($"miners cope with {shown}");
    }

    private static async Task<Finding> Crippled(PoolUnderTest pool, string parameters)
    {
        PoolClient client = await pool.LogInAsync();
        Answer answer = await client.AskAsync("mining.submit", parameters);
        return answer.IsYes ? Finding.Fail("accepted") : await MustGoOnAsync(pool, client, answer, "the share");
    }

    private static async Task<Finding> Crippled(
        PoolUnderTest pool, Func<ShareText, string> parameters, bool mayAccept = false)
    {
        PoolClient client = await pool.MineAsync();
        ShareText share = await pool.FindAsync(client);
        Answer answer = await client.AskAsync("mining.submit", parameters(share));
        if (answer.IsYes && !mayAccept) return Finding.Fail("accepted");
        return await MustGoOnAsync(pool, client, answer, "the share");
    }
}
