using System.Text;
using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>How lines are packed on their way: it means nothing.</summary>
internal static class FramingCases
{
    private const string Tcp = "TCP is a stream: one read is not one message";

    private static readonly string Subscription =
        Wire.Request("70", "mining.subscribe", Wire.Texts(PoolUnderTest.Agent));

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("framing.crlf", "a line may end with \\r\\n", "protocol in use: bstratum strips the \\r",
            pool => Pieces(pool, Subscription + "\r\n"))
        { Needs = NeedsSubscription },
        new("framing.empty-lines", "empty lines are overlooked",
            "protocol in use: node-stratum-pool, public-pool, bstratum", pool =>
                Pieces(pool, "\n\r\n\n" + Subscription + "\n"))
        { Needs = NeedsSubscription },
        new("framing.bytes", "a request that comes byte by byte is one request", Tcp,
            pool => Pieces(pool, [.. (Subscription + "\n").Select(letter => letter.ToString())]))
        { Needs = NeedsSubscription },
        new("framing.two-halves", "the end of one request and the start of the next may come together", Tcp, TwoHalves)
        { Needs = NeedsLogin },
        new("framing.many-at-once", "20 requests that come together are 20 requests", Tcp, ManyAtOnce)
        { Needs = NeedsAnswers },
        new("framing.long-line", "a line of 1,000 bytes is taken", "ckpool: its limit is 1,024", LongLine)
        { Needs = NeedsSubscription },
        new("framing.half-closed", "who ends the sending direction still gets the answers to what was sent",
            "TCP; many servers close at once", HalfClosed)
        { Needs = NeedsSubscription },
        new("framing.unfinished", "a last line without its end is no request", Tcp, Unfinished)
        { Needs = NeedsSubscription },
    ];

    private static async Task<Finding> Pieces(PoolUnderTest pool, params string[] pieces)
    {
        PoolClient client = await pool.ConnectAsync();
        string id = client.Expect("70");
        foreach (string piece in pieces) await client.SendAsync(Encoding.UTF8.GetBytes(piece));
        Answer answer = await client.AnswerToAsync(id);
        return PoolUnderTest.ReadSubscribed(answer) is not null ? Finding.Pass("answered") : Finding.Fail(answer.Text);
    }

    private static async Task<Finding> TwoHalves(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        string login = Wire.Request("71", "mining.authorize",
            Wire.Texts(pool.Options.User, pool.Options.Password)) + "\n";
        (string first, string second) = (client.Expect("70"), client.Expect("71"));
        await client.SendAsync(Encoding.UTF8.GetBytes(Subscription[..20]));
        await client.SendAsync(Encoding.UTF8.GetBytes(Subscription[20..] + "\n" + login[..20]));
        await client.SendAsync(Encoding.UTF8.GetBytes(login[20..]));
        Answer subscribed = await client.AnswerToAsync(first);
        Answer answer = await client.AnswerToAsync(second);
        return PoolUnderTest.ReadSubscribed(subscribed) is not null && answer.IsYes
            ? Finding.Pass("both answered")
            : Finding.Fail($"the first: {subscribed.Text}; the second: {answer.Text}");
    }

    private static async Task<Finding> ManyAtOnce(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        ShareText nonsense = new(pool.Options.User, "nosuchjob", "00000000", "00000000", "00000000");
        const int count = 20;
        StringBuilder lines = new();
        string[] ids = [.. Enumerable.Range(200, count).Select(id => FormattableString.Invariant($"{id}"))];
        foreach (string id in ids)
            lines.Append(Wire.Request(client.Expect(id), "mining.submit", nonsense.Parameters)).Append('\n');
        await client.SendAsync(Encoding.UTF8.GetBytes(lines.ToString()));
        int answered = 0;
        foreach (string id in ids)
        {
            if ((await client.AnswerToAsync(id)).Reply is null) break;
            answered++;
        }
        return answered == count
            ? Finding.Pass($"{count} answers")
            : Finding.Fail($"{answered} answers to {count} requests");
    }

    private static Task<Finding> LongLine(PoolUnderTest pool)
    {
        string start = Subscription[..^1] + ",\"padding\":\"";
        return Pieces(pool, start + new string('x', 997 - start.Length) + "\"}\n");
    }

    private static async Task<Finding> HalfClosed(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        string id = client.Expect("70");
        await client.SendAsync(Subscription);
        if (!client.TryHalfClose()) return Finding.NotApplicable("TLS has no such thing");
        Answer answer = await client.AnswerToAsync(id);
        return answer.Reply is not null ? Finding.Pass("answered")
            : answer.IsEnd ? Finding.Warn("closed without an answer")
            : Finding.Fail("neither answered nor closed");
    }

    private static async Task<Finding> Unfinished(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        await client.SendAsync(Encoding.UTF8.GetBytes(Subscription[..^10]));
        if (!client.TryHalfClose()) return Finding.NotApplicable("TLS has no such thing");
        await client.EndsAsync();
        bool isServed = await pool.ServesOthersAsync();
        if (!isServed) return Finding.Fail("nobody new is served");
        return client.Order.Contains("mining.notify")
            ? Finding.Fail("half a request was answered")
            : Finding.Pass("no answer");
    }
}
