using NightMiner.TestSupport.Hostile;
using NightMiner.Workbench.Recording;

namespace NightMiner.Fuzz.Tests;

/// <summary>What pools say, read by the miner's readers and by the workbench.</summary>
public sealed class ServerLineTests(ITestOutputHelper output)
{
    private const int Lines = 400_000;
    private const int LinesOfAConnection = 40;

    [Fact]
    public void Four_hundred_thousand_lines_of_pools_never_throw_out_of_a_reader()
    {
        Tally tally = new();
        ServerGrammar grammar = new(Feed.Seed);
        Feed.Lines(Lines, LinesOfAConnection, _ =>
        {
            ServerReaders readers = new(tally);
            LogReaders log = new(tally);
            return line =>
            {
                if (line is null)
                {
                    log.Explain();
                    return;
                }
                readers.Read(line);
                log.Read(line, Side.Pool);
            };
        }, grammar.Next);
        output.WriteLine(tally.ToString());
        Reached.All(tally, Lines / 1000,
            "Reply", "Notify", "SetDifficulty", "SetExtranonce", "SetVersionMask", "Reconnect", "GetVersion",
            "ShowMessage", "Ping", "UnknownMethod", "Malformed",
            "SubscribeResult", "ConfigureResult", "Job", "explained job", "Reconnect followed", "Reconnect refused",
            "Reject Stale", "Reject Duplicate", "Reject LowDifficulty", "Reject Unauthorized", "Reject NotSubscribed",
            "Reject Time", "Reject Other");
    }
}
