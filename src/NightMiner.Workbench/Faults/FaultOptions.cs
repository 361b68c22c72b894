using System.Net;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Faults;

/// <summary>All that one may choose about a fault proxy.</summary>
public sealed record FaultOptions
{
    /// <summary>The pool behind the proxy.</summary>
    public required Endpoint Pool { get; init; }

    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Decides everything: the same seed gives each connection the same faults at the same lines.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Which faults there are; named more often, one is more frequent.</summary>
    public IReadOnlyList<FaultKind> Kinds { get; init; } = Enum.GetValues<FaultKind>();

    /// <summary>How many lines there are from one fault to the next in the same direction, on average.</summary>
    public int LinesBetween { get; init; } = 20;

    /// <summary>The longest delay of a line, and how long a merged line waits for its neighbour.</summary>
    public TimeSpan DelayTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a stall lasts; infinite: until the connection ends.</summary>
    public TimeSpan StallTime { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How many connections may stand at once; further ones are closed at once.</summary>
    public int ConnectionLimit { get; init; } = 1000;

    /// <summary>Checks what the types can't.</summary>
    /// <exception cref="ArgumentException">A value is impossible; the message names it.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Pool);
        if (Kinds.Count == 0) throw new ArgumentException($"{nameof(Kinds)} is empty: expected at least one fault");
        ArgumentOutOfRangeException.ThrowIfLessThan(LinesBetween, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ConnectionLimit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(DelayTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DelayTime, TimeSpan.FromHours(1));
        if (StallTime == Timeout.InfiniteTimeSpan) return;
        ArgumentOutOfRangeException.ThrowIfLessThan(StallTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(StallTime, TimeSpan.FromDays(1));
    }
}
