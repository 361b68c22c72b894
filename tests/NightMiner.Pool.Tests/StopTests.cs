using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

/// <summary>What a pool says at its end holds: it stops taking shares, closes, and counts then.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task The_last_count_has_every_share_that_was_ever_answered()
    {
        await using StratumPool pool = StratumPool.Start(
            TestPool.Quiet with { Difficulty = Difficulty.Parse("1e-30") });
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        string share = $"\"me\",\"{client.Job.JobId}\",\"00000000\",\"{ScriptedClient.Hex(client.Job.Time)}\"";
        Task<int> reading = CountAcceptedAsync(client);
        Task sending = Task.Run(async () =>
        {
            for (uint nonce = 0; nonce < 4000; nonce++) await client.SendAsync(
                $$"""{"id":9,"method":"mining.submit","params":[{{share}},"{{nonce:x8}}"]}""");
        });
        await TestPool.Until(() => pool.Snapshot().Accepted > 20);

        PoolSnapshot end = await pool.StopAsync();

        int answered = await reading;
        await sending.ContinueWith(_ => { }, TaskScheduler.Default); // it may break off: nobody listens any more
        Assert.InRange(end.Accepted, answered, answered); // what was answered was counted, and the reverse
        Assert.Equal(0, end.Connections);
        int judged = 0;
        await foreach (PoolEvent happened in pool.Events.ReadAllAsync())
            if (happened is ShareJudged) judged++;
        Assert.Equal(end.Accepted, judged);
        Assert.Equal(end.Accepted, (await pool.StopAsync()).Accepted); // and it stays so
        Assert.Equal(end.Accepted, pool.Snapshot().Accepted);
    }

    private static async Task<int> CountAcceptedAsync(ScriptedClient client)
    {
        int accepted = 0;
        while (await client.ReadLineAsync() is { } line)
            if (line.Contains("\"result\":true", StringComparison.Ordinal)) accepted++;
        return accepted;
    }
}
