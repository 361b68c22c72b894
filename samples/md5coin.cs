#:project ../src/NightMiner
#:project ../src/NightMiner.Pool
#:property PublishAot=false
// A new proof of work in one file. MD5coin is a toy: the MD5 of the header, then 16 zero bytes.
//
//     dotnet run samples/md5coin.cs

using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using NightMiner;
using NightMiner.Jobs;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

Md5Coin md5coin = new();

// 1. By hand: what a pool would say goes into a subscription, a job comes out, and mining it yields shares.
Subscription subscription = new(md5coin);
subscription.SetSubscription("session", Convert.FromHexString("f800880e"), extranonce2Size: 4);
subscription.SetDifficulty(Difficulty.From(0.00001));
subscription.SetWorkerName("learner");

// The first half of the coinbase: version 1, one input that spends no output, and the start of its script.
string coinbase1 = "0100000001" + new string('0', 64) + "ffffffff" + "2503777d07062f503253482f0405b8c75208";
using JsonDocument notify = JsonDocument.Parse($$"""
    ["job 1", "0b29bfff96c5dc08ee65e63d7b7bab431745b089ff0cf95b49a1631e1d2f9f31",
     "{{coinbase1}}",
     "0b2f436f696e48756e74722f0000000001603f352a010000001976a914c633315d376c20a973a758f7422d67f7bfed9c5888ac00000000",
     ["f0dbca1ee1a9f6388d07d97c1ab0de0e41acdf2edac4b95780ba0a1ec14103b3"],
     "00000002", "1b148272", "52c7b81a", true]
    """);
Job job = subscription.CreateJob(Notify.Parse(notify.RootElement));
foreach (Share share in job.Mine().Take(5))
    Console.WriteLine($"by hand: nonce {share.Nonce:x8}  hash {share.Hash}  difficulty {share.Difficulty:0.0000000}");

// 2. At a pool: once registered, the algorithm has a name, and the miner and the pool take it like any other.
Algorithms.Register(md5coin);
await using StratumPool pool = StratumPool.Start(new PoolOptions { Algorithm = Algorithms.Get("md5coin") });
Miner miner = new(new MinerOptions
{
    Pool = Endpoint.Parse(pool.Url), User = "learner", Algorithm = Algorithms.Get("md5coin"), Shares = 5,
});
StopReason reason = await miner.RunAsync();
MinerSnapshot result = miner.Snapshot();
Console.WriteLine($"at the pool: {result.Accepted} accepted, {result.Rejected} rejected, "
    + $"{result.HashesPerSecond:0} hashes a second");
return reason == StopReason.AsAsked && result is { Accepted: 5, Rejected: 0 } ? 0 : 1;

internal sealed class Md5Coin : PowAlgorithm
{
    public override string Name => "md5coin";

    // The upper half of the hash is always zero, so difficulty 1 starts 128 bits lower than Bitcoin's.
    public override int HashBits => 128;

    public override Target DifficultyOne { get; } = new(UInt256.FromBigInteger(new BigInteger(0xffff) << (208 - 128)));

    public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest)
    {
        digest.Clear();
        MD5.HashData(header, digest);
    }
}
