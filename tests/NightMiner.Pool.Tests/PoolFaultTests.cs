using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

/// <summary>A fault in the pool itself is told, and ends neither its timer nor other clients' connections.</summary>
public sealed class PoolFaultTests
{
    [Fact]
    public async Task A_fault_while_looking_at_the_clock_is_told_once_and_the_next_tick_comes()
    {
        FailingClock clock = new();
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with
        {
            Clock = clock,
            BlockTime = TimeSpan.FromSeconds(15),
        });
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        long height = pool.Snapshot().Height;

        clock.Failures = 3;
        for (int tick = 0; tick < 3; tick++) clock.Advance(TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromSeconds(15));
        await client.NextJobAsync();

        Assert.Equal(height + 1, pool.Snapshot().Height);
        PoolFault fault = Assert.Single(Read(pool).OfType<PoolFault>());
        Assert.Equal(("looking at the clock", "the clock is broken"), (fault.During, fault.Problem));
    }

    [Fact]
    public async Task A_fault_that_one_client_meets_ends_its_connection_alone_and_is_told()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with { Algorithm = new BrokenAlgorithm() });
        using ScriptedClient one = await ScriptedClient.LoginAsync(pool);
        using ScriptedClient two = await ScriptedClient.LoginAsync(pool);

        string share = one.Find(one.Job, TestPool.Easy).Parameters;
        await one.SendAsync($$"""{"id":1,"method":"mining.submit","params":{{share}}}""");

        Assert.Empty(await one.ReadToEndAsync());
        Assert.Equal("true null", await two.AskAsync("mining.extranonce.subscribe", "[]"));
        await TestPool.Until(() => pool.Snapshot().Connections == 1);
        List<PoolEvent> story = Read(pool);
        Assert.Contains(story, e => e is PoolFault { During: "serving client #1", Problem: "no such luck" });
        Assert.Contains(story, e => e is ClientLeft { Connection: 1, Reason: "internal error: no such luck" });
    }

    private static List<PoolEvent> Read(StratumPool pool)
    {
        List<PoolEvent> events = [];
        while (pool.Events.TryRead(out PoolEvent? happened)) events.Add(happened);
        return events;
    }

    private sealed class BrokenAlgorithm : PowAlgorithm
    {
        public override string Name => "broken";

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) =>
            throw new InvalidOperationException("no such luck");
    }

    // The first question of some ticks fails.
    private sealed class FailingClock : TimeProvider
    {
        private readonly ManualClock _clock = new();

        [ThreadStatic]
        private static bool _isTicking;

        public int Failures { get; set; }

        public override long TimestampFrequency => _clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

        public override long GetTimestamp()
        {
            if (!_isTicking || Failures == 0) return _clock.GetTimestamp();
            Failures--;
            _isTicking = false; // the rest of this tick is fine
            throw new InvalidOperationException("the clock is broken");
        }

        public override ITimer CreateTimer(
            TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _clock.CreateTimer(s =>
        {
            _isTicking = true;
            try
            {
                callback(s);
            }
            catch (InvalidOperationException) { } // a timer of the system would end the process
            finally
            {
                _isTicking = false;
            }
        }, state, dueTime, period);

        public void Advance(TimeSpan time) => _clock.Advance(time);
    }
}
