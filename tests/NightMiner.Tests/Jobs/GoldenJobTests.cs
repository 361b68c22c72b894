using System.Text;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Jobs;

public sealed class GoldenJobTests
{
    public static TheoryData<GoldenJob> Jobs => [.. GoldenData.Jobs];

    [Theory, MemberData(nameof(Jobs))]
    public void A_notify_becomes_the_very_header_that_was_hashed(GoldenJob golden)
    {
        Job job = Subscribed(golden).CreateJob(golden.ToNotify());
        Assert.Equal(golden.MerkleRoot, Convert.ToHexStringLower(job.MerkleRoot(golden.Extranonce2Bytes).ToArray()));
        BlockHeader header =
            job.Header(golden.Extranonce2Bytes, golden.NonceValue) with { Version = golden.HeaderVersion };
        Assert.Equal(golden.Header, Convert.ToHexStringLower(header.ToArray()));
        Assert.Equal(golden.ExpectedHash, job.Algorithm.HashOf(header.ToArray()));
    }

    [Fact]
    public void The_coinbase_of_the_built_in_job_is_right_to_the_byte()
    {
        GoldenJob golden = GoldenData.BuiltIn;
        Job job = Subscribed(golden).CreateJob(golden.ToNotify());
        byte[] coinbase = job.Coinbase.ToArray(golden.Extranonce2Bytes);
        Assert.Equal(122, coinbase.Length);
        Assert.Equal(golden.Coinb1 + "f800880e" + "00000000" + golden.Coinb2, Convert.ToHexStringLower(coinbase));
        Assert.Equal("6268882fd3ac6f7243f100fd70eabbcc61466bea888b19884d7951146089f83a",
            Convert.ToHexStringLower(job.Coinbase.Hash(golden.Extranonce2Bytes).ToArray()));
    }

    [Fact]
    public void Block_100000_is_a_block_and_the_others_are_shares()
    {
        foreach (GoldenJob golden in GoldenData.Jobs)
        {
            Job job = Subscribed(golden).CreateJob(golden.ToNotify());
            Share share = new(job, golden.Extranonce2Bytes,
                job.Header(golden.Extranonce2Bytes, golden.NonceValue), golden.ExpectedHash);
            Assert.Equal(golden.JobId == "b100000", share.IsBlock);
        }
    }

    [Fact]
    public void The_rolled_share_misses_without_its_version_bits()
    {
        GoldenJob golden = GoldenData.Jobs.Single(job => job.VersionBits is not null);
        Job job = Subscribed(golden).CreateJob(golden.ToNotify());
        Assert.Equal("7286822c9fb16675ccd5b0a79b209a0c26e827dcfc762072aed10101c863347b",
            job.Algorithm.HashOf(job.Header(golden.Extranonce2Bytes, golden.NonceValue).ToArray()).ToString());
    }

    [Fact]
    public void The_built_in_share_meets_difficulty_32_and_its_neighbours_do_not()
    {
        GoldenJob golden = GoldenData.BuiltIn;
        Job job = Subscribed(golden, "32").CreateJob(golden.ToNotify());
        Assert.Equal("000007fff8000000000000000000000000000000000000000000000000000000", job.Target.ToString());
        for (uint nonce = golden.NonceValue - 3; nonce <= golden.NonceValue; nonce++)
            Assert.Equal(nonce == golden.NonceValue,
                job.Target.IsMetBy(job.Algorithm.HashOf(job.Header(golden.Extranonce2Bytes, nonce).ToArray())));
    }

    // The self-test of the first NightMiner: lines in, the share out.
    [Theory]
    [InlineData(1u)]
    [InlineData(3u)]
    public async Task The_built_in_job_goes_in_as_lines_and_comes_out_as_the_submit_line(uint stride)
    {
        (Stream client, Stream pool) = StreamPair.Create();
        const string session = "ae6812eb4cd7735a302a8a9dd95cf71f";
        await using StratumConnection connection = new(client);
        await connection.SendAsync(new Subscribe("x"));
        foreach (string line in new[]
        {
            $$"""{"error": null, "id": 1, "result": [["mining.notify", "{{session}}"], "f800880e", 4]}""",
            Lines.SetDifficulty("32"), GoldenData.BuiltIn.NotifyLine(),
        })
            await pool.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
        pool.Close();

        Subscription subscription = new(Algorithms.Get("scrypt"));
        subscription.SetWorkerName("worker");
        await foreach (ServerMessage message in connection.ReadAllAsync())
        {
            if (message is Reply { Request: Subscribe } reply)
            {
                SubscribeResult result = SubscribeResult.Parse(reply.Result);
                subscription.SetSubscription(result.SessionId, result.Extranonce1, result.Extranonce2Size);
            }
            if (message is SetDifficulty { Difficulty: var difficulty }) subscription.SetDifficulty(difficulty);
            if (message is not Notify notify) continue;
            Share share = subscription.CreateJob(notify).Mine(0x482601c0 - 3, stride).First();
            Assert.Equal((0x482601c0u, GoldenData.BuiltIn.Hash), (share.Nonce, share.Hash.ToString()));
            Assert.Equal(60.686400934702, share.Difficulty, tolerance: 1e-9);
            Submit submit = share.ToSubmit(subscription.WorkerName!);
            Assert.Equal(
                """{"id":4,"method":"mining.submit","params":["worker","1db7","00000000","52c7b81a","482601c0"]}"""
                + "\n",
                Encoding.UTF8.GetString(
                    MessageWriter.Request(MessageId.From(4), submit.Method, submit.WriteParameters)));
        }
        Assert.Equal(session, subscription.Id);
    }

