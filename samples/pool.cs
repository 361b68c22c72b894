#:project ../src/NightMiner.Pool
#:property PublishAot=false
// A Stratum pool in your own program: it judges real shares on a made-up chain, and tells what happens.
// A project of your own references NightMiner.Pool.
//
//     dotnet run samples/pool.cs                            any free port; Ctrl+C ends it
//     dotnet run samples/pool.cs -- 127.0.0.1:3333 60       this port, and 60 seconds

using System.Globalization;
using System.Net;
using NightMiner.Pool;

IPEndPoint listen = IPEndPoint.Parse(args.Length > 0 ? args[0] : "127.0.0.1:0");

// The pool itself takes three lines: start it, say where it listens, read what happens until it has stopped.
await using StratumPool pool = StratumPool.Start(new PoolOptions { Listen = listen });
StopOnRequest(pool);
Console.WriteLine($"mine at it:  nightminer -o {pool.Url} -a scrypt -u me     (Ctrl+C ends it)");
await foreach (PoolEvent happened in pool.Events.ReadAllAsync()) Console.WriteLine(TextOf(happened));

PoolSnapshot end = await pool.StopAsync();
Console.WriteLine($"{end.Accepted} shares accepted, {end.Rejected} rejected ({end.Stale} stale)");
return 0;

void StopOnRequest(StratumPool toStop)
{
    Console.CancelKeyPress += (_, press) =>
    {
        press.Cancel = true; // the pool ends first, then the program
        _ = toStop.StopAsync();
    };
    if (args.Length < 2) return;
    TimeSpan limit = TimeSpan.FromSeconds(double.Parse(args[1], CultureInfo.InvariantCulture));
    _ = Task.Delay(limit).ContinueWith(_ => toStop.StopAsync(), TaskScheduler.Default);
}

static string TextOf(PoolEvent happened) => happened switch
{
    ClientConnected e => $"#{e.Connection} connected from {e.From}",
    ClientLoggedIn e => $"#{e.Connection} {e.Worker} logged in",
    ShareJudged { Share: var share } => $"#{share.Connection} {share.Worker}: {share.Verdict}",
    NewBlock e => $"now at height {e.Height}",
    ClientLeft e => $"#{e.Connection} left: {e.Reason}",
    _ => happened.ToString(),
};
