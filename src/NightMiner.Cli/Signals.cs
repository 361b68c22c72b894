using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NightMiner.Cli;

/// <summary>Ctrl+C, SIGTERM and the end of the terminal: the first asks it to stop, the second kills.</summary>
internal sealed class Signals : IDisposable
{
    // `timeout` sends its signal to the process and to its group: those two count as one request.
    private static readonly TimeSpan OneAndTheSame = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly bool _ignoresHangUp;
    private long _firstAt;

    /// <param name="ignoreHangUp">Whether to go on when the terminal is closed, as in the background.</param>
    public Signals(bool ignoreHangUp)
    {
        _ignoresHangUp = ignoreHangUp;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
        ];
    }

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (context.Signal == PosixSignal.SIGHUP && _ignoresHangUp)
        {
            context.Cancel = true;
            return;
        }
        long first = Interlocked.CompareExchange(ref _firstAt, Stopwatch.GetTimestamp(), 0);
        if (first != 0 && Stopwatch.GetElapsedTime(first) > OneAndTheSame) return; // the default: it ends at once
        context.Cancel = true;
        if (first == 0) _stop.Cancel();
    }
}
