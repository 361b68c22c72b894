using System.Text;
using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>
/// What is no request. Pools may answer, overlook it, or close the connection; they must not fall deaf, and others must
/// not notice. Some pools ban an address for junk, so these cases come last.
/// </summary>
internal static class MalformedCases
{
    private const string Source = "protocol in use: node-stratum-pool and public-pool close, bstratum skips the line";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Case("http", "an HTTP request", "GET / HTTP/1.1\r\nHost: pool\r\n\r\n"),
        Case("tls", "the first bytes of TLS", "\u0016\u0003\u0001\u0000\u00c8\u0001\u0000\u0000\u00c4\u0003\u0003\n"),
        Case("no-json", "a line that is no JSON", "this is not JSON\n"),
        Case("cut-off", "a line that is cut off", "{\"id\":1,\"method\":\"mining.sub\n"),
        Case("two-on-a-line", "two objects on one line", "{\"id\":1} {\"id\":2}\n"),
        Case("list", "a list", "[1,2,3]\n"),
        Case("number", "a number", "42\n"),
        Case("null", "null", "null\n"),
        Case("id-object", "an id that is an object",
            "{\"id\":{\"a\":1},\"method\":\"mining.subscribe\",\"params\":[]}\n"),
        Case("method-number", "a method that is a number", "{\"id\":1,\"method\":42,\"params\":[]}\n"),
        Case("half-surrogate", "half a surrogate pair in a text",
            "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"\\ud800\",\"x\"]}\n"),
        Case("not-utf8", "bytes that are no UTF-8", "{\"id\":1,\"method\":\"mining.\u00ff\u00fe\",\"params\":[]}\n"),
        Case("nul", "NUL bytes", "\u0000\u0000\u0000\u0000\n"),
        Case("deep", "1,000 lists in each other",
            "{\"id\":1,\"method\":\"mining.submit\",\"params\":"
            + new string('[', 1000) + new string(']', 1000) + "}\n"),
        Case("big-number", "a number of 500 digits",
            "{\"id\":1,\"method\":\"mining.suggest_difficulty\",\"params\":[" + new string('9', 500) + "]}\n"),
        Case("long-line", "a line of 12,000 bytes",
            "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"" + new string('x', 12000) + "\",\"x\"]}\n"),
        new("malformed.neighbours", "junk on one connection does not end another", Source, Neighbours)
        { Needs = NeedsAnswers, IsAlone = true },
    ];

    private static ConformanceCase Case(string name, string what, string junk) =>
        new("malformed." + name, $"{what}: refused, overlooked or the end of the connection, and others are served",
            Source, pool => Junk(pool, Encoding.Latin1.GetBytes(junk)))
        { Needs = NeedsLogin, IsAlone = true };

    private static async Task<Finding> Junk(PoolUnderTest pool, byte[] junk)
    {
        PoolClient client = await pool.ConnectAsync();
        client.Expect("1");
        client.Expect("null");
        await client.SendAsync(junk);
        string id = await client.BeginAsync("mining.subscribe", Wire.Texts(PoolUnderTest.Agent), "900");
        Answer answer = await client.AnswerToAsync(id);
        if (!await pool.ServesOthersAsync())
            return Finding.Fail("nobody is let in any more: is this address banned now, or the pool down?");
        return answer.Reply is not null ? Finding.Pass("the connection goes on")
            : answer.IsEnd ? Finding.Pass("the pool closed the connection")
            : Finding.Fail("the connection stands, but the pool is deaf on it");
    }

    private static async Task<Finding> Neighbours(PoolUnderTest pool)
    {
        PoolClient neighbour = await pool.LogInAsync();
        PoolClient client = await pool.ConnectAsync();
        await client.SendAsync("this is not JSON");
        client.Expect("null");
        string id = await client.BeginAsync("mining.subscribe", Wire.Texts(PoolUnderTest.Agent), "900");
        await client.AnswerToAsync(id); // it was judged by then
        return await pool.IsServedAsync(neighbour)
            ? Finding.Pass("the neighbour is served")
            : Finding.Fail("the neighbour's connection is lost");
    }
}
