using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>Requests beyond the handshake: known ones in odd shapes, optional ones, and unknown ones.</summary>
internal static class MethodCases
{
    private const string Tolerance = "JSON: order and unknown members mean nothing";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("methods.unknown", "an unknown method with an id is answered with an error, and the connection goes on",
            "JSON-RPC; node-stratum-pool and public-pool say nothing", Unknown)
        { Needs = NeedsAnswers },
        new("methods.notification", "an unknown method with the id null is not answered",
            "JSON-RPC: nobody waits for it", Notification)
        { Needs = NeedsAnswers },
        new("methods.absent", "a message without a method does no harm to the connection",
            "protocol in use: ckpool refuses, others ignore it",
            pool => Line(pool, """{"id":70,"params":[]}""", "70"))
        { Needs = NeedsAnswers },
        new("methods.no-params", "a request without params does no harm to the connection",
            "protocol in use: ckpool answers with an error",
            pool => Line(pool, """{"id":70,"method":"mining.extranonce.subscribe"}""", "70"))
        { Needs = NeedsAnswers },
        new("methods.params-object", "params of the wrong kind do no harm to the connection",
            "protocol in use: ckpool, public-pool answer with an error",
            pool => Line(pool, """{"id":70,"method":"mining.submit","params":{"worker":"me"}}""", "70"))
        { Needs = NeedsAnswers },
        new("methods.extra-members", "unknown members of a request are overlooked", Tolerance,
            pool => Subscribe(pool, """{"jsonrpc":"2.0","id":70,"method":"mining.subscribe","params":[],"x":1}"""))
        { Needs = NeedsLogin },
        new("methods.member-order", "the members of a request may come in any order", Tolerance,
            pool => Subscribe(pool, """{"params":[],"method":"mining.subscribe","id":70}"""))
        { Needs = NeedsLogin },
        new("methods.white-space", "white space between the members means nothing", Tolerance,
            pool => Subscribe(pool, "  {\t\"id\" : 70 , \"method\" : \"mining.subscribe\" , \"params\" : [ ] }  "))
        { Needs = NeedsLogin },
        new("methods.escapes", "an escaped letter is that letter", "JSON: mining\\u002esubscribe is mining.subscribe",
            pool => Subscribe(pool, """{"id":70,"method":"mining\u002esubscribe","params":[]}"""))
        { Needs = NeedsLogin },
        new("methods.suggest-difficulty", "mining.suggest_difficulty does no harm to the connection, answered or not",
            "protocol in use: ckpool and public-pool don't answer",
            pool => Optional(pool, "mining.suggest_difficulty", "[1024]"))
        { Needs = NeedsAnswers },
        new("methods.suggest-difficulty-text", "a suggested difficulty as a text does no harm to the connection",
            "cpuminer-opt sends it so", pool => Optional(pool, "mining.suggest_difficulty", "[\"1024.000000\"]"))
        { Needs = NeedsAnswers },
        new("methods.get-transactions", "mining.get_transactions does no harm to the connection",
            "protocol in use: node-stratum-pool, ckpool answer, others don't",
            pool => Optional(pool, "mining.get_transactions", "[\"1\"]"))
        { Needs = NeedsAnswers },
    ];

    private static async Task<Finding> Unknown(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        Answer answer = await client.AskAsync("mining.no_such_method", "[]");
        if (answer.IsYes) return Finding.Fail("answered with true");
        return await MustGoOnAsync(pool, client, answer, "mining.no_such_method");
    }

    private static async Task<Finding> Notification(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        int before = client.Order.Count(kind => kind == "reply");
        await client.SendAsync(Wire.Request("null", "mining.no_such_method", "[]"));
        client.Expect("null");
        if (!await pool.IsServedAsync(client)) return Finding.Fail(Loss(client));
        int answers = client.Order.Count(kind => kind == "reply") - before;
        return answers == 1 ? Finding.Pass("no answer") : Finding.Warn("it was answered");
    }

    private static async Task<Finding> Line(PoolUnderTest pool, string line, string id)
    {
        PoolClient client = await pool.LogInAsync();
        client.Expect(id);
        client.Expect("null"); // who can't read a message may answer without an id
        await client.SendAsync(line);
        if (!await pool.IsServedAsync(client)) return Finding.Fail(Loss(client));
        return Finding.Pass("the connection goes on");
    }

    private static async Task<Finding> Subscribe(PoolUnderTest pool, string line)
    {
        PoolClient client = await pool.ConnectAsync();
        string id = client.Expect("70");
        await client.SendAsync(line);
        Answer answer = await client.AnswerToAsync(id);
        return PoolUnderTest.ReadSubscribed(answer) is not null
            ? Finding.Pass("answered like any other")
            : Finding.Fail(answer.Text);
    }

    private static async Task<Finding> Optional(PoolUnderTest pool, string method, string parameters)
    {
        PoolClient client = await pool.LogInAsync();
        await client.BeginAsync(method, parameters);
        return await pool.IsServedAsync(client)
            ? Finding.Pass("the connection goes on")
            : Finding.Fail(Loss(client));
    }
}
