using System.Threading.Channels;

namespace NightMiner.Pool;

/// <summary>What happened, for whoever reads it: when nobody does, the oldest is forgotten.</summary>
internal sealed class PoolEvents(TimeProvider clock)
{
    private const int Limit = 4096;

    private readonly Channel<PoolEvent> _channel = Channel.CreateBounded<PoolEvent>(
        new BoundedChannelOptions(Limit) { FullMode = BoundedChannelFullMode.DropOldest });

    public ChannelReader<PoolEvent> Reader => _channel.Reader;

    public void Publish(PoolEvent happened) => _channel.Writer.TryWrite(happened with { Time = clock.GetUtcNow() });

    public void Complete() => _channel.Writer.TryComplete();
}
