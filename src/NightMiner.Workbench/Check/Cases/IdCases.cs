using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>The ids that tie answers to requests: miners send numbers, texts and null.</summary>
internal static class IdCases
{
    private const string Rule = "JSON-RPC 1.0: the answer carries the same id";

    private static readonly string[] NeedsNumber = ["ids.number-type"];

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("ids.number", "the answer to id 7 carries the id 7", Rule, Number) { Needs = NeedsSubscription },
        new("ids.number-type", "a number comes back as a number, not as a text",
            "protocol in use: ckpool, node-stratum-pool, public-pool echo what arrived", pool => Echo(pool, "7"))
        { Needs = ["ids.number"] },
        new("ids.zero", "the id 0 comes back as 0: it is not null", Rule, pool => Echo(pool, "0"))
        { Needs = NeedsNumber },
        new("ids.text", "the id \"auth\" comes back as the same text",
            "BFGMiner sends it with its login", pool => Echo(pool, "\"auth\""))
        { Needs = NeedsNumber },
        new("ids.numeric-text", "the id \"7\" comes back as a text, not as a number", Rule, pool => Echo(pool, "\"7\""))
        { Needs = ["ids.text"] },
        new("ids.empty-text", "the id \"\" comes back as it is", Rule, pool => Echo(pool, "\"\""))
        { Needs = ["ids.text"] },
        new("ids.negative", "the id -5 comes back as -5", Rule, pool => Echo(pool, "-5")) { Needs = NeedsNumber },
        new("ids.big", "the id 9007199254740993 comes back digit by digit: no double holds it",
            Rule, pool => Echo(pool, "9007199254740993"))
        { Needs = NeedsNumber },
        new("ids.huge", "the id 18446744073709551615 comes back: it fits 64 bits without a sign only",
            Rule, pool => Echo(pool, "18446744073709551615"))
        { Needs = ["ids.big"] },
        new("ids.fraction", "the id 1.5 comes back, or is refused", "JSON-RPC 2.0 advises against it", Fraction)
        { Needs = NeedsNumber },
        new("ids.null", "a request with the id null does no harm to the connection",
            "JSON-RPC: a notification; miningcore refuses it", pool => Without(pool, "\"id\":null,"))
        { Needs = NeedsAnswers },
        new("ids.absent", "a request without an id does no harm to the connection",
            "JSON-RPC: a notification", pool => Without(pool, ""))
        { Needs = NeedsAnswers },
        new("ids.same", "requests with the same id are answered one by one",
            "cpuminer uses the id 4 for every share", Same)
        { Needs = NeedsAnswers },
        new("ids.each-once", "of 16 requests at once, each is answered once, under its own id",
            Rule, EachOnce)
        { Needs = NeedsAnswers },
    ];

    private static async Task<Finding> Number(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        Answer answer = await client.AskAsync("mining.subscribe", Wire.Texts(PoolUnderTest.Agent), "7");
        if (answer.Reply is null) return Finding.Fail(answer.Text);
        return answer.IsForAnother
            ? Finding.Fail($"the answer came under the id {answer.IdToken}")
            : Finding.Pass(answer.IdToken);
    }

    private static async Task<Finding> Echo(PoolUnderTest pool, string id)
    {
        PoolClient client = await pool.ConnectAsync();
        Answer answer = await client.AskAsync("mining.subscribe", Wire.Texts(PoolUnderTest.Agent), id);
        if (answer.Reply is null) return Finding.Fail($"id {id}: {answer.Text}");
        return answer.IdToken == id ? Finding.Pass(id) : Finding.Fail($"id {id} came back as {answer.IdToken}");
    }

    private static async Task<Finding> Fraction(PoolUnderTest pool)
    {
        Finding echo = await Echo(pool, "1.5");
        return echo.Outcome == CaseOutcome.Pass ? echo : Finding.Warn(echo.Text);
    }

    private static async Task<Finding> Without(PoolUnderTest pool, string member)
    {
        PoolClient client = await pool.LogInAsync();
        string user = Wire.Texts(pool.Options.User, pool.Options.Password);
        await client.SendAsync($"{{{member}\"method\":\"mining.authorize\",\"params\":{user}}}");
        if (await pool.IsServedAsync(client)) return Finding.Pass("the connection goes on");
        return client.IsAtEnd ? Finding.Warn("the pool closed the connection") : Finding.Fail("the pool went silent");
    }

    private static async Task<Finding> Same(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        ShareText nonsense = new(pool.Options.User, "nosuchjob", "00000000", "00000000", "00000000");
        int answered = 0;
        for (int i = 0; i < 3; i++) await client.BeginAsync("mining.submit", nonsense.Parameters, "4");
        for (int i = 0; i < 3; i++)
            if ((await client.AnswerToAsync("4")).Reply is not null)
                answered++;
        return answered == 3 ? Finding.Pass("3 answers") : Finding.Fail($"3 requests, {answered} answers");
    }

    private static async Task<Finding> EachOnce(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        ShareText nonsense = new(pool.Options.User, "nosuchjob", "00000000", "00000000", "00000000");
        string[] ids = [.. Enumerable.Range(100, 16).Select(id => FormattableString.Invariant($"{id}"))];
        foreach (string id in ids) client.Expect(id);
        await client.SendAsync(string.Join('\n',
            ids.Select(id => Wire.Request(id, "mining.submit", nonsense.Parameters))));
        List<string> missing = [];
        foreach (string id in ids)
            if ((await client.AnswerToAsync(id)) is not { Reply: not null, IsForAnother: false })
                missing.Add(id);
        if (missing.Count > 0) return Finding.Fail($"no answer to {string.Join(", ", missing)}");
        return await client.FindSurplusAsync() is [_, ..] again
            ? Finding.Fail($"more than one answer to {string.Join(", ", again)}")
            : Finding.Pass("16 answers");
    }
}
