using NightMiner.Protocol.Text;

namespace NightMiner.Workbench.Recording;

/// <summary>One of the two ends of a connection.</summary>
public enum Side
{
    /// <summary>The client.</summary>
    Miner,
    /// <summary>The server.</summary>
    Pool,
}

/// <summary>A line that went over a connection, or the connection's end.</summary>
/// <param name="Time">Since the recording began.</param>
/// <param name="Connection">Counts from 1 in the order of connecting.</param>
/// <param name="From">Who said it, or who ended the connection.</param>
/// <param name="Bytes">The line without its end; empty for the connection's end.</param>
public sealed record RecordedLine(TimeSpan Time, int Connection, Side From, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whether this is no line but the end of the connection.</summary>
    public bool IsEnd { get; init; }

    /// <summary>The line as text; a byte that is not UTF-8 as <see cref="WireText"/> has it.</summary>
    public string Text => WireText.From(Bytes.Span);
}
