using System.Threading.Channels;

namespace NightMiner.Pool.Sessions;

/// <summary>What happened, for one reader. Where nobody reads, the oldest events are dropped. Thread-safe.</summary>
internal sealed class PoolEvents(TimeProvider clock)
{
    private const int Limit = 4096;

    private readonly Channel<PoolEvent> _channel = Channel.CreateBounded<PoolEvent>(
        new BoundedChannelOptions(Limit) { FullMode = BoundedChannelFullMode.DropOldest });

    public ChannelReader<PoolEvent> Reader => _channel.Reader;

    public void Publish(PoolEvent happened) => _channel.Writer.TryWrite(happened with { Time = clock.GetUtcNow() });

    public void Complete() => _channel.Writer.TryComplete();
}
