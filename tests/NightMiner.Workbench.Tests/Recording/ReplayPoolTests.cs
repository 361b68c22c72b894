using NightMiner.TestSupport;
using NightMiner.Workbench.Recording;

namespace NightMiner.Workbench.Tests.Recording;

public sealed class ReplayPoolTests
{
    [Fact]
    public async Task A_replay_that_is_disposed_at_once_ends_in_peace_and_reports_that_nobody_came()
    {
        SessionRecording recording = new([new RecordedLine(TimeSpan.Zero, 1, Side.Miner, "{}"u8.ToArray())]);
        for (int i = 0; i < 50; i++) // its loop has begun by then, or has not
        {
            ReplayPool pool = ReplayPool.Start(recording);
            await pool.DisposeAsync().AsTask().WaitAsync(ScriptedPool.Patience);
            ReplayReport report = await pool.Finished;
            Assert.Empty(report.Seen.Lines);
        }
    }
}
