
using NightMiner.Protocol.Stratum;
using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>Many workers on one connection, as a proxy has them.</summary>
internal static class WorkerCases
{
    private const int Many = 16;

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("workers.second", "a second worker can log in on the same connection",
            "the first description of Stratum; ckpool ignores it", Second)
        { Needs = NeedsAnswers },
        new("workers.both-mine", "after that, the shares of both count",
            "the first description of Stratum; node-stratum-pool keeps the last name only", BothMine)
        { Needs = ["workers.second", "shares.accepted"] },
        new("workers.duplicate", "a share of one worker, again under the other's name, is refused (22)",
            "else a proxy is paid twice", Duplicate)
        { Needs = ["workers.both-mine", "shares.duplicate"] },
        new("workers.again", "the same worker can log in again", "protocol in use: ckpool ignores it", Again)
        { Needs = NeedsAnswers },
        new("workers.many", "16 logins on one connection are all answered", "proxies", ManyLogins)
        { Needs = ["workers.second"] },
        new("workers.long-name", "a name of 200 characters does no harm to the connection",
            "public-pool takes 64", pool =>
                Odd(pool, name => name + "." + new string('w', 198 - Math.Min(150, name.Length))))
        { Needs = NeedsAnswers },
        new("workers.foreign-letters", "a name with letters beyond ASCII does no harm to the connection",
            "JSON is UTF-8", pool => Odd(pool, name => name + ".grüße-矿工"))
        { Needs = NeedsAnswers },
        new("workers.quotes", "a name with quotes and backslashes does no harm to the connection",
            "JSON has escapes for them", pool => Odd(pool, name => name + ".\"a\\b\""))
        { Needs = NeedsAnswers },
        new("workers.empty-name", "an empty name is refused, and the connection goes on",
            "protocol in use: ckpool", EmptyName)
        { Needs = NeedsAnswers },
    ];

    private static async Task<Finding> Second(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        Answer answer = await pool.AuthorizeAsync(client, pool.OtherWorker(2));
        if (answer.IsYes) return Finding.Pass("true");
        Finding finding = await MustGoOnAsync(pool, client, answer, pool.OtherWorker(2));
        return finding.Outcome == CaseOutcome.Fail ? finding : Finding.Warn(finding.Text);
    }

    private static async Task<Finding> BothMine(PoolUnderTest pool)
    {
        (PoolClient client, string other) = await BothAsync(pool);
        Answer first = await pool.MineAndSubmitAsync(client);
        Answer second = await PoolUnderTest.SubmitAsync(client, await pool.FindAsync(client) with { Worker = other });
        return first.IsYes && second.IsYes
            ? Finding.Pass("both accepted")
            : Finding.Fail($"the first worker: {first.Text}; the second: {second.Text}");
    }

    private static async Task<Finding> Duplicate(PoolUnderTest pool)
    {
        (PoolClient client, string other) = await BothAsync(pool);
        ShareText share = await pool.FindAsync(client);
        Answer first = await PoolUnderTest.SubmitAsync(client, share);
        if (!first.IsYes) return Finding.NotApplicable($"the first time: {first.Text}");
        return MustRefuse(await PoolUnderTest.SubmitAsync(client, share with { Worker = other }),
            RejectReason.Duplicate, "under the other name");
    }

    private static async Task<Finding> Again(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        return await MustGoOnAsync(pool, client, await pool.AuthorizeAsync(client), "the second time");
    }

    private static async Task<Finding> ManyLogins(PoolUnderTest pool)
    {
        PoolClient client = await pool.SubscribeAsync();
        int answered = 0;
        int granted = 0;
        for (int i = 0; i < Many; i++)
        {
            Answer answer = await pool.AuthorizeAsync(client, i == 0 ? pool.Options.User : pool.OtherWorker(i));
            if (answer.Reply is null) break;
            answered++;
            if (answer.IsYes) granted++;
        }
        string text = FormattableString.Invariant($"{answered} answers, {granted} of them true");
        return answered < Many ? Finding.Fail(text) : granted < Many ? Finding.Warn(text) : Finding.Pass(text);
    }

    private static async Task<Finding> Odd(PoolUnderTest pool, Func<string, string> name)
    {
        PoolClient client = await pool.LogInAsync();
        Answer answer = await pool.AuthorizeAsync(client, name(pool.OtherWorker(3)));
        return await MustGoOnAsync(pool, client, answer, "the login");
    }

    private static async Task<Finding> EmptyName(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        Answer answer = await pool.AuthorizeAsync(client, "");
        return answer.IsYes ? Finding.Warn("true") : await MustGoOnAsync(pool, client, answer, "the login");
    }

    private static async Task<(PoolClient Client, string Other)> BothAsync(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        string other = pool.OtherWorker(2);
        Answer answer = await pool.AuthorizeAsync(client, other);
        return answer.IsYes ? (client, other) : throw CaseEndedException.Missing($"the second login: {answer.Text}");
    }
}
