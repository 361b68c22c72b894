#:project ../src/NightMiner.Pool
#:project ../src/NightMiner.Workbench
#:property PublishAot=false
// A miner at the embedded pool through bad weather: what the faults were, and that the books still add up.
// A project of your own references NightMiner.Pool and NightMiner.Workbench.
//
//     dotnet run samples/bad-weather.cs -- [SEED]

using NightMiner;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;
using NightMiner.Workbench.Faults;

int seed = args.Length > 0 ? int.Parse(args[0]) : 1;
await using StratumPool pool = StratumPool.Start(new PoolOptions
{
    Algorithm = Algorithms.Get("sha256d"), Difficulty = Difficulty.Parse("0.00002"),
});
await using FaultProxy proxy = FaultProxy.Start(new FaultOptions
{
    Pool = Endpoint.Parse(pool.Url), Seed = seed, LinesBetween = 10,
    Kinds = [FaultKind.Cut, FaultKind.Delay, FaultKind.Split, FaultKind.Merge, FaultKind.Duplicate],
    DelayTime = TimeSpan.FromSeconds(0.2),
});
Miner miner = new(new MinerOptions
{
    Pool = Endpoint.Parse(proxy.Url), User = "worker", Algorithm = Algorithms.Get("sha256d"),
    Threads = 1, RetryPause = TimeSpan.FromSeconds(0.1), TimeLimit = TimeSpan.FromSeconds(5),
});
await miner.RunAsync();

foreach (InjectedFault fault in proxy.Faults.Take(12)) Console.WriteLine(fault);
MinerSnapshot end = miner.Snapshot();
Console.WriteLine($"{proxy.FaultCount} faults on {proxy.Connections} connections");
Console.WriteLine($"{end.Found} shares found: {end.Accepted} accepted, {end.Rejected} rejected, "
    + $"{end.Stale} stale, {end.Unsent} unsent");
return end.Found == end.Accepted + end.Rejected + end.Stale + end.Unsent ? 0 : 1;
