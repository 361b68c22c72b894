using System.Text.Json;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;
using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>Subscription, login and what comes with them, in every order that miners use.</summary>
internal static class HandshakeCases
{
    private static readonly string[] NeedsIds = ["ids.number"];
    private static readonly string[] Members = ["id", "result", "error"];

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("handshake.subscribe",
            "mining.subscribe is answered with [subscriptions, extranonce1, size of extranonce2]",
            "protocol in use: ckpool, node-stratum-pool, public-pool", Subscribe),
        new("handshake.authorize", "mining.authorize with a good name is answered with true and no error",
            "protocol in use: all pools", Authorize)
        { Needs = NeedsIds },
        new("handshake.subscriptions",
            "the first element of the answer names mining.notify beside an id, one level down",
            "protocol in use: ckpool, node-stratum-pool; older pools flat", Subscriptions)
        { Needs = NeedsSubscription },
        new("handshake.answer-first", "the answer to mining.subscribe comes before any difficulty and any job",
            "cpuminer takes the next line for its answer", AnswerFirst)
        { Needs = NeedsSubscription },
        new("handshake.answer-members", "an answer has the members id, result and error",
            "JSON-RPC 1.0; miningcore leaves out what is null", AnswerMembers)
        { Needs = NeedsLogin },
        new("handshake.first-job", "a miner that has logged in gets a job without having to ask",
            "protocol in use: all pools", FirstJob)
        { Needs = NeedsLogin },
        new("handshake.difficulty-first", "the difficulty of the first job comes before the job",
            "miners fix a job's difficulty when the job comes", DifficultyFirst)
        { Needs = NeedsJob },
        new("handshake.subscribe-bare", "mining.subscribe without parameters is answered",
            "cpuminer, cgminer: their second try", pool => SubscribeWith(pool, "[]"))
        { Needs = NeedsSubscription },
        new("handshake.subscribe-null-session", "a session id of null, and a host after it, do no harm",
            "bosminer, the Stratum reference implementation",
            pool => SubscribeWith(pool, """["check/1.0",null,"pool.example:3333",null]"""))
        { Needs = NeedsSubscription },
        new("handshake.long-agent", "an agent of 128 characters is taken",
            "public-pool: its limit", pool => SubscribeWith(pool, Wire.Texts("check/" + new string('a', 122))))
        { Needs = NeedsSubscription },
        new("handshake.subscribe-twice", "after a second mining.subscribe, the extranonce1 last told counts",
            "protocol in use: ckpool ignores it, others answer again", SubscribeTwice)
        { Needs = NeedsShares },
        new("handshake.authorize-first", "a login before the subscription is answered, and mining works after both",
            "public-pool takes any order; ckpool refuses", AuthorizeFirst)
        { Needs = NeedsLogin },
        new("handshake.pipelined", "subscription and login sent in one go are both answered",
            "protocol in use: node-stratum-pool, miningcore, public-pool, ckpool", Pipelined)
        { Needs = NeedsLogin },
        new("handshake.no-password", "a login without a password is answered",
            "ckpool takes it, public-pool refuses", NoPassword)
        { Needs = NeedsLogin },
    ];

    private static async Task<Finding> Subscribe(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        Answer answer = await client.AskAsync("mining.subscribe", Wire.Texts(PoolUnderTest.Agent));
        if (client.Foreign is { } foreign) throw new ConnectionException(
            ConnectionProblem.Protocol, $"{pool.Options.Pool} is no Stratum v1 pool: {foreign}");
        if (answer.Reply is null)
            throw new ConnectionException(
                ConnectionProblem.Silent, $"the pool took the connection, but mining.subscribe: "
                + $"{answer.Text}. Is it a Stratum v1 pool, and does it still let this address in?");
        if (answer.Reply.Error is not null) return Finding.Fail(answer.Text);
        try
        {
            SubscribeResult result = SubscribeResult.Parse(answer.Reply.Result);
            return Finding.Pass($"extranonce1 {Convert.ToHexStringLower(result.Extranonce1.Span)}, "
                + FormattableString.Invariant($"then {result.Extranonce2Size} bytes"));
        }
        catch (FormatException e)
        {
            return Finding.Fail($"{e.Message}: {answer.Text}");
        }
    }

    private static async Task<Finding> Authorize(PoolUnderTest pool)
    {
        Answer answer = await pool.AuthorizeAsync(await pool.SubscribeAsync());
        return answer.IsYes ? Finding.Pass("true") : Finding.Fail(
            $"{answer.Text} (for '{pool.Options.User}'; give a name that the pool knows with -u and -p)");
    }

    private static async Task<Finding> Subscriptions(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        Answer answer = await client.AskAsync("mining.subscribe", Wire.Texts(PoolUnderTest.Agent));
        if (PoolUnderTest.ReadSubscribed(answer) is null) return Finding.NotApplicable(answer.Text);
        JsonElement list = answer.Reply!.Result[0];
        bool isNested = list.ValueKind == JsonValueKind.Array && list.EnumerateArray().Any(pair =>
            pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2
            && pair[0].ValueKind == JsonValueKind.String && pair[0].ValueEquals("mining.notify"u8));
        string shown = PrintableText.From(list.GetRawText(), 100);
        return isNested ? Finding.Pass(shown) : Finding.Warn($"miners cope, but some look for the session in {shown}");
    }

    private static async Task<Finding> AnswerFirst(PoolUnderTest pool)
    {
        string first = "";
        for (int tries = 0; tries < 2; tries++) // a job for everybody may be faster, once
        {
            PoolClient client = await pool.SubscribeAsync();
            first = client.Order[0];
            if (first == "reply") return Finding.Pass("the answer came first");
        }
        return Finding.Fail($"{first} came before the answer");
    }

    private static async Task<Finding> AnswerMembers(PoolUnderTest pool)
    {
        Answer answer = await pool.AuthorizeAsync(await pool.SubscribeAsync());
        string[] missing = [.. Members.Where(name => !answer.Root.TryGetProperty(name, out _))];
        return missing.Length == 0
            ? Finding.Pass("id, result, error")
            : Finding.Warn($"an answer without {string.Join(" and ", missing)}");
    }

    private static async Task<Finding> FirstJob(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        return await client.UntilAsync(() => client.Jobs.Count > 0, pool.Options.JobTimeout)
            ? Finding.Pass($"job {client.Job.Id}, difficulty {client.Job.Difficulty?.ToString() ?? "not said: 1"}")
            : Finding.Fail("no job came" + (client.Foreign is { } foreign ? $": {foreign}" : ""));
    }

    private static async Task<Finding> DifficultyFirst(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        await pool.IsServedAsync(client); // what comes right after the job has come by then
        if (client.Jobs[0].Difficulty is { } difficulty) return Finding.Pass($"{difficulty}, then the job");
        return client.Difficulties.Count > 0
            ? Finding.Fail("the job came first, the difficulty after it: miners take the job for one of difficulty 1")
            : Finding.Warn("no difficulty came: miners take the job for one of difficulty 1");
    }

    private static async Task<Finding> SubscribeWith(PoolUnderTest pool, string parameters)
    {
        PoolClient client = await pool.ConnectAsync();
        Answer answer = await client.AskAsync("mining.subscribe", parameters);
        if (PoolUnderTest.ReadSubscribed(answer) is { } result)
            return Finding.Pass($"extranonce1 {Convert.ToHexStringLower(result.Extranonce1.Span)}");
        if (answer.Reply is null) return Finding.Fail(answer.Text);
        // Who refuses must at least take the plain form then.
        Answer again = await client.AskAsync("mining.subscribe", "[]");
        return PoolUnderTest.ReadSubscribed(again) is null
            ? Finding.Fail($"{answer.Text}; without parameters then: {again.Text}")
            : Finding.Warn($"{answer.Text}; without parameters then: as it should be");
    }

    private static async Task<Finding> SubscribeTwice(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        ReceivedJob before = client.Job;
        Answer answer = await client.AskAsync("mining.subscribe", Wire.Texts(PoolUnderTest.Agent));
        if (answer.IsEnd) return Finding.Fail(answer.Text);
        string said = answer.IsMissing ? "not answered" : answer.IsRefusal ? answer.Text : "answered";
        ShareWish wish = new();
        if (PoolUnderTest.ReadSubscribed(answer) is { } result)
        {
            said = "answered";
            client.Take(result);
            await pool.IsServedAsync(client); // a new job has come by then, where there is one
            if (client.Job.Extranonce1.AsSpan().SequenceEqual(before.Extranonce1) is false)
            {
                ReceivedJob asBefore = client.Job with { Extranonce1 = before.Extranonce1 };
                wish = new ShareWish { Suits = share => !pool.Meets(asBefore, share) };
            }
        }
        Answer share = await pool.MineAndSubmitAsync(client, wish);
        return MustAccept(share, $"the second was {said}; a share then");
    }

    private static async Task<Finding> AuthorizeFirst(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        Answer login = await pool.AuthorizeAsync(client);
        if (login.IsEnd) return Finding.Warn($"the login first: {login.Text}");
        if (login.IsMissing) return Finding.Fail($"the login first: {login.Text}");
        await PoolUnderTest.SubscribeAsync(client);
        if (login.IsYes)
        {
            bool hasJob = await client.UntilAsync(() => client.Jobs.Count > 0, pool.Options.JobTimeout);
            return hasJob ? Finding.Pass("true, and a job after the subscription") : Finding.Fail("no job came");
        }
        Answer again = await pool.AuthorizeAsync(client);
        return again.IsYes
            ? Finding.Warn($"the login first: {login.Text}; again after the subscription: true")
            : Finding.Fail($"the login first: {login.Text}; again after the subscription: {again.Text}");
    }

    private static async Task<Finding> Pipelined(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        (string first, string second) = (client.Expect("1"), client.Expect("2"));
        await client.SendAsync(Wire.Request(first, "mining.subscribe", Wire.Texts(PoolUnderTest.Agent)) + "\n"
            + Wire.Request(second, "mining.authorize", Wire.Texts(pool.Options.User, pool.Options.Password)));
        Answer subscribed = await client.AnswerToAsync(first);
        Answer login = await client.AnswerToAsync(second);
        return PoolUnderTest.ReadSubscribed(subscribed) is not null && login.IsYes
            ? Finding.Pass("both answered")
            : Finding.Fail($"subscription: {subscribed.Text}; login: {login.Text}");
    }

    private static async Task<Finding> NoPassword(PoolUnderTest pool)
    {
        PoolClient client = await pool.SubscribeAsync();
        Answer answer = await client.AskAsync("mining.authorize", Wire.Texts(pool.Options.User));
        return answer.IsYes ? Finding.Pass("true")
            : answer.IsRefusal || answer.IsEnd ? Finding.Warn(answer.Text)
            : Finding.Fail(answer.Text);
    }
}
