using System.Runtime.InteropServices;

namespace NightMiner.Cli;

/// <summary>Ctrl+C, SIGTERM and the end of the terminal: the first asks it to stop, the second kills.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly bool _ignoresHangUp;

    /// <param name="ignoreHangUp">In the background the end of the terminal is no reason to stop.</param>
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
        if (_stop.IsCancellationRequested) return; // the default: the process ends at once
        context.Cancel = true;
        _stop.Cancel();
    }
}
