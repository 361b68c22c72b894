using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Recording;

/// <summary>Records what a miner of this process says and hears, over all of its connections, at any pool.</summary>
public sealed class MinerRecorder
{
    private readonly object _gate = new();
    private readonly RecordingWriter _writer;
    private int _connection;
    private bool _isOpen;

    private MinerRecorder(RecordingWriter writer) => _writer = writer;

    /// <summary>
    /// Records a miner from now on. To be called before it runs; the writer is the caller's to close.
    /// </summary>
    public static void Attach(Miner miner, RecordingWriter writer)
    {
        ArgumentNullException.ThrowIfNull(miner);
        ArgumentNullException.ThrowIfNull(writer);
        miner.Events.Listen(new MinerRecorder(writer).Record);
    }

    private void Record(MinerEvent happened)
    {
        switch (happened)
        {
            case LineSent e: Write(Side.Miner, e.Line); break;
            case LineReceived e: Write(Side.Pool, e.Line); break;
            case Connecting or Stopped: End(Side.Miner); break;
            case Disconnected e: End(e.Problem == ConnectionProblem.Closed ? Side.Pool : Side.Miner); break;
        }
    }

    private void Write(Side from, string line)
    {
        lock (_gate)
        {
            if (!_isOpen) _connection++; // an attempt without a word is none
            _isOpen = true;
            _writer.Write(_connection, from, WireText.ToBytes(line));
        }
    }

    private void End(Side by)
    {
        lock (_gate)
        {
            if (_isOpen) _writer.End(_connection, by);
            _isOpen = false;
        }
    }
}