    [Fact]
    public void A_merkle_branch_folds_without_any_reversal()
    {
        byte[] coinbase = Convert.FromHexString(
            "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff20020862062f503253482f04"
            + "b8864e5008e969579199999999072f736c7573682f000000000100f2052a010000001976a914d23fcdf86f7e756a64a7a968"
            + "8ef9903327048ed988ac00000000");
        string[] branch =
        [
            "ae23055e00f0f697cc3640124812d96d4fe8bdfa03484c1c638ce5a1c0e9aa81",
            "980fb87cb61021dd7afd314fcb0dabd096f3d56a7377f6f320684652e7410a21",
            "a52e9868343c55ce405be8971ff340f562ae9ab6353f07140d01666180e19b52",
            "7435bdfa004e603953b2ed39f118803934d9cf17b06d979ceb682f2251bafac2",
            "2a91f061a22d27cb8f44eea79938fb241ebeb359891aa907f05ffde7ed44e52e",
            "302401f80eb5e958155135e25200bb8ea181ad2d05e804a531c7314d86403cdc",
            "318ecb6161eb9b4cfd802bd730e2d36c167ddf102e70aa7b4158e2870dd47392",
            "1114332a9858e0cf84b2425bb1e59eaabf91dd102d114aa443d57fc1b3beb0c9",
            "f43f38095c810613ed795a44d9fab02ff25269706f454885db9be05cdf9c06e1",
            "3e2fc26b27fddc39668b59099cd9635761bb72ed92404204e12bdff08b16fb75",
            "463c19427286342120039a83218fa87ce45448e246895abac11fff0036076758",
            "03d287f655813e540ddb9c4e7aeb922478662b0f5d8e9d0cbd564b20146bab76",
        ];
        Hash256 root = MerkleRoot.Fold(DoubleSha256.Hash(coinbase), [.. branch.Select(Hash256.FromRaw)]);
        Assert.Equal("adbcbc21e20388422198a55957aedfa0e61be0b8f2b87d7c08510bb9f099a893",
            Convert.ToHexStringLower(root.ToArray()));
        Assert.Equal(DoubleSha256.Hash(coinbase), MerkleRoot.Fold(DoubleSha256.Hash(coinbase), []));
    }

    [Theory]
    [InlineData(0x207fffffu, 3u, "61e8fe82487d10282fdededed636403eb2c8cb05ce792951dd410a9011a94ebb")]
    [InlineData(0x1b00d7c0u, 0x3bab5u, "0000762e88282a2ed8e7097aef06f413a962a47e32206a80ecbfc1f0b4bd1493")]
    public void The_standard_jobs_of_stratum_v2_hash_the_same(uint bits, uint nonce, string hash)
    {
        Hash256 previous = Hash256.FromRaw("c835fd81d61f2b54b33a3a4c80d518352690cd58ac14fb16d98d15dd15000000");
        Hash256 root = Hash256.FromRaw("bdc819f67749222ad170ed32a947a3c0185438569347f32c126ba7a9a942ba62");
        BlockHeader header = new(0x20000000, previous, root, 0x680bb204, bits, nonce);
        Assert.Equal(hash, new Sha256d().HashOf(header.ToArray()).ToString());
    }

    [Fact]
    public void A_wrong_extranonce2_length_is_a_wrong_call()
    {
        Job job = Subscribed(GoldenData.BuiltIn).CreateJob(GoldenData.BuiltIn.ToNotify());
        Assert.Throws<ArgumentException>(() => job.MerkleRoot(new byte[3]));
        Assert.Throws<ArgumentException>(() => job.Header(new byte[5], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => job.Mine(0, 0));
    }

    private static Subscription Subscribed(GoldenJob golden, string difficulty = "1")
    {
        Subscription subscription = new(golden.Pow);
        subscription.SetSubscription(null, golden.Extranonce1Bytes, golden.Extranonce2Bytes.Length);
        subscription.SetDifficulty(Difficulty.Parse(difficulty));
        return subscription;
    }
}
