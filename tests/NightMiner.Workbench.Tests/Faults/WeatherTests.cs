using NightMiner.TestSupport;
using NightMiner.Workbench.Faults;

namespace NightMiner.Workbench.Tests.Faults;

public sealed class WeatherTests(ITestOutputHelper output)
{
    private const int Wanted = 1000;

    [Fact]
    public async Task Whole_sessions_survive_a_thousand_faults()
    {
        WeatherSession[] sessions =
        [
            new(1, FaultKind.Cut, FaultKind.Delay, FaultKind.Split, FaultKind.Merge, FaultKind.Stall),
            new(2, FaultKind.Cut, FaultKind.Split, FaultKind.Merge),
            new(3, FaultKind.Delay, FaultKind.Split, FaultKind.Merge),
            new(4, FaultKind.Duplicate, FaultKind.Delay, FaultKind.Cut),
            new(5, Enum.GetValues<FaultKind>()),
            new(6, Enum.GetValues<FaultKind>()),
            new(7, FaultKind.Corrupt, FaultKind.Truncate, FaultKind.Cut),
            new(8, FaultKind.Corrupt, FaultKind.Truncate, FaultKind.Duplicate),
        ];
        await Task.WhenAll(sessions.Select(session => Task.Run(() => session.RunAsync(Wanted / 8 + 1))));
        long faults = sessions.Sum(session => session.Faults);
        output.WriteLine($"{faults} faults");
        Assert.True(faults >= Wanted, $"only {faults} faults");
    }
}
