using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;
using NightMiner.Workbench.Explain;

namespace NightMiner.Workbench.Tests.Explain;

public sealed class JobExplanationTests
{
    public static TheoryData<GoldenJob> Jobs => [.. GoldenData.Jobs];

    internal static JobTerms TermsOf(GoldenJob golden, string difficulty = "1") => new()
    {
        Notify = golden.ToNotify(),
        Algorithm = golden.Pow,
        Extranonce1 = golden.Extranonce1Bytes,
        Extranonce2Size = golden.Extranonce2Bytes.Length,
        Difficulty = Difficulty.Parse(difficulty),
    };

    internal static Submit ShareOf(GoldenJob golden) => new("worker", new JobId(golden.JobId), golden.Extranonce2Bytes,
        Convert.ToUInt32(golden.Ntime, 16), golden.NonceValue,
        golden.VersionBits is null ? null : Convert.ToUInt32(golden.VersionBits, 16));

    [Theory, MemberData(nameof(Jobs))]
    public void A_golden_share_comes_out_byte_for_byte(GoldenJob golden)
    {
        JobExplanation job = JobExplanation.Of(TermsOf(golden), ShareOf(golden));
        Assert.Equal(golden.Header, Convert.ToHexStringLower(job.Result.Header.ToArray()));
        Assert.Equal(golden.MerkleRoot, Raw(job.Result.Header.MerkleRoot));
        Assert.Equal(golden.Hash, job.Result.Hash.ToString());
        Assert.Equal(golden.MerkleBranches.Length, job.Merkle.Count);
        Assert.Equal(golden.MerkleRoot, Raw(job.Merkle[^1].Parent));
        Assert.Equal(job.CoinbaseHash, job.Merkle[0].Left);
    }

    [Theory, MemberData(nameof(Jobs))]
    public void The_fields_are_the_bytes_without_gaps_and_the_extranonces_stand_alone(GoldenJob golden)
    {
        JobExplanation job = JobExplanation.Of(TermsOf(golden), ShareOf(golden));
        Assert.Equal(golden.Coinb1 + golden.Extranonce1 + golden.Extranonce2 + golden.Coinb2, Together(job.Coinbase));
        Assert.Equal(golden.Header, Together(job.HeaderFields));
        Assert.Equal(golden.Extranonce1, job.Coinbase.Single(part => part.Source == ByteSource.Extranonce1).Hex);
        Assert.Equal(golden.Extranonce2, job.Coinbase.Single(part => part.Source == ByteSource.Extranonce2).Hex);
        Assert.DoesNotContain(job.Findings, finding => finding.Contains("coinbase", StringComparison.Ordinal));
        Assert.Equal(golden.Prevhash, job.HeaderFields[1].AsSent);
        Assert.Equal(golden.Nonce, job.HeaderFields[5].AsSent);
        Assert.Equal(golden.Ntime, job.HeaderFields[3].AsSent);

        static string Together(IReadOnlyList<ByteField> fields)
        {
            int at = 0;
            foreach (ByteField part in fields)
            {
                Assert.Equal(at, part.Offset);
                at += part.Bytes.Length;
            }
            return string.Concat(fields.Select(part => part.Hex));
        }
    }

    [Fact]
    public void The_built_in_example_is_the_golden_job_and_meets_its_target()
    {
        SessionLog said = SessionLog.Read(ExampleJob.Lines);
        SentShare share = Assert.Single(said.Shares);
        GivenJob given = Assert.Single(said.Jobs);
        ShareCase example = said.CaseOf(share, given, new StatedTerms(GoldenData.BuiltIn.Pow));
        JobExplanation job = JobExplanation.Of(example.Terms, share.Submit);
        Assert.Equal(GoldenData.BuiltIn.Header, Convert.ToHexStringLower(job.Result.Header.ToArray()));
        Assert.Equal("000007fff8000000000000000000000000000000000000000000000000000000", job.Terms.Target.ToString());
        Assert.Equal("0000000000148272000000000000000000000000000000000000000000000000", job.NetworkTarget.ToString());
        Assert.True(job.Result.IsAccepted);
        Assert.False(job.IsBlock);
        Assert.Equal(60.6864, job.Result.Difficulty, 4);
        Assert.Equal("ad4e8a8888f35b5192414f72e1ec33a0107c774851924efa07f5da4ebb59108d", job.BlockId.ToString());
        Assert.Equal(Blame.Nobody, Autopsy.Of(example).Blame);
    }

    [Fact]
    public void A_block_is_called_one() =>
        Assert.True(JobExplanation.Of(TermsOf(Golden("b100000")), ShareOf(Golden("b100000"))).IsBlock);

