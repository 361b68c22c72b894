#:project ../src/NightMiner
#:property PublishAot=false
// Prints the jobs of a pool, without mining: what is in them, and how often they come.
//
//     dotnet run samples/print-jobs.cs -- URL USER PASSWORD [scrypt|sha256d]

using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

if (args.Length < 3)
{
    Console.Error.WriteLine("usage: print-jobs URL USER PASSWORD [scrypt|sha256d]");
    return 1;
}
Endpoint url = Endpoint.Parse(args[0]);
Subscription subscription = new(Algorithms.Get(args.Length > 3 ? args[3] : "scrypt"));

await using StratumConnection pool = new(await Dialer.ConnectAsync(url, TimeSpan.FromSeconds(30)));
await pool.SendAsync(new Subscribe("print-jobs/1.0"));
await foreach (ServerMessage message in pool.ReadAllAsync())
{
    switch (message)
    {
        case Reply { Request: Subscribe } reply:
            SubscribeResult result = SubscribeResult.Parse(reply.Result);
            subscription.SetSubscription(result.SessionId, result.Extranonce1, result.Extranonce2Size);
            await pool.SendAsync(new Authorize(args[1], args[2]));
            break;
        case SetDifficulty { Difficulty: var difficulty }:
            subscription.SetDifficulty(difficulty);
            break;
        case Notify notify when subscription.IsSubscribed:
            Print(subscription.CreateJob(notify), notify.CleanJobs);
            break;
    }
}
return 0;

static void Print(Job job, bool isClean)
{
    byte[] extranonce2 = new byte[job.Extranonce2Size];
    Console.WriteLine($"""
        job {job.Id}{(isClean ? ", all earlier ones are void" : "")}
          builds on     {job.PreviousBlock}
          coinbase      {job.Coinbase.ToArray(extranonce2).Length} bytes, {job.Extranonce2Size} of them ours
          merkle root   {job.MerkleRoot(extranonce2)} over a branch of {job.MerkleBranch.Count}
          version       {job.Version:x8}
          time          {DateTimeOffset.FromUnixTimeSeconds(job.Time):u}
          network       {job.Bits.ToTarget()}
          share target  {job.Target} (difficulty {job.Difficulty})

        """);
}
