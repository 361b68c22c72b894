using System.Runtime.InteropServices;

namespace NightMiner.Cli;

/// <summary>Ctrl+C, SIGTERM and the end of the terminal: the first asks for a graceful stop, the second kills.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Signals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
    ];

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Whether the end of the terminal is no reason to stop: in the background.</summary>
    public bool IgnoresHangUp { get; set; }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (context.Signal == PosixSignal.SIGHUP && IgnoresHangUp)
        {
            context.Cancel = true;
            return;
        }
        if (_stop.IsCancellationRequested) return; // the default: the process ends at once
        context.Cancel = true;
        _stop.Cancel();
    }
}