    [Theory]
    [InlineData("1db7", "height", "block 490,871")]
    [InlineData("1db7", "push", "\"/P2SH/\"")]
    [InlineData("1db7", "push", "a time, 2014-01-04 07:28:05 UTC")]
    [InlineData("1db7", "output 1", "50.031 coins")]
    [InlineData("1db7", "output 1 script", "(litecoin) or ")]
    [InlineData("b100000", "output 1 script", "pays a public key")]
    [InlineData("pp", "height", "block 2,442,185")]
    [InlineData("pp", "output 2 script", "P2WPKH")]
    [InlineData("pp", "output 3 script", "witness commitment")]
    [InlineData("esp2", "output 2 script", "\"RSKBLOCK:")]
    public void Fields_say_what_people_want_to_know(string id, string field, string meaning)
    {
        JobExplanation job = JobExplanation.Of(TermsOf(Golden(id)), ShareOf(Golden(id)));
        Assert.Contains(job.Coinbase, part =>
            part.Name == field && part.Meaning.Contains(meaning, StringComparison.Ordinal));
    }

    [Fact]
    public void Before_bip_34_there_is_no_height() =>
        Assert.DoesNotContain(
            JobExplanation.Of(TermsOf(Golden("b100000"))).Coinbase, part => part.Name == "height");

    [Theory]
    [InlineData("coinb2 cut", "4 more would have to follow")]
    [InlineData("coinb2 longer", "left over")]
    [InlineData("witness", "witness marker")]
    [InlineData("nonsense", "not a whole transaction")]
    [InlineData("empty", "not a whole transaction")]
    public void An_odd_coinbase_is_shown_to_its_last_byte_with_what_is_odd(string what, string finding)
    {
        JobTerms terms = TermsOf(GoldenData.BuiltIn);
        Notify notify = terms.Notify;
        notify = what switch
        {
            "coinb2 cut" => notify with { Coinbase2 = notify.Coinbase2[..^4] },
            "coinb2 longer" => notify with { Coinbase2 = (byte[])[.. notify.Coinbase2.Span, 1, 2] },
            "witness" => notify with
            {
                Coinbase1 = (byte[])[.. notify.Coinbase1.Span[..4], 0, 1, .. notify.Coinbase1.Span[4..]],
            },
            "nonsense" => notify with { Coinbase1 = new byte[] { 1 }, Coinbase2 = new byte[] { 0xff, 0xff } },
            _ => notify with { Coinbase1 = default, Coinbase2 = default },
        };
        JobExplanation job = JobExplanation.Of(terms with { Notify = notify });
        Assert.Contains(job.Findings, one => one.Contains(finding, StringComparison.Ordinal));
        int size = notify.Coinbase1.Length + notify.Coinbase2.Length + terms.Extranonce1.Length + 4;
        Assert.Equal(size, job.CoinbaseBytes.Length);
        Assert.Equal(DoubleSha256.Hash(job.CoinbaseBytes), job.CoinbaseHash);
    }

    [Fact]
    public void Random_coinbases_never_throw_and_never_lose_a_byte()
    {
        Random random = new(340);
        GoldenJob golden = Golden("esp2");
        byte[] whole = Convert.FromHexString(golden.Coinb1 + golden.Coinb2);
        for (int i = 0; i < 500; i++)
        {
            byte[] bytes = [.. whole];
            for (int hit = random.Next(1, 6); hit > 0; hit--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            int cut = random.Next(bytes.Length + 1);
            JobTerms terms = TermsOf(golden);
            terms = terms with
            {
                Notify = terms.Notify with { Coinbase1 = bytes.AsMemory(0, cut), Coinbase2 = bytes.AsMemory(cut) },
            };
            JobExplanation job = JobExplanation.Of(terms);
            Assert.Equal((byte[])[.. bytes[..cut], 1, 0, 0, 0, 0, 0, 0, 0, .. bytes[cut..]], job.CoinbaseBytes);
        }
    }

    [Fact]
    public void What_is_wrong_with_a_share_is_said()
    {
        GoldenJob golden = Golden("pp");
        Submit share = ShareOf(golden) with
        {
            JobId = new JobId("other"),
            Extranonce2 = new byte[3],
            Time = 1,
            VersionBits = 0xf0000000,
        };
        JobTerms terms = TermsOf(golden);
        string findings = string.Join('\n', JobExplanation.Of(terms with
        {
            Notify = terms.Notify with { Version = 0x20802000 },
        }, share).Findings);
        foreach (string expected in (string[])["job other", "3 bytes", "f0000000", "before the job's", "XOR"])
            Assert.Contains(expected, findings, StringComparison.Ordinal);
    }

    private static GoldenJob Golden(string id) => GoldenData.Jobs.Single(job => job.JobId == id);

    private static string Raw(Hash256 hash) => Convert.ToHexStringLower(hash.ToArray());
}
