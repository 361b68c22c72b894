using System.Diagnostics;
using NightMiner.Hashing;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;

namespace NightMiner.Workbench.Swarm;

/// <summary>
/// Load for a pool: many connections from one process, whose workers hash at rates of their own and send real shares,
/// and some that are wrong on purpose. One instance runs once.
/// </summary>
public sealed class MinerSwarm
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10); // for the last replies
    private static readonly TimeSpan HopeLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TickTime = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(2);

    private readonly SwarmBooks _books = new();
    private readonly SwarmClient[] _clients;
    private volatile bool _isHashing = true;
    private long _startedAt;
    private int _isUsed;

    /// <summary>Prepares a swarm; nothing is connected yet.</summary>
    /// <exception cref="ArgumentException">An option is impossible; the message names it.</exception>
    public MinerSwarm(SwarmOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Options = options;
        _clients = [.. Enumerable.Range(1, options.Connections).Select(i => new SwarmClient(i, options, _books))];
    }

    /// <summary>What this swarm was told.</summary>
    public SwarmOptions Options { get; }

    /// <summary>How it goes.</summary>
    public SwarmReport Report()
    {
        LatencyHistogram convergence = new();
        foreach (SwarmClient client in _clients)
            if (client.Converged is { } time)
                convergence.Add(time);
        return new SwarmReport
        {
            Elapsed = _startedAt == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_startedAt),
            Connected = Volatile.Read(ref _books.Connected),
            LoggedIn = Volatile.Read(ref _books.LoggedIn),
            ConnectionsMade = Volatile.Read(ref _books.ConnectionsMade),
            SharesSent = Volatile.Read(ref _books.SharesSent),
            Shares = _books.Shares(),
            RepliesLost = Volatile.Read(ref _books.RepliesLost),
            Errors = _books.Errors(),
            Hashes = Volatile.Read(ref _books.Hashes),
            HashesAsked = Volatile.Read(ref _books.HashesAsked),
            Connect = _books.Connect,
            Subscribe = _books.Subscribe,
            Authorize = _books.Authorize,
            Submit = _books.Submit,
            Convergence = convergence,
        };
    }

    /// <summary>
    /// Connects, hashes, and at the end waits for the last replies. What goes wrong is in the report, not thrown.
    /// </summary>
    /// <exception cref="InvalidOperationException">This instance has been run before.</exception>
    public async Task<SwarmReport> RunAsync(CancellationToken stop = default)
    {
        if (Interlocked.Exchange(ref _isUsed, 1) != 0) throw new InvalidOperationException(
            "a swarm runs once: make another");
        _startedAt = Stopwatch.GetTimestamp();
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ending.CancelAfter(Options.Duration);
        using CancellationTokenSource closing = new(); // ends the connections, some time after the hashing
        Thread[] kernels = [.. Enumerable.Range(0, Options.Threads).Select(i =>
            new Thread(() => HashFor(i)) { Name = $"swarm kernel {i}", IsBackground = true })];
        foreach (Thread kernel in kernels) kernel.Start();
        Task[] lives = [.. _clients.Select((client, i) => LiveAsync(client, i, ending.Token, closing.Token))];
        await WatchAsync(ending.Token).ConfigureAwait(false);

        _isHashing = false;
        await Task.Run(() => Array.ForEach(kernels, kernel => kernel.Join()), CancellationToken.None)
            .ConfigureAwait(false);
        await DrainAsync().ConfigureAwait(false);
        SwarmReport standing = Report(); // the connections still stand
        foreach (SwarmClient client in _clients) client.GiveUp();
        await closing.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(lives).ConfigureAwait(false);
        return Report() with { Connected = standing.Connected, LoggedIn = standing.LoggedIn };
    }

    // The ramp: each connection has its moment. After the end no new one is made.
    private async Task LiveAsync(SwarmClient client, int index, CancellationToken ending, CancellationToken closing)
    {
        TimeSpan moment = Options.Ramp * index / Options.Connections;
        await Task.Delay(moment, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ending.IsCancellationRequested) return;
        await client.LiveAsync(closing).ConfigureAwait(false);
    }

    private async Task WatchAsync(CancellationToken ending)
    {
        TimeSpan nextStorm = Options.Storm ?? TimeSpan.MaxValue;
        while (!ending.IsCancellationRequested)
        {
            foreach (SwarmClient client in _clients) client.Tick();
            if (_books.ConnectionsMade == 0 && Stopwatch.GetElapsedTime(_startedAt) > HopeLimit) return; // nobody there
            if (Stopwatch.GetElapsedTime(_startedAt) >= nextStorm)
            {
                nextStorm += Options.Storm!.Value;
                foreach (SwarmClient client in _clients) client.Cut();
            }
            await Task.Delay(TickTime, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DrainAsync()
    {
        long startedAt = Stopwatch.GetTimestamp();
        while (_clients.Any(client => client.IsWaiting) && Stopwatch.GetElapsedTime(startedAt) < DrainLimit)
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None).ConfigureAwait(false);
    }

    // A thread goes from connection to connection, always the same ones, and hashes what each owes.
    private void HashFor(int part)
    {
        try
        {
            Hash(part);
        }
        catch (Exception e) // no scanner could be made
        {
            _books.CountError($"a hashing thread failed: {e.Message}");
        }
    }

    private void Hash(int part)
    {
        using NonceScanner scanner = Options.Algorithm.CreateScanner(Isa.Best);
        SwarmClient[] clients = [.. _clients.Where((_, i) => i % Options.Threads == part)];
        ShareFinder[] finders = [.. clients.Select(_ => new ShareFinder(scanner))]; // each keeps one header
        double asked = 0; // less than one stays for the next round
        while (_isHashing)
        {
            long hashes = 0;
            for (int i = 0; i < clients.Length && _isHashing; i++)
            {
                (long done, double wanted) = ServeOne(clients[i], finders[i]);
                hashes += done;
                asked += wanted;
            }
            Interlocked.Add(ref _books.Hashes, hashes);
            Interlocked.Add(ref _books.HashesAsked, (long)asked);
            asked -= Math.Floor(asked);
            if (hashes == 0) Thread.Sleep(IdlePause);
        }
    }

    // An exception on a thread of our own would end the process: it becomes a figure in the report instead.
    private (long Done, double Asked) ServeOne(SwarmClient client, ShareFinder finder)
    {
        try
        {
            return client.Miner.Serve(finder);
        }
        catch (Exception e)
        {
            _books.CountError($"hashing failed: {e.Message}");
            return (0, 0);
        }
    }
}
