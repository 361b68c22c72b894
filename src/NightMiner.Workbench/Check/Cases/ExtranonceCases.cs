
using NightMiner.Protocol.Stratum;
using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>The two parts of the coinbase that tell connections and shares apart.</summary>
internal static class ExtranonceCases
{
    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("extranonce.sizes", "extranonce1 has 1 to 32 bytes, extranonce2 has 2 to 16",
            "cpuminer and cpuminer-opt take no others", Sizes)
        { Needs = NeedsSubscription },
        new("extranonce.unique", "connections that stand at the same time have different extranonce1",
            "else they hash the same", Unique)
        { Needs = NeedsSubscription },
        new("extranonce.own", "a share is judged under the extranonce1 of the connection that it comes through",
            "protocol in use: all pools", Own)
        { Needs = ["extranonce.unique", "shares.accepted", "shares.low-difficulty"] },
        new("extranonce.all-ones", "an extranonce2 of bytes ff counts: all values are the miner's",
            "protocol in use: all pools", pool => Value(pool, 0xff))
        { Needs = NeedsShares },
        new("extranonce.all-zeros", "an extranonce2 of bytes 00 counts", "protocol in use: all pools",
            pool => Value(pool, 0))
        { Needs = NeedsShares },
        new("extranonce.byte-order", "an extranonce2 goes into the coinbase byte by byte as sent",
            "protocol in use: it has no byte order", ByteOrder)
        { Needs = NeedsShares },
        new("extranonce.subscribe", "mining.extranonce.subscribe is answered with true",
            "NiceHash; ckpool, node-stratum-pool and public-pool say nothing", Subscribe)
        { Needs = NeedsAnswers },
        new("extranonce.set", "a mining.set_extranonce that comes holds for the jobs after it",
            "NiceHash", Set)
        { Needs = NeedsShares },
    ];

    private static async Task<Finding> Sizes(PoolUnderTest pool)
    {
        PoolClient client = await pool.SubscribeAsync();
        (int first, int second) = (client.Extranonce1.Length, client.Extranonce2Size);
        string text = FormattableString.Invariant($"{first} and {second} bytes");
        return second == 0 ? Finding.Fail(text)
            : first == 0 || second is < 2 or > 16 ? Finding.Warn(text)
            : Finding.Pass(text);
    }

    private static async Task<Finding> Unique(PoolUnderTest pool)
    {
        HashSet<string> seen = [];
        for (int i = 0; i < 4; i++)
        {
            PoolClient client = await pool.SubscribeAsync();
            string extranonce1 = Convert.ToHexStringLower(client.Extranonce1);
            if (!seen.Add(extranonce1)) return Finding.Fail($"two connections have {extranonce1}");
        }
        return Finding.Pass(string.Join(", ", seen));
    }

    private static async Task<Finding> Own(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        PoolClient other = await pool.MineAsync();
        ReceivedJob foreign = client.Job with { Extranonce1 = other.Extranonce1 };
        ShareText share = await pool.FindAsync(
            client, new ShareWish { Suits = share => !pool.Meets(client.Job, share) }, foreign);
        return MustRefuse(await PoolUnderTest.SubmitAsync(client, share), RejectReason.LowDifficulty,
            "a share with another connection's extranonce1");
    }

    private static async Task<Finding> Value(PoolUnderTest pool, byte value)
    {
        PoolClient client = await pool.MineAsync();
        byte[] extranonce2 = new byte[client.Extranonce2Size];
        extranonce2.AsSpan().Fill(value);
        return MustAccept(await pool.MineAndSubmitAsync(client, new ShareWish { Extranonce2 = extranonce2 }),
            Convert.ToHexStringLower(extranonce2));
    }

    private static async Task<Finding> ByteOrder(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        if (client.Extranonce2Size < 2) return Finding.NotApplicable("there are no two bytes");
        byte[] extranonce2 = [.. Enumerable.Range(1, client.Extranonce2Size).Select(i => (byte)i)];
        return MustAccept(await pool.MineAndSubmitAsync(client, new ShareWish { Extranonce2 = extranonce2 }),
            Convert.ToHexStringLower(extranonce2));
    }

    private static async Task<Finding> Subscribe(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        Answer answer = await client.AskAsync("mining.extranonce.subscribe", "[]");
        if (answer.IsYes) return Finding.Pass("true");
        Finding finding = await MustGoOnAsync(pool, client, answer, "mining.extranonce.subscribe");
        return finding.Outcome == CaseOutcome.Fail ? finding : Finding.Warn(answer.Text);
    }

    private static async Task<Finding> Set(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        await client.BeginAsync("mining.extranonce.subscribe", "[]");
        await pool.IsServedAsync(client);
        if (!client.Order.Contains("mining.set_extranonce"))
            return Finding.NotApplicable("no mining.set_extranonce came");
        ReceivedJob before = client.Job;
        if (before.Extranonce1.AsSpan().SequenceEqual(client.Extranonce1))
            return MustAccept(await pool.MineAndSubmitAsync(client), "a share of the job after it");
        return MustAccept(await pool.MineAndSubmitAsync(client), "a share of the job before it, with the old one");
    }
}
