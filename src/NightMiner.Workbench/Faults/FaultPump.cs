using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Faults;

/// <summary>One direction of a connection: takes line by line and does to each what the plan has for it.</summary>
internal sealed class FaultPump : IDisposable
{
    private static readonly TimeSpan PieceGap = TimeSpan.FromMilliseconds(2); // so that two pieces are two packets

    private readonly FaultRelay _relay;
    private readonly FaultDirection _direction;
    private readonly LineReader _from;
    private readonly Stream _to;
    private readonly IEnumerator<PlannedFault> _plan;
    private long _line;
    private byte[] _held = []; // a merged line that waits for the next

    public FaultPump(FaultRelay relay, FaultDirection direction, Stream from, Stream to)
    {
        (_relay, _direction, _from, _to) = (relay, direction, new LineReader(from), to);
        _plan = FaultPlan.Of(relay.Options, relay.Number, direction).GetEnumerator();
        _plan.MoveNext();
    }

    /// <summary>Runs until the sender ends the connection, or the weather does.</summary>
    /// <exception cref="IOException">Either side's connection broke.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (await ReadLineAsync(stop).ConfigureAwait(false) is { } line)
        {
            if (!await PassAsync(line, stop).ConfigureAwait(false)) return;
        }
        await FlushAsync(stop).ConfigureAwait(false);
    }

    public void Dispose() => _plan.Dispose();

    // A copy with its end: what the reader gives is valid only until the next call.
    private async Task<byte[]?> ReadLineAsync(CancellationToken stop)
    {
        Task<ReadOnlyMemory<byte>?> next = _from.ReadLineAsync(stop).AsTask();
        if (_held.Length > 0 && !next.IsCompleted)
        {
            Task waited = Task.Delay(_relay.Options.DelayTime, stop);
            if (await Task.WhenAny(next, waited).ConfigureAwait(false) == waited)
                await FlushAsync(stop).ConfigureAwait(false);
        }
        return await next.ConfigureAwait(false) is { } line ? [.. line.Span, (byte)'\n'] : null;
    }

    // False: the connection is to end.
    private async Task<bool> PassAsync(byte[] line, CancellationToken stop)
    {
        PlannedFault fault = _plan.Current;
        if (++_line != fault.Line)
        {
            await SendAsync(line, stop).ConfigureAwait(false);
            return true;
        }
        _plan.MoveNext();
        if (_relay.IsCalm)
        {
            await SendAsync(line, stop).ConfigureAwait(false);
            return true;
        }
        _relay.Note(new InjectedFault(_relay.Number, _direction, fault, LineDamage.MethodOf(line)));
        return await InflictAsync(fault, line, stop).ConfigureAwait(false);
    }

    private async Task<bool> InflictAsync(PlannedFault fault, byte[] line, CancellationToken stop)
    {
        int place = LineDamage.PlaceIn(line, fault.Luck);
        switch (fault.Kind)
        {
            case FaultKind.Cut:
                await SendAsync(line[..place], stop).ConfigureAwait(false);
                _relay.End(withReset: place % 2 == 0);
                return false;
            case FaultKind.Delay:
                await Task.Delay(fault.Luck * _relay.Options.DelayTime, stop).ConfigureAwait(false);
                await SendAsync(line, stop).ConfigureAwait(false);
                return true;
            case FaultKind.Split:
                await SendAsync(line[..place], stop).ConfigureAwait(false);
                await Task.Delay(PieceGap, stop).ConfigureAwait(false);
                await SendAsync(line[place..], stop).ConfigureAwait(false);
                return true;
            case FaultKind.Merge:
                await FlushAsync(stop).ConfigureAwait(false);
                _held = line;
                return true;
            case FaultKind.Truncate:
                await SendAsync(LineDamage.Truncate(line, fault.Luck), stop).ConfigureAwait(false);
                return true;
            case FaultKind.Duplicate:
                await SendAsync([.. line, .. line], stop).ConfigureAwait(false);
                return true;
            case FaultKind.Corrupt:
                await SendAsync(LineDamage.Corrupt(line, fault.Luck), stop).ConfigureAwait(false);
                return true;
            default:
                await Task.Delay(_relay.Options.StallTime, stop).ConfigureAwait(false);
                await SendAsync(line, stop).ConfigureAwait(false);
                return true;
        }
    }

    private Task FlushAsync(CancellationToken stop) => SendAsync([], stop);

    private async Task SendAsync(byte[] bytes, CancellationToken stop)
    {
        if (_held.Length > 0) (bytes, _held) = ([.. _held, .. bytes], []);
        if (bytes.Length > 0) await _to.WriteAsync(bytes, stop).ConfigureAwait(false);
    }
}
