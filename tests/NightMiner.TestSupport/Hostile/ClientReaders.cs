using System.Text;
using System.Text.Json;
using NightMiner.Pool;
using NightMiner.Pool.Messages;
using NightMiner.Pool.Profiles;
using NightMiner.Pool.Sessions;
using NightMiner.Protocol.Blocks;

namespace NightMiner.TestSupport.Hostile;

/// <summary>
/// What happens to a client's line in the embedded pool, from its bytes to the verdict on a share; without sockets.
/// Throws where the pool does. Lines belong to one connection, which has subscribed and logged in; the pool's templates
/// come of a seed and a clock that stands, so that jobs have the same names each time.
/// </summary>
internal sealed class ClientReaders : ISessionClient
{
    private readonly Tally _tally;
    private readonly PoolState _state;
    private readonly ClientSession _session;

    /// <summary>A client at a pool with these manners.</summary>
    public ClientReaders(Tally tally, PoolProfile profile)
    {
        _tally = tally;
        PoolOptions options = TestPool.Quiet with
        {
            Clock = new ManualClock(),
            Profile = profile,
            LogLines = true,
            Difficulty = Difficulty.Parse(TestPool.EasyBlock),
            NetworkBits = new CompactBits(0x2003ffff),
        };
        options = options.AsServed();
        Extranonce2Size = options.Extranonce2Size;
        _state = new PoolState(options, () => _session!.Send(_state!.PoolChain.Current));
        _session = new ClientSession(_state, this, [0, 0, 0, 1]);
        foreach (string line in (string[])
            ["""{"id":1,"method":"mining.subscribe","params":["a"]}""",
             """{"id":2,"method":"mining.authorize","params":["me.worker","x"]}"""])
            _session.Receive(Encoding.ASCII.GetBytes(line));
    }

    /// <summary>Whether the pool wants to hear no more.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>The newest job's name as it was written; null before the first.</summary>
    public string? JobId { get; private set; }

    /// <summary>Bytes of its extranonce2.</summary>
    public int Extranonce2Size { get; }

    /// <summary>Its time.</summary>
    public uint Time { get; private set; }

    /// <inheritdoc/>
    public long Number => 1;

    /// <summary>Reads one line, without its end.</summary>
    public void Read(ReadOnlyMemory<byte> line)
    {
        if (IsDropped) return;
        Note(line);
        _session.Receive(line);
        _session.Tick();
        while (_state.Events.Reader.TryRead(out PoolEvent? happened))
            if (happened is ShareJudged { Share: var share })
                _tally.Count(share.IsBlock ? "block" : share.Verdict.IsAccepted ? "accepted share" : "refused share");
    }

    /// <inheritdoc/>
    public void Send(byte[] line, RefusalKind refused)
    {
        if (!line.AsSpan().StartsWith("{"u8)) return; // some pools answer junk with plain text
        using JsonDocument document = JsonDocument.Parse(line); // what is not JSON throws here
        JsonElement root = document.RootElement;
        if (root.TryGetProperty("method", out JsonElement method) && method.ValueEquals("mining.notify"u8))
        {
            JobId = root.GetProperty("params")[0].GetRawText();
            Time = Convert.ToUInt32(root.GetProperty("params")[7].GetString(), 16);
        }
        else if (root.TryGetProperty("result", out JsonElement result))
            _tally.Count(result.ValueKind is JsonValueKind.Null or JsonValueKind.False ? "refused" : "answered");
    }

    /// <inheritdoc/>
    public void Drop(string reason, RefusalKind cause)
    {
        IsDropped = true;
        _tally.Count("dropped");
    }

    private void Note(ReadOnlyMemory<byte> line)
    {
        try
        {
            using PoolRequest request = PoolRequest.Read(line);
            _tally.Count(Array.IndexOf(ClientGrammar.Methods, request.Method) < 0 ? "another method" : request.Method);
        }
        catch (FormatException e)
        {
            Assert.NotEmpty(e.Message);
            _tally.Count("no request");
        }
    }
}
