using System.Text;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Hostile;

/// <summary>Pools that hurt by how they send and take bytes.</summary>
public sealed class HostileStreamTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData("{")]
    [InlineData("\n")]
    [InlineData(" \r\n")]
    public async Task A_drip_of_bytes_that_make_no_line_counts_as_silence(string drop)
    {
        DripStream drip = new(Encoding.ASCII.GetBytes(drop), TimeSpan.FromMilliseconds(2));
        await using StratumConnection connection = new(drip) { SilenceLimit = Short };
        ConnectionException silent = await Assert.ThrowsAsync<ConnectionException>(() => ReadAllAsync(connection));
        Assert.Equal(ConnectionProblem.Silent, silent.Problem);
    }

    [Fact]
    public async Task A_pool_that_never_reads_is_left_when_the_time_for_writing_is_over()
    {
        await using StuckStream stuck = new();
        await using StratumConnection connection = new(stuck) { WriteLimit = Short };
        Task first = connection.SendAsync(new Subscribe("x")), second = connection.SendAsync(new Subscribe("y"));
        ConnectionException dead =
            await Assert.ThrowsAsync<ConnectionException>(() => first.WaitAsync(ScriptedPool.Patience));
        Assert.Equal(ConnectionProblem.Silent, dead.Problem);
        Assert.Contains("took no bytes", dead.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<IOException>(() => second.WaitAsync(ScriptedPool.Patience));
        Assert.True(stuck.IsDisposed); // part of a line may be out: nothing can follow
    }

    [Fact]
    public async Task A_pool_that_never_answers_fills_no_memory()
    {
        (Stream client, Stream pool) = StreamPair.Create();
        await using StratumConnection connection = new(client);
        for (int i = 0; i < StratumConnection.OpenLimit + 100; i++) await connection.SendAsync(new Subscribe(null));
        Assert.Equal(StratumConnection.OpenLimit, connection.Unanswered.Count);

        await pool.WriteAsync(Encoding.ASCII.GetBytes($"{Lines.Yes("100")}\n{Lines.Yes("101")}\n"));
        pool.Close();
        List<ServerMessage> replies = await ReadAllAsync(connection);
        Assert.Equal([false, true], replies.Cast<Reply>().Select(reply => reply.Request is not null));
    }

    [Fact]
    public async Task A_reader_of_short_lines_keeps_a_small_buffer()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        LineReader reader = new(new PackedStream(Encoding.ASCII.GetBytes(new string('x', 400) + "\n"), [100]));
        Assert.Equal(400, (await reader.ReadLineAsync())!.Value.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 4096);
    }

    private static async Task<List<ServerMessage>> ReadAllAsync(StratumConnection connection)
    {
        List<ServerMessage> messages = [];
        await foreach (ServerMessage message in connection.ReadAllAsync()) messages.Add(message);
        return messages;
    }

    // Gives the same few bytes again and again, never more than one at a time.
    private sealed class DripStream(byte[] drops, TimeSpan pause) : MemoryStream
    {
        private int _next;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken stop = default)
        {
            await Task.Delay(pause, stop);
            buffer.Span[0] = drops[_next++ % drops.Length];
            return 1;
        }
    }

    private sealed class StuckStream : MemoryStream
    {
        public bool IsDisposed { get; private set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken stop = default)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            await Task.Delay(Timeout.Infinite, stop);
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
