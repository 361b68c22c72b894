using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Check;

/// <summary>One run: each chosen case once, after those that it needs.</summary>
internal sealed class CheckRun(CheckOptions options, Action<CaseResult> progress) : IDisposable
{
    private const int Attempts = 5;      // a job in the middle of a case spoils it; not five times in a row
    private const int DeathsInARow = 6;

    private readonly ShareMiner _miner = new(options);
    private readonly ConcurrentDictionary<string, Lazy<Task<CaseResult>>> _results = new();
    private readonly SemaphoreSlim _slots = new(Math.Max(1, options.Parallel));
    private readonly IReadOnlyList<ConformanceCase> _chosen = options.Choose();
    private int _deaths;
    private volatile string? _problem;

    public void Dispose()
    {
        _miner.Dispose();
        _slots.Dispose();
    }

    /// <summary>Runs them.</summary>
    public async Task<CheckReport> RunAllAsync(CancellationToken stop)
    {
        if (_chosen.Count == 0) return new CheckReport([]);
        await ResultAsync(ConformanceCases.First); // whether there is a pool at all
        if (_problem is not null) return new CheckReport([], _problem);
        List<Task> beside = [.. _chosen.Where(one => !one.IsAlone).Select(ResultAsync)];
        await Task.WhenAll(beside);
        foreach (ConformanceCase one in _chosen.Where(one => one.IsAlone))
            if (!stop.IsCancellationRequested)
                await ResultAsync(one);
        return Report(_problem);
    }

    /// <summary>The results so far.</summary>
    public CheckReport Report(string? problem) => new(
        [.. _chosen.Where(one => _results.TryGetValue(one.Name, out Lazy<Task<CaseResult>>? result)
                && result.Value.IsCompletedSuccessfully)
            .Select(one => _results[one.Name].Value.Result)],
        problem);

    private Task<CaseResult> ResultAsync(ConformanceCase one) => _results.GetOrAdd(
        one.Name, _ => new Lazy<Task<CaseResult>>(() => RunAsync(one))).Value;

    private async Task<CaseResult> RunAsync(ConformanceCase one)
    {
        CaseResult result = await FindMissingAsync(one) ?? await RunInSlotAsync(one);
        if (_chosen.Contains(one)) progress(result);
        return result;
    }

    private async Task<CaseResult?> FindMissingAsync(ConformanceCase one)
    {
        foreach (string name in one.Needs)
        {
            CaseResult needed = await ResultAsync(ConformanceCases.Get(name));
            if (needed.Outcome is CaseOutcome.Fail)
                return new CaseResult(one, CaseOutcome.NotApplicable, $"needs {name}, which failed");
            if (needed.Outcome is CaseOutcome.NotApplicable)
                return new CaseResult(one, CaseOutcome.NotApplicable,
                    needed.Text.StartsWith("needs ", StringComparison.Ordinal)
                    ? needed.Text
                    : $"needs {name}, which was not applicable: {needed.Text}");
        }
        return null;
    }

    private async Task<CaseResult> RunInSlotAsync(ConformanceCase one)
    {
        if (!one.WaitsForJobs) await _slots.WaitAsync();
        long startedAt = Stopwatch.GetTimestamp();
        try
        {
            for (int number = 1; ; number++)
            {
                Attempt attempt = await AttemptAsync(one);
                if (attempt.IsDoubtful && number < Attempts) continue;
                bool isSpoilt = attempt is { IsStale: true, WasDisturbed: true };
                CaseResult result = isSpoilt ? Spoilt(attempt.Result) : attempt.Result;
                return result with { Elapsed = Stopwatch.GetElapsedTime(startedAt) };
            }
        }
        finally
        {
            if (!one.WaitsForJobs) _slots.Release();
        }
    }

    private async Task<Attempt> AttemptAsync(ConformanceCase one)
    {
        if (_problem is { } problem) return new Attempt(new CaseResult(one, CaseOutcome.NotApplicable, problem));
        CaseTranscript transcript = new(options.Password);
        await using PoolUnderTest pool = new(options, _miner, transcript);
        Finding finding;
        try
        {
            finding = await one.RunAsync(pool);
            Interlocked.Exchange(ref _deaths, 0);
        }
        catch (CaseEndedException e)
        {
            finding = e.Finding;
        }
        catch (ConnectionException e)
        {
            finding = Finding.NotApplicable(e.Message);
            // One lost connection is an accident; many in a row, and the first one of all, are a dead pool.
            if (one == ConformanceCases.First || Interlocked.Increment(ref _deaths) >= DeathsInARow)
                _problem ??= one == ConformanceCases.First ? e.Message : $"the pool was lost: {e.Message}";
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or KeyNotFoundException
            or ArgumentException or OverflowException) // members of the wrong kind, texts that are none
        {
            finding = Finding.Fail($"what came makes no sense: {e.Message}");
        }
        if (pool.HasLostConnection && !one.IsAlone && finding.Outcome is CaseOutcome.Warn or CaseOutcome.Fail)
            finding = await FindDeathAsync() is { } death
                ? Finding.NotApplicable($"{death}; the last that was seen: {finding.Text}")
                : finding;
        string text = PrintableText.From(finding.Text, 400);
        return new Attempt(new CaseResult(one, finding.Outcome, text) { Exchange = transcript.ToList() })
        {
            WasDisturbed = pool.WasDisturbed && !one.IgnoresJobs,
            IsStale = finding.IsStale && !one.IgnoresJobs,
        };
    }

    // A connection that ended in the middle of a case may be what the pool does to it, or the end of the pool itself,
    // which is no finding. A case that runs alone may well be what killed it: there it stays one.
    private async Task<string?> FindDeathAsync()
    {
        if (_problem is not null) return _problem;
        try
        {
            await using Stream stream = await Dialer.ConnectAsync(options.Pool, PoolUnderTest.DialTimeout);
        }
        catch (ConnectionException e) when (e.Problem == ConnectionProblem.Unreachable)
        {
            _problem ??= $"the pool was lost: {e.Message}";
        }
        catch (ConnectionException) { } // somebody is there
        return _problem;
    }

    private static CaseResult Spoilt(CaseResult result) => result with
    {
        Outcome = CaseOutcome.NotApplicable,
        Text = string.Create(CultureInfo.InvariantCulture,
            $"another job came in the middle, {Attempts} times; the last time: {result.Text}"),
    };

    /// <summary>What came out of one try at a case.</summary>
    private readonly record struct Attempt(CaseResult Result)
    {
        /// <summary>Whether another job came in the middle.</summary>
        public bool WasDisturbed { get; init; }

        /// <summary>Whether the pool only said that the job has gone.</summary>
        public bool IsStale { get; init; }

        /// <summary>Whether to try again: a pass that says no more than "stale" is none.</summary>
        public bool IsDoubtful => Result.Outcome == CaseOutcome.Pass ? IsStale : WasDisturbed;
    }
}
