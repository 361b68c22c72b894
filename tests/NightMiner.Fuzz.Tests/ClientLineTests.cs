using NightMiner.Pool.Profiles;
using NightMiner.TestSupport.Hostile;
using NightMiner.Workbench.Recording;

namespace NightMiner.Fuzz.Tests;

/// <summary>What miners say, read by the embedded pool without its sockets, and by the workbench.</summary>
public sealed class ClientLineTests(ITestOutputHelper output)
{
    private const int Lines = 200_000;
    private const int LinesOfAConnection = 40;

    [Fact]
    public void Two_hundred_thousand_lines_of_miners_never_throw_out_of_the_pool()
    {
        Tally tally = new();
        ClientGrammar grammar = new(Feed.Seed);
        Feed.Lines(Lines, LinesOfAConnection, group =>
        {
            PoolProfile profile = PoolProfile.All[group % PoolProfile.All.Count];
            ClientReaders readers = new(tally, profile);
            LogReaders log = new(tally);
            return line =>
            {
                if (line is null)
                {
                    log.Explain();
                    return;
                }
                if (readers.IsDropped) readers = new ClientReaders(tally, profile);
                readers.Read(line);
                log.Read(line, Side.Miner);
                (grammar.JobId, grammar.Time) = (readers.JobId, readers.Time);
                grammar.Extranonce2Size = readers.Extranonce2Size;
            };
        }, grammar.Next);
        output.WriteLine(tally.ToString());
        Reached.All(tally, Lines / 1000,
            [.. ClientGrammar.Methods, "another method", "no request", "answered", "refused", "dropped"]);
        Reached.All(tally, 100, "accepted share", "refused share", "block");
    }
}
