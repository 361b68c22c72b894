
using NightMiner.Protocol.Stratum;
using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>Connections that end and come again, and sessions that are to be resumed.</summary>
internal static class ReconnectCases
{
    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("reconnect.after-close", "after a connection was closed, the next one mines",
            "protocol in use: all pools", pool => Again(pool, client => client.DisposeAsync().AsTask()))
        { Needs = NeedsShares },
        new("reconnect.after-reset", "after a connection was reset, the next one mines",
            "TCP: a crashed machine", pool => Again(pool, client =>
            {
                client.Reset();
                return Task.CompletedTask;
            }))
        { Needs = NeedsShares },
        new("reconnect.five-times", "five logins of the same worker in a row are all granted",
            "a miner behind a bad line", FiveTimes)
        { Needs = NeedsLogin },
        new("reconnect.old-share", "a share of an earlier connection does not count on a new one",
            "extranonce1 is another one: the header is another one", OldShare)
        { Needs = ["shares.accepted", "shares.low-difficulty"] },
        new("resume.known-session", "a subscription with the session id of a connection that ended is taken",
            "ckpool gives the same extranonce1, others a new one", KnownSession)
        { Needs = NeedsShares },
        new("resume.unknown-session", "a subscription with a session id that nobody had is answered",
            "cpuminer, cgminer: after the pool was restarted", UnknownSession)
        { Needs = NeedsSubscription },
        new("resume.living-session", "the session id of a connection that still stands is not handed out again",
            "else both hash the same", LivingSession)
        { Needs = ["extranonce.unique"] },
        new("resume.mines", "shares count after a session was resumed", "protocol in use: ckpool", Mines)
        { Needs = ["resume.known-session", "shares.accepted"] },
    ];

    private static async Task<Finding> Again(PoolUnderTest pool, Func<PoolClient, Task> end)
    {
        PoolClient first = await pool.MineAsync();
        await end(first);
        PoolClient second = await pool.MineAsync();
        return MustAccept(await pool.MineAndSubmitAsync(second), "a share on the next connection");
    }

    private static async Task<Finding> FiveTimes(PoolUnderTest pool)
    {
        for (int i = 1; i <= 5; i++)
        {
            PoolClient client = await pool.SubscribeAsync();
            Answer answer = await pool.AuthorizeAsync(client);
            if (!answer.IsYes) return Finding.Fail(FormattableString.Invariant($"the login {i}: {answer.Text}"));
            await client.DisposeAsync();
        }
        return Finding.Pass("5 times true");
    }

    private static async Task<Finding> OldShare(PoolUnderTest pool)
    {
        PoolClient first = await pool.MineAsync();
        PoolClient second = await pool.MineAsync();
        if (first.Extranonce1.AsSpan().SequenceEqual(second.Extranonce1))
            return Finding.NotApplicable("both have the same extranonce1");
        ReceivedJob there = first.Job with { Extranonce1 = second.Extranonce1 };
        ShareText share = await pool.FindAsync(first, new ShareWish { Suits = share => !pool.Meets(there, share) });
        Answer answer = await PoolUnderTest.SubmitAsync(first, share);
        if (!answer.IsYes) return Finding.NotApplicable($"on the first connection: {answer.Text}");
        await first.DisposeAsync();
        return MustRefuse(await PoolUnderTest.SubmitAsync(second, share), RejectReason.Other,
            "the same share on another");
    }

    private static async Task<Finding> KnownSession(PoolUnderTest pool)
    {
        (string session, byte[] before) = await EndedSessionAsync(pool);
        PoolClient client = await pool.ConnectAsync();
        Answer answer = await client.AskAsync("mining.subscribe", Wire.Texts(PoolUnderTest.Agent, session));
        if (PoolUnderTest.ReadSubscribed(answer) is { } result)
            return Finding.Pass(result.Extranonce1.Span.SequenceEqual(before)
                ? "the same extranonce1"
                : "a new extranonce1");
        return await BareAsync(client, answer);
    }

    private static async Task<Finding> UnknownSession(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        Answer answer = await client.AskAsync("mining.subscribe",
            Wire.Texts(PoolUnderTest.Agent, "deadbeefcafebabe0000"));
        return PoolUnderTest.ReadSubscribed(answer) is not null
            ? Finding.Pass("a new subscription")
            : await BareAsync(client, answer);
    }

    private static async Task<Finding> LivingSession(PoolUnderTest pool)
    {
        PoolClient first = await pool.SubscribeAsync();
        if (first.Subscribed!.SessionId is not { } session) return Finding.NotApplicable("the pool names no session");
        PoolClient second = await pool.ConnectAsync();
        Answer answer = await second.AskAsync("mining.subscribe", Wire.Texts(PoolUnderTest.Agent, session));
        if (PoolUnderTest.ReadSubscribed(answer) is not { } result) return Finding.Pass(answer.Text);
        return result.Extranonce1.Span.SequenceEqual(first.Extranonce1)
            ? Finding.Fail($"both connections have {Convert.ToHexStringLower(first.Extranonce1)}")
            : Finding.Pass("another extranonce1");
    }

    private static async Task<Finding> Mines(PoolUnderTest pool)
    {
        (string session, _) = await EndedSessionAsync(pool);
        PoolClient client = await pool.ConnectAsync();
        await PoolUnderTest.SubscribeAsync(client, Wire.Texts(PoolUnderTest.Agent, session));
        Answer login = await pool.AuthorizeAsync(client);
        if (!login.IsYes) return Finding.Fail($"the login: {login.Text}");
        await pool.WaitForJobAsync(client);
        return MustAccept(await pool.MineAndSubmitAsync(client), "a share after it");
    }

    private static async Task<(string Session, byte[] Extranonce1)> EndedSessionAsync(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        await client.DisposeAsync();
        return client.Subscribed!.SessionId is { } session
            ? (session, client.Extranonce1)
            : throw CaseEndedException.Missing("the pool names no session");
    }

    // Who refuses a session must at least take the plain form then, on the same connection.
    private static async Task<Finding> BareAsync(PoolClient client, Answer refused)
    {
        if (refused.Reply is null) return Finding.Fail(refused.Text);
        Answer again = await client.AskAsync("mining.subscribe", "[]");
        return PoolUnderTest.ReadSubscribed(again) is not null
            ? Finding.Warn($"{refused.Text}; without it then: as it should be")
            : Finding.Fail($"{refused.Text}; without it then: {again.Text}");
    }
}
