using System.Runtime.CompilerServices;
using NightMiner.Cli.Explain;
using NightMiner.Cli.Output;
using NightMiner.Cli.Rendering;
using NightMiner.Jobs;
using NightMiner.Protocol.Stratum;
using NightMiner.Workbench.Explain;

namespace NightMiner.Cli.Mine;

/// <summary>
/// Tells what happens to a miner: lines, JSON, the status line. Keeps what a single event does not know: the number of
/// a share, the rate, what was told before.
/// </summary>
internal sealed class MinerReport(Log log, LogSettings settings, World world)
{
    private static readonly TimeSpan RateEvery = TimeSpan.FromSeconds(10);
    private const double PatienceSeconds = 60; // a longer wait for a share looks like a miner that does nothing

    private readonly object _gate = new();
    private readonly RateMeter _meter = new(TimeSpan.FromSeconds(20));
    private readonly ConditionalWeakTable<Share, object> _numbers = [];
    private readonly HashSet<RejectReason> _toldReasons = [];
    private readonly RecentShares? _recent = settings.ShowsDetails ? new RecentShares() : null;
    private TimeSpan _lastRateAt;
    private int _shares;
    private int _accepted;
    private double _expectedHashes;
    private double _patienceFor; // the expectation that the user was told of, or that shares came at
    private string _lastProblem = "";

    /// <summary>What the miner was told, for the texts.</summary>
    public required MinerOptions Options { get; init; }

    /// <summary>Tells an event.</summary>
    public void Tell(MinerEvent happened)
    {
        lock (_gate)
        {
            Telling telling = Learn(happened);
            if (settings.IsJson && IsWantedAsJson(happened)) log.WriteJson(MinerJson.Render(happened));
            if (MinerLines.Render(happened, telling) is { } line) log.Write(line);
            if (_recent?.See(happened) is { } autopsy)
                log.Write(new LogLine(happened.Time, "autopsy", ExplainText.Brief(autopsy)) { Level = Level.Detail });
            bool isWorthASummary = happened is Stopped { Reason: StopReason.AsAsked }
                or Stopped { Summary.Hashes: > 0 };
            if (isWorthASummary && happened is Stopped end)
                log.Write(MinerLines.Summary(end, StoppedBy(end)));
        }
    }

    /// <summary>To be called every second: the status line, and every ten seconds the rate.</summary>
    public void Tick(DateTimeOffset now, in MinerSnapshot miner)
    {
        lock (_gate)
        {
            _meter.Add(miner.Elapsed, miner.Hashes);
            if (world.Output.TerminalWidth is { } width)
                log.ShowStatus(StatusLine.Render(miner, _meter.Rate, _expectedHashes, width));
            AskForPatience(now, miner);
            if (miner.Elapsed - _lastRateAt < RateEvery) return;
            _lastRateAt = miner.Elapsed;
            if (settings.IsJson && !settings.IsQuiet) log.WriteJson(MinerJson.HashRate(now, _meter.Rate, miner));
            if (!log.HasStatus && miner.Hashes > 0) log.Write(MinerLines.Rate(now, _meter.Rate, miner));
        }
    }

    // A difficulty far above the rate is the commonest reason for "it does nothing".
    private void AskForPatience(DateTimeOffset now, in MinerSnapshot miner)
    {
        bool isMeasured = _meter.Rate > 0 && miner.Elapsed > TimeSpan.FromSeconds(3);
        if (!isMeasured || !miner.IsLoggedIn || _expectedHashes <= _patienceFor) return;
        _patienceFor = _expectedHashes;
        if (_expectedHashes / _meter.Rate > PatienceSeconds)
            log.Write(MinerLines.Patience(now, _meter.Rate, _expectedHashes));
    }

    private Telling Learn(MinerEvent happened)
    {
        bool isFirstOfReason = happened is ShareRejected rejected && _toldReasons.Add(rejected.Error.Reason);
        if (happened is ShareAccepted) _accepted++;
        if (happened is Disconnected lost) _lastProblem = lost.Reason;
        if (happened is DifficultyChanged changed) _expectedHashes = changed.ExpectedHashes;
        if (happened is JobReceived { Job: var job }) _expectedHashes = job.Algorithm.ExpectedHashes(job.Target);
        return new Telling
        {
            ShareNumber = ShareOf(happened) is { } share ? NumberOf(share) : 0,
            Rate = _meter.Rate,
            IsFirstOfReason = isFirstOfReason,
            IsOver = _accepted >= Options.Shares,
            Retries = Options.Retries,
            LastProblem = settings.IsQuiet || settings.IsJson ? _lastProblem : "",
        };
    }

    private bool IsWantedAsJson(MinerEvent happened) => happened switch
    {
        Stopped or KernelFailed or LoginRefused => true,
        SelfTested test => !test.Result.Passed || !settings.IsQuiet,
        LineSent or LineReceived => settings.ShowsWire && !settings.IsQuiet,
        _ => !settings.IsQuiet,
    };

    private string StoppedBy(Stopped end)
    {
        if (end.Reason != StopReason.AsAsked) return "stopped by an error";
        if (world.Stop.IsCancellationRequested) return "stopped by the user";
        if (world.Output.Gone.IsCancellationRequested) return "stopped because nobody reads the output any more";
        if (end.Summary.Accepted >= Options.Shares) return "stopped after the shares that were asked for";
        return "stopped at the time limit";
    }

    private int NumberOf(Share share)
    {
        if (_numbers.TryGetValue(share, out object? known)) return (int)known;
        _numbers.Add(share, ++_shares);
        return _shares;
    }

    private static Share? ShareOf(MinerEvent happened) => happened switch
    {
        ShareFound e => e.Share,
        ShareAccepted e => e.Share,
        ShareRejected e => e.Share,
        ShareStale e => e.Share,
        ShareUnsent e => e.Share,
        BlockKept e => e.Share,
        _ => null,
    };
}
