#:project ../src/NightMiner
#:property PublishAot=false
// Mining without a pool and without a connection: what a pool would say goes into a subscription, a job comes out, and
// mining it yields shares. A project of your own references NightMiner.
//
//     dotnet run samples/by-hand.cs

using System.Text.Json;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

// What the pool answered to mining.subscribe and mining.authorize, and its mining.set_difficulty.
Subscription subscription = new(Algorithms.Get("sha256d"));
subscription.SetSubscription("session", Convert.FromHexString("f800880e"), extranonce2Size: 4);
subscription.SetWorkerName("learner");
subscription.SetDifficulty(Difficulty.From(0.00001));

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
Console.WriteLine($"job '{job.Id}' on block {job.PreviousBlock}, network target {job.Bits.ToTarget()}");

int count = 0;
foreach (Share share in job.Mine(nonceStart: 0, nonceStride: 1))
{
    bool isRight = job.MerkleRoot(share.Extranonce2.Span) == share.Header.MerkleRoot && job.Target.IsMetBy(share.Hash);
    Console.WriteLine($"nonce {share.Nonce:x8}  hash {share.Hash}  difficulty {share.Difficulty}  right: {isRight}");
    if (++count == 5) job.Stop(); // the loop ends; on another thread it would, too
}
Console.WriteLine($"{count} shares at {job.Hashrate / 1000:0} kH/s");
