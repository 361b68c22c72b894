using System.Buffers.Binary;
using System.Globalization;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;
using NightMiner.Workbench.Explain;

namespace NightMiner.Workbench.Tests.Explain;

/// <summary>
/// Each mistake has a share that it alone turns, and the autopsy must name it and nothing else. Where one share can't
/// tell two mistakes apart, another share of the pool does, as in life.
/// </summary>
public sealed class AutopsyTests
{
    public static TheoryData<string> HeaderMistakes => [.. Mistakes.OfHeader.Select(mistake => mistake.Name)];

    public static TheoryData<string> TargetMistakes => [.. Mistakes.OfTarget.Select(mistake => mistake.Name)];

    [Theory, MemberData(nameof(HeaderMistakes))]
    public void A_share_taken_wrongly_gives_the_mistake_away(string name)
    {
        ShareCase share = MetOnlyBy(Mistakes.All.Single(mistake => mistake.Name == name));
        AssertNames(name, Blame.Pool, Autopsy.Of(share with { Ruling = Ruling.Accepted }));
        // Had the pool refused it, it would be the miner's mistake.
        AssertNames(name, Blame.Miner, Autopsy.Of(share with { Ruling = Ruling.Rejected() }));
    }

    [Theory, MemberData(nameof(HeaderMistakes))]
    public void A_share_refused_wrongly_gives_the_mistake_away_by_the_pools_figure(string name)
    {
        ShareCase share = Rich(difficulty: "0.000000001"); // every hash meets that
        // Scrypt counts in another unit: only a pool that hashes with sha256d instead finds too little as a rule.
        if (name == "other-algorithm") share = share with { Terms = share.Terms with { Algorithm = new Scrypt() } };
        double figure = Mistakes.All.Single(mistake => mistake.Name == name).Apply(share)!.Reckon().Difficulty;
        // Only so can it be that a pool refuses it: under the mistake the hash misses.
        double needed = share.Right.Reckon().Difficulty;
        for (uint nonce = 1; needed <= figure * 1.1; nonce++)
        {
            share = share with { Share = share.Share with { Nonce = nonce * 0x01020305 } };
            figure = Mistakes.All.Single(mistake => mistake.Name == name).Apply(share)!.Reckon().Difficulty;
            needed = share.Right.Reckon().Difficulty;
        }
        string text = figure.ToString("G6", CultureInfo.InvariantCulture);
        share = share with
        {
            Terms = share.Terms with { Difficulty = Difficulty.From(needed * 0.99) },
            Ruling = Ruling.Rejected(new StratumError(23, $"low difficulty share of {text}")),
        };
        AssertNames(name, Blame.Pool, Autopsy.Of(share));
    }

    [Fact]
    public void A_difficulty_beyond_every_double_is_examined_like_any_other() =>
        Assert.Equal(Blame.Miner, Autopsy.Of(Rich("1e400") with { Ruling = Ruling.Rejected() }).Blame);

    [Theory, MemberData(nameof(TargetMistakes))]
    public void A_mistake_of_the_target_is_named_too(string name)
    {
        (ShareCase Share, ShareCase[] Others) quarrel = name switch
        {
            "difficulty-after" => (Refused("pp", "600") with { DifficultyAfter = Difficulty.Parse("1000") },
                [Taken("pp", "600")]),
            "difficulty-before" => (Refused("pp", "600") with { DifficultyBefore = Difficulty.Parse("1000") },
                [Taken("pp", "600")]),
            "target-too-low" => (Refused("pp", "600", "low difficulty share (0.0102214)"), []),
            "target-too-high" => (Taken("pp", "60000"), []),
            "network-target" => (Refused("esp2", "600"), [Taken("b100000", "1")]),
            "pdiff" => (Taken("pp", "669.873"), [Refused("pp", "673"), Refused("pp", "670.5")]),
            "tolerance" => (Taken("pp", "675"), [Refused("pp", "1000")]),
            "less-one" => (Taken("1db7", "61.5"), [Refused("1db7", "70")]),
            _ => throw new InvalidOperationException($"no share for {name}"),
        };
        AssertNames(name, Blame.Pool, Autopsy.Of(quarrel.Share, quarrel.Others));
    }

    [Fact]
    public void A_lower_difficulty_set_after_the_job_explains_a_share_taken_too_early() =>
        AssertNames("difficulty-after", Blame.Pool, Autopsy.Of(
            Taken("pp", "1000") with { DifficultyAfter = Difficulty.Parse("600") }, Refused("pp", "2000")));

