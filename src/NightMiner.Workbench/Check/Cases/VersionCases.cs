using System.Numerics;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>mining.configure and version rolling.</summary>
internal static class VersionCases
{
    private const string Bip = "BIP 310";
    private const uint NarrowMask = 0x0000e000;

    private static readonly string[] NeedsRolling = ["versions.configure"];
    private static readonly string[] NeedsRollingAndAnswers = [.. NeedsRolling, .. NeedsAnswers];
    private static readonly string[] NeedsRolledShares = ["versions.six-parameters"];

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("versions.configure", "version rolling is granted with a mask, or not spoken at all",
            Bip + "; node-stratum-pool, ckpool of 2017 and bstratum don't know it", Configure)
        { Needs = NeedsLogin },
        new("versions.mask-digits", "the mask has 8 hex digits", Bip, MaskDigits) { Needs = NeedsRolling },
        new("versions.mask-asked-for", "the mask has no bits but those that the miner asked for",
            Bip + "; public-pool grants the same to everybody", MaskAskedFor)
        { Needs = NeedsRolling },
        new("versions.mask-within-bip320", "the mask leaves the bits alone that BIP 320 does not give to miners",
            "BIP 320", MaskWithinBip320)
        { Needs = NeedsRolling },
        new("versions.too-many-bits", "32 bits at least are more than there are: not granted",
            Bip + ": version-rolling.min-bit-count", TooManyBits)
        { Needs = NeedsRolling },
        new("versions.default-mask", "without a mask and a count the miner takes what there is", Bip,
            pool => Granted(pool, """[["version-rolling"],{}]"""))
        { Needs = NeedsRolling },
        new("versions.after-subscription", "mining.configure is answered after the subscription too",
            "protocol in use: miners that send it late", AfterSubscription)
        { Needs = NeedsRolling },
        new("versions.nothing-asked", "no extension asked for: an answer without one", Bip, NothingAsked)
        { Needs = NeedsRolling },
        new("versions.unknown-extension", "an unknown extension is not granted, and the known one is", Bip,
            UnknownExtension)
        { Needs = NeedsRolling },
        new("versions.minimum-difficulty", "minimum-difficulty is granted or not, and the connection goes on",
            Bip + "; miningcore leaves it out of the answer",
            pool => Asked(pool, """[["minimum-difficulty"],{"minimum-difficulty.value":1}]"""))
        { Needs = NeedsRollingAndAnswers },
        new("versions.subscribe-extranonce", "subscribe-extranonce is granted or not, and the connection goes on",
            Bip, pool => Asked(pool, """[["subscribe-extranonce"],{}]"""))
        { Needs = NeedsRollingAndAnswers },
        new("versions.info", "info is taken, and the connection goes on", Bip,
            pool => Asked(pool, """[["info"],{"info.sw-version":"check/1.0","info.hw-id":"0"}]"""))
        { Needs = NeedsRollingAndAnswers },
        new("versions.bad-mask", "a mask that is no hex is refused, and the connection goes on", Bip,
            pool => Asked(pool, """[["version-rolling"],{"version-rolling.mask":"nothex"}]"""))
        { Needs = NeedsRollingAndAnswers },
        new("versions.six-parameters", "with version rolling a share has six parameters; bits 00000000 change nothing",
            Bip, pool => Rolled(pool, _ => 0, isGood: true))
        { Needs = [.. NeedsRolling, .. NeedsShares] },
        new("versions.rolled", "a share that was mined with rolled bits counts", Bip,
            pool => Rolled(pool, mask => Lowest(mask), isGood: true))
        { Needs = NeedsRolledShares },
        new("versions.all-bits", "a share that was mined with all bits of the mask counts", Bip,
            pool => Rolled(pool, mask => mask, isGood: true))
        { Needs = ["versions.rolled"] },
        new("versions.low-difficulty", "a share that does not meet the difficulty is refused (23) with rolled bits too",
            Bip, pool => Rolled(pool, mask => Lowest(mask), isGood: false))
        { Needs = ["versions.rolled", "shares.low-difficulty"] },
        new("versions.outside-mask", "bits outside of the mask are refused", Bip, OutsideMask)
        { Needs = NeedsRolledShares },
        new("versions.bits-short", "version bits of 7 digits are refused", Bip, pool => Malformed(pool, "0000000"))
        { Needs = NeedsRolledShares },
        new("versions.bits-not-hex", "version bits that are no hex are refused", Bip, pool =>
            Malformed(pool, "zz000000"))
        { Needs = NeedsRolledShares },
        new("versions.five-parameters", "five parameters after mining.configure do not cost the connection",
            Bip + " asks for six; miningcore closes the connection", FiveParameters)
        { Needs = [.. NeedsRolledShares, .. NeedsAnswers] },
        new("versions.only-here", "what one connection agreed on does not hold for another",
            Bip, OnlyHere)
        { Needs = NeedsRolledShares },
    ];

    private static async Task<Finding> Configure(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        Answer answer = await client.AskAsync("mining.configure", Rolling.Ask());
        if (Rolling.ReadMask(answer) is { } mask) return Finding.Pass(FormattableString.Invariant($"mask {mask:x8}"));
        return Rolling.IsTrue(answer, "version-rolling")
            ? Finding.Fail($"granted without a mask: {answer.Text}")
            : Finding.NotApplicable($"no version rolling: {answer.Text}");
    }

    private static async Task<Finding> MaskDigits(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        string text = Rolling.MaskText(await client.AskAsync("mining.configure", Rolling.Ask())) ?? "";
        return text.Length == 8 ? Finding.Pass(text) : Finding.Warn(PrintableText.From(text, 40));
    }

    private static async Task<Finding> MaskAskedFor(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        Answer answer = await client.AskAsync("mining.configure", Rolling.Ask(NarrowMask));
        if (Rolling.ReadMask(answer) is not { } mask)
            return Finding.NotApplicable($"asked for {NarrowMask:x8}: {answer.Text}");
        string text = $"asked for {NarrowMask:x8}, granted {mask:x8}";
        return (mask & ~NarrowMask) == 0 ? Finding.Pass(text) : Finding.Fail(text);
    }

    private static async Task<Finding> MaskWithinBip320(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        Answer answer = await client.AskAsync("mining.configure", Rolling.Ask(0xffffffff));
        if (Rolling.ReadMask(answer) is not { } mask)
            return Finding.NotApplicable($"asked for all bits: {answer.Text}");
        return (mask & ~Rolling.Mask) == 0 ? Finding.Pass($"{mask:x8}")
            : (mask >> 29) == 0 ? Finding.Warn($"{mask:x8}: beyond {Rolling.Mask:x8}")
            : Finding.Fail($"{mask:x8}: the top bits mark the version itself");
    }

    private static async Task<Finding> TooManyBits(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        Answer answer = await client.AskAsync("mining.configure", Rolling.Ask(fewest: 32));
        bool isShort = Rolling.ReadMask(answer) is { } mask && BitOperations.PopCount(mask) < 32;
        return isShort ? Finding.Warn($"granted all the same: {answer.Text}") : Finding.Pass(answer.Text);
    }

    private static async Task<Finding> Granted(PoolUnderTest pool, string parameters)
    {
        PoolClient client = await pool.ConnectAsync();
        Answer answer = await client.AskAsync("mining.configure", parameters);
        return Rolling.ReadMask(answer) is { } mask ? Finding.Pass($"{mask:x8}") : Finding.Warn(answer.Text);
    }

    private static async Task<Finding> AfterSubscription(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        Answer answer = await client.AskAsync("mining.configure", Rolling.Ask());
        return Rolling.ReadMask(answer) is { } mask ? Finding.Pass($"{mask:x8}")
            : answer.IsEnd ? Finding.Fail(answer.Text)
            : Finding.Warn(answer.Text);
    }

    private static async Task<Finding> NothingAsked(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        Answer answer = await client.AskAsync("mining.configure", "[[],{}]");
        if (answer.Reply is null) return Finding.Fail(answer.Text);
        return Rolling.IsTrue(answer, "version-rolling")
            ? Finding.Warn($"granted unasked: {answer.Text}")
            : Finding.Pass(answer.Text);
    }

    private static async Task<Finding> UnknownExtension(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        Answer answer = await client.AskAsync("mining.configure", Rolling.Ask().Replace(
            "[\"version-rolling\"]", "[\"no-such-extension\",\"version-rolling\"]", StringComparison.Ordinal));
        if (Rolling.IsTrue(answer, "no-such-extension")) return Finding.Fail($"granted: {answer.Text}");
        if (Rolling.ReadMask(answer) is null) return Finding.Fail($"the known one is not granted: {answer.Text}");
        return Rolling.Member(answer, "no-such-extension").ValueKind == System.Text.Json.JsonValueKind.Undefined
            ? Finding.Warn($"left out of the answer: {answer.Text}")
            : Finding.Pass(answer.Text);
    }

    private static async Task<Finding> Asked(PoolUnderTest pool, string parameters)
    {
        PoolClient client = await pool.LogInAsync();
        return await MustGoOnAsync(pool, client, await client.AskAsync("mining.configure", parameters),
            "mining.configure");
    }

    private static async Task<Finding> Rolled(PoolUnderTest pool, Func<uint, uint> choose, bool isGood)
    {
        (PoolClient client, uint mask) = await pool.RollAsync();
        uint version = client.Job.Notify.Version;
        uint bits = choose(mask & ~version); // where the version has ones, pools that use XOR disagree
        ReceivedJob job = client.Job;
        ShareText share = await pool.FindAsync(client, new ShareWish
        {
            Version = version | bits,
            IsGood = isGood,
            Suits = share => bits == 0 || !pool.Meets(job, share), // a pool that forgets to roll must not be lucky
        });
        Answer answer = await PoolUnderTest.SubmitAsync(client, share with { VersionBits = ShareText.Hex(bits) });
        string what = $"bits {bits:x8} of {mask:x8}";
        return isGood ? MustAccept(answer, what) : MustRefuse(answer, RejectReason.LowDifficulty, what);
    }

    private static async Task<Finding> OutsideMask(PoolUnderTest pool)
    {
        (PoolClient client, uint mask) = await pool.RollAsync();
        uint version = client.Job.Notify.Version;
        uint outside = Lowest(~mask & ~version);
        string bits = ShareText.Hex(outside);
        foreach (uint mined in new[] { version, version | outside }) // a lax pool cuts the bits off, or takes them
        {
            ShareText share = await pool.FindAsync(client, new ShareWish { Version = mined });
            Answer answer = await PoolUnderTest.SubmitAsync(client, share with { VersionBits = bits });
            Finding finding = MustRefuse(answer, RejectReason.Other, $"bits {bits}, of which {mask:x8} are allowed");
            if (finding.Outcome == CaseOutcome.Fail || finding.IsStale || mined != version) return finding;
        }
        throw new InvalidOperationException("both were tried");
    }

    private static async Task<Finding> Malformed(PoolUnderTest pool, string bits)
    {
        (PoolClient client, _) = await pool.RollAsync();
        ShareText share = await pool.FindAsync(client) with { VersionBits = bits };
        return MustRefuse(await PoolUnderTest.SubmitAsync(client, share), RejectReason.Other, $"bits \"{bits}\"");
    }

    private static async Task<Finding> FiveParameters(PoolUnderTest pool)
    {
        (PoolClient client, _) = await pool.RollAsync();
        Answer answer = await pool.MineAndSubmitAsync(client);
        if (answer.IsEnd) return Finding.Warn(answer.Text);
        Finding finding = await MustGoOnAsync(pool, client, answer, "five parameters");
        return finding with { IsStale = answer.Reason == RejectReason.Stale }; // the pool did not get as far
    }

    private static async Task<Finding> OnlyHere(PoolUnderTest pool)
    {
        await pool.RollAsync();
        PoolClient other = await pool.MineAsync();
        return MustAccept(await pool.MineAndSubmitAsync(other), "five parameters on another connection");
    }

    private static uint Lowest(uint mask) => mask & (0 - mask);
}
