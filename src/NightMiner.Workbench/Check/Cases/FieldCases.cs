
using NightMiner.Protocol.Stratum;
using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>Each field of a share, spoilt alone: the rest of it is a share that would count.</summary>
internal static class FieldCases
{
    private const string Lengths = "protocol in use: node-stratum-pool, miningcore, bstratum check the length";
    private const string HexOnly = "protocol in use: ckpool checks each digit";
    private const uint ThreeHours = 3 * 3600;

    private static readonly Fault[] Faults =
    [
        new("extranonce2-short", "an extranonce2 that is a byte too short is refused",
            Lengths + "; ckpool pads it, public-pool does not look",
            share => share with { Extranonce2 = share.Extranonce2[..^2] }) { IsInWideUse = true },
        new("extranonce2-long", "an extranonce2 that is a byte too long is refused",
            Lengths + "; ckpool cuts it, public-pool does not look",
            share => share with { Extranonce2 = share.Extranonce2 + "00" }) { IsInWideUse = true },
        new("extranonce2-odd", "an extranonce2 with half a byte more is refused", Lengths,
            share => share with { Extranonce2 = share.Extranonce2 + "0" }) { IsInWideUse = true },
        new("extranonce2-empty", "an empty extranonce2 is refused", Lengths,
            share => share with { Extranonce2 = "" }),
        new("extranonce2-not-hex", "an extranonce2 that is no hex is refused", HexOnly,
            share => share with { Extranonce2 = "zz" + share.Extranonce2[2..] }),
        new("ntime-short", "an ntime of 7 digits is refused", Lengths,
            share => share with { Ntime = share.Ntime[..^1] }),
        new("ntime-long", "an ntime of 9 digits is refused", Lengths,
            share => share with { Ntime = "0" + share.Ntime }),
        new("ntime-not-hex", "an ntime that is no hex is refused", HexOnly,
            share => share with { Ntime = "zz" + share.Ntime[2..] }),
        new("nonce-short", "a nonce of 7 digits is refused", Lengths,
            share => share with { Nonce = share.Nonce[1..] }) { Suits = share => share.Nonce[0] == '0' },
        new("nonce-long", "a nonce of 9 digits is refused", Lengths,
            share => share with { Nonce = "0" + share.Nonce }),
        new("nonce-not-hex", "a nonce that is no hex is refused", HexOnly,
            share => share with { Nonce = "zz" + share.Nonce[2..] }),
        new("nonce-prefixed", "a nonce that begins with 0x is refused", HexOnly,
            share => share with { Nonce = "0x" + share.Nonce }),
        // Who takes an unknown job or worker takes an odd one too: that says nothing new.
        new("job-empty", "an empty job id is refused", "protocol in use: all pools",
            share => share with { JobId = "", IsJobIdNumber = false })
        { IsStaleAnAnswer = true, Needs = ["shares.unknown-job"] },
        new("job-long", "a job id of 400 letters is refused", "protocol in use: all pools",
            share => share with { JobId = new string('7', 400), IsJobIdNumber = false })
        { IsStaleAnAnswer = true, Needs = ["shares.unknown-job"] },
        new("worker-empty", "an empty worker name is refused",
            "ckpool, miningcore; node-stratum-pool and public-pool don't look",
            share => share with { Worker = "" }) { IsInWideUse = true, Needs = ["shares.unknown-worker"] },
    ];

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        .. Faults.Select(fault => new ConformanceCase(
            "fields." + fault.Name, fault.Requirement, fault.Source, pool => RunAsync(pool, fault))
        {
            Needs = fault.Needs,
        }),
        new("fields.ntime-ahead", "an ntime 5 s after the job's counts: miners may roll it",
            "protocol in use: all pools allow two hours", NtimeAhead)
        { Needs = NeedsShares },
        new("fields.ntime-early", "an ntime before the job's is refused",
            "node-stratum-pool, ckpool, miningcore; bstratum allows two hours, public-pool does not look", NtimeEarly)
        { Needs = NeedsShares },
        new("fields.ntime-late", "an ntime 3 hours ahead is refused: no node would take the block",
            "consensus; node-stratum-pool, ckpool, miningcore, bstratum", NtimeLate)
        { Needs = NeedsShares },
    ];

    private static async Task<Finding> RunAsync(PoolUnderTest pool, Fault fault)
    {
        PoolClient client = await pool.MineAsync();
        if (client.Extranonce2Size == 0) return Finding.NotApplicable("there is no extranonce2");
        byte[] extranonce2 = new byte[client.Extranonce2Size]; // ends with 00, which a lax pool might add or cut
        ShareText share = fault.Spoil(
            await pool.FindAsync(client, new ShareWish { Extranonce2 = extranonce2, Suits = fault.Suits }));
        Answer answer = await PoolUnderTest.SubmitAsync(client, share);
        if (answer.IsEnd && await pool.ServesOthersAsync()) return Finding.Warn("the pool closed the connection");
        return fault.IsStaleAnAnswer ? MustRefuseSomehow(answer, "the share")
            : fault.IsInWideUse ? ShouldRefuse(answer, RejectReason.Other, "the share")
            : MustRefuse(answer, RejectReason.Other, "the share");
    }

    private static async Task<Finding> NtimeAhead(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        return MustAccept(await pool.MineAndSubmitAsync(client, new ShareWish { Time = client.Job.Notify.Time + 5 }),
            "5 s after the job's");
    }

    private static async Task<Finding> NtimeEarly(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        uint time = client.Job.Notify.Time;
        Answer little = await pool.MineAndSubmitAsync(client, new ShareWish { Time = time - 1 });
        if (!little.IsYes) return MustRefuse(little, RejectReason.Other, "1 s before the job's");
        Answer much = await pool.MineAndSubmitAsync(client, new ShareWish { Time = time - ThreeHours });
        return much.IsYes
            ? Finding.Fail("3 hours before the job's: accepted")
            : Finding.Warn($"1 s before the job's: accepted; 3 hours before: {much.Text}") with
            {
                IsStale = much.Reason == RejectReason.Stale,
            };
    }

    private static async Task<Finding> NtimeLate(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        uint now = (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return MustRefuse(await pool.MineAndSubmitAsync(client, new ShareWish { Time = now + ThreeHours }),
            RejectReason.Other, "3 hours ahead");
    }

    private sealed record Fault(string Name, string Requirement, string Source, Func<ShareText, ShareText> Spoil)
    {
        /// <summary>Whether pools in wide use take such a share.</summary>
        public bool IsInWideUse { get; init; }

        /// <summary>Whether it is the job that is spoilt, so that "stale" is what a pool may well say.</summary>
        public bool IsStaleAnAnswer { get; init; }

        /// <summary>What else the good share must be like, so that a lax pool would take the spoilt one.</summary>
        public Func<ShareText, bool> Suits { get; init; } = _ => true;

        public string[] Needs { get; init; } = NeedsShares;
    }
}