    [Fact]
    public void What_nothing_explains_is_said()
    {
        Autopsy autopsy = Autopsy.Of(Taken("pp", "1e9"));
        Assert.Empty(autopsy.Suspects);
        Assert.Equal(Mistakes.All.Count, autopsy.Tried);
        Assert.Contains("none of the mistakes I know explains it", autopsy.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void One_refused_share_alone_leaves_several_mistakes_and_says_so()
    {
        Autopsy autopsy = Autopsy.Of(Refused("pp", "600"));
        Assert.InRange(autopsy.Suspects.Count, 2, Mistakes.All.Count);
        Assert.Contains("tells them apart", autopsy.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_pool_computed_for_other_shares_tells_mistakes_apart_too()
    {
        Mistake mistake = Mistakes.All.Single(one => one.Name == "extranonce-order");
        ShareCase RefusedFor(uint nonce, bool hasFigure)
        {
            ShareCase share = Rich("0.000000001");
            share = share with { Share = share.Share with { Nonce = nonce } };
            double figure = mistake.Apply(share)!.Reckon().Difficulty;
            string words = FormattableString.Invariant($"low difficulty share of {figure:G6}");
            return share with
            {
                Terms = share.Terms with { Difficulty = Difficulty.From(share.Right.Reckon().Difficulty * 0.99) },
                Ruling = Ruling.Rejected(new StratumError(23, hasFigure ? words : "low")),
            };
        }

        uint[] nonces = [.. Enumerable.Range(1, 100).Select(nonce => (uint)nonce)
            .Where(nonce => !mistake.Apply(RefusedFor(nonce, hasFigure: true))!.Reckon().IsAccepted).Take(3)];
        ShareCase mute = RefusedFor(nonces[0], hasFigure: false);
        Assert.InRange(Autopsy.Of(mute).Suspects.Count, 2, Mistakes.All.Count);
        AssertNames(mistake.Name, Blame.Pool,
            Autopsy.Of(mute, RefusedFor(nonces[1], hasFigure: true), RefusedFor(nonces[2], hasFigure: true)));
    }

    [Theory]
    [InlineData("share of 6.75e-05", 0.0000675, true)]
    [InlineData("share of 6.74553e-05", 0.0000674553, true)]
    [InlineData("share of 6.74553e-05", 0.00006748, false)] // half a per mille beside it: another hash
    [InlineData("share (0.01)", 0.0102214, true)]
    [InlineData("share (0.0102214)", 0.0103, false)]
    [InlineData("share of difficulty 0", 3e-9, true)]
    [InlineData("share of 1e+06", 1_003_000, true)]
    [InlineData("share of 1e+06", 1_900_000, false)]
    [InlineData("share of 0", double.PositiveInfinity, false)]
    public void A_pools_figure_is_as_exact_as_its_digits(string words, double difficulty, bool isIt) => Assert.Equal(
        isIt, PoolFigure.In(Ruling.Rejected(new StratumError(23, $"low difficulty {words}")))!.Value.Is(difficulty));

    [Fact]
    public void A_pool_that_hashes_rightly_but_wants_more_is_told_so_with_its_bounds()
    {
        (double lower, double higher) = (DifficultyOf("pp"), DifficultyOf("esp2"));
        string words = FormattableString.Invariant($"low difficulty share of {lower:G6}");
        string told = FormattableString.Invariant(
            $"the pool's verdict is wrong: the pool hashes as I do, but wants more than 600: it refused {lower:G3}");
        AssertSays(told, Autopsy.Of(Refused("pp", "600", words), Refused("pp", "599", words), Taken("esp2", "599")));
        AssertSays(FormattableString.Invariant($"{told} and took {higher:G3}"),
            Autopsy.Of(Refused("pp", "600", words), Taken("esp2", "600")));
        Autopsy odd = Autopsy.Of(
            Refused("esp2", "600", FormattableString.Invariant($"low difficulty share of {higher:G6}")),
            Taken("pp", "600"));
        Assert.EndsWith(FormattableString.Invariant($"it refused {higher:G3}, yet took {lower:G3}"), odd.Summary,
            StringComparison.Ordinal);

        static double DifficultyOf(string id) => Taken(id, "600").Right.Reckon().Difficulty;
    }

    [Fact]
    public void Nobody_is_blamed_without_a_quarrel()
    {
        Assert.Equal(Blame.Nobody, Autopsy.Of(Taken("pp", "600")).Blame);
        Assert.Equal(Blame.Nobody, Autopsy.Of(Taken("pp", "600") with { Ruling = Ruling.Unknown }).Blame);
        Autopsy stale = Autopsy.Of(Refused("pp", "600") with
        {
            Ruling = Ruling.Rejected(new StratumError(21, "job not found")),
        });
        Assert.Equal(Blame.Nobody, stale.Blame);
        Assert.Contains("not about the hash", stale.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void No_two_mistakes_share_a_name() =>
        Assert.Equal(Mistakes.All.Count, Mistakes.All.Select(mistake => mistake.Name).Distinct().Count());

    internal static ShareCase Taken(string id, string difficulty)
    {
        GoldenJob golden = GoldenData.Jobs.Single(job => job.JobId == id);
        return new ShareCase
        {
            Terms = JobExplanationTests.TermsOf(golden, difficulty),
            Share = JobExplanationTests.ShareOf(golden),
            Ruling = Ruling.Accepted,
        };
    }

    private static ShareCase Refused(string id, string difficulty, string? words = null) => Taken(id, difficulty) with
    {
        Ruling = Ruling.Rejected(words is null ? null : new StratumError(23, words)),
    };

    // A share that leaves room for every mistake: no two of them make the same header.
    private static ShareCase Rich(string difficulty)
    {
        JobTerms terms = JobExplanationTests.TermsOf(GoldenData.Jobs.Single(job => job.JobId == "pp"), difficulty);
        terms = terms with
        {
            Notify = terms.Notify with { Version = 0x20802000 },
            Extranonce1 = new byte[] { 1, 2, 3 },
            Extranonce2Size = 6,
        };
        JobTerms Other(uint bits) => terms with { Notify = terms.Notify with { Bits = bits } };
        return new ShareCase
        {
            Terms = terms,
            Share = new Submit("w", terms.Notify.JobId, new byte[] { 9, 8, 7, 6, 5, 4 }, terms.Notify.Time + 5,
                0x01020304, VersionBits: 0x00004000),
            JobBefore = Other(0x1a001111),
            JobAfter = Other(0x1a002222),
        };
    }

    // The hash under the mistake is 2^17 times smaller than chance has it, and the difficulty such that it just meets:
    // the right hash misses even a target that is 65,536 times too high.
    private static ShareCase MetOnlyBy(Mistake mistake)
    {
        ShareCase share = Rich("1");
        for (uint start = 0; ;)
        {
            Reckoning wrong = mistake.Apply(share)!;
            BlockHeader header = wrong.Reckon().Header;
            uint nonce = mistake.Name == "other-algorithm" ? start : FindNonce(header, start, wrong.IsHashReversed);
            start = nonce + 1;
            uint sent = mistake.Name == "nonce-reversed" ? BinaryPrimitives.ReverseEndianness(nonce) : nonce;
            ShareCase found = share with { Share = share.Share with { Nonce = sent } };
            double just = mistake.Apply(found)!.Reckon().Difficulty * 0.999999;
            found = found with { Terms = found.Terms with { Difficulty = Difficulty.From(just) } };
            double right = found.Right.Reckon().Difficulty;
            // Scrypt's target is that much higher, so it may meet its own by chance.
            bool isScryptAway = mistake.Name == "other-algorithm"
                || Reckoning.Of(found.Terms with { Algorithm = new Scrypt() }, found.Share).Reckon().Difficulty < just;
            if (right * 65536 < just * 0.9 && isScryptAway) return found;
        }
    }

    private static uint FindNonce(BlockHeader header, uint start, bool isReversed)
    {
        Sha256d algorithm = new();
        byte[] bytes = header.ToArray();
        Span<byte> digest = stackalloc byte[Hash256.Size];
        for (uint nonce = start; ; nonce++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(BlockHeader.NonceOffset), nonce);
            algorithm.Hash(bytes, digest);
            uint top = isReversed
                ? BinaryPrimitives.ReadUInt32BigEndian(digest)
                : BinaryPrimitives.ReadUInt32LittleEndian(digest[28..]);
            if (top >> 15 == 0) return nonce;
        }
    }

    private static void AssertSays(string summary, Autopsy autopsy)
    {
        Assert.Equal((summary, Blame.Pool), (autopsy.Summary, autopsy.Blame));
        Assert.Empty(autopsy.Suspects);
    }

    private static void AssertNames(string name, Blame blame, Autopsy autopsy)
    {
        Assert.Equal([name], autopsy.Suspects.Select(suspect => suspect.Mistake.Name));
        Assert.Equal(blame, autopsy.Blame);
        Assert.Contains((blame == Blame.Pool ? "your pool " : "the miner ") + autopsy.Suspects[0].Mistake.Does,
            autopsy.Summary, StringComparison.Ordinal);
    }
}
