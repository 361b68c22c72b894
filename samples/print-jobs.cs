#:project ../src/NightMiner
#:project ../src/NightMiner.Pool
#:property PublishAot=false
// Prints the jobs of a pool, without mining: what is in them, and how often they come. Without arguments it starts a
// pool of its own and prints three. A project of your own references NightMiner, and NightMiner.Pool for that pool.
//
//     dotnet run samples/print-jobs.cs
//     dotnet run samples/print-jobs.cs -- URL USER PASSWORD [scrypt|sha256d]

using NightMiner.Jobs;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

if (args.Length is 1 or 2)
{
    Console.Error.WriteLine("usage: print-jobs [URL USER PASSWORD [scrypt|sha256d]]");
    return 1;
}
PowAlgorithm algorithm = Algorithms.Get(args.Length > 3 ? args[3] : "scrypt");
await using StratumPool? ownPool = args.Length > 0 ? null : StratumPool.Start(new PoolOptions
{
    Algorithm = algorithm, RefreshTime = TimeSpan.FromSeconds(1), // a new job each second
});
(string url, string user, string password) = ownPool is null ? (args[0], args[1], args[2]) : (ownPool.Url, "me", "x");
int left = ownPool is null ? int.MaxValue : 3;

Subscription subscription = new(algorithm);
await using StratumConnection pool = new(
    await Dialer.ConnectAsync(Endpoint.Parse(url), TimeSpan.FromSeconds(30)));
await pool.SendAsync(new Subscribe("print-jobs/1.0"));
await foreach (ServerMessage message in pool.ReadAllAsync())
{
    switch (message)
    {
        case Reply { Request: Subscribe } reply:
            SubscribeResult result = SubscribeResult.Parse(reply.Result);
            subscription.SetSubscription(result.SessionId, result.Extranonce1, result.Extranonce2Size);
            await pool.SendAsync(new Authorize(user, password));
            break;
        case SetDifficulty { Difficulty: var difficulty }:
            subscription.SetDifficulty(difficulty);
            break;
        case Notify notify when subscription.IsSubscribed:
            Print(subscription.CreateJob(notify), notify.CleanJobs);
            if (--left == 0) return 0;
            break;
    }
}
Console.Error.WriteLine("the pool closed the connection");
return 1;

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
