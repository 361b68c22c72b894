using System.Text;
using NightMiner.Protocol.Transport;
using NightMiner.Workbench.Faults;

namespace NightMiner.Workbench.Tests.Faults;

public sealed class FaultPlanTests
{
    private static readonly FaultOptions Options = new() { Pool = Endpoint.Parse("127.0.0.1:1"), Seed = 7 };

    [Fact]
    public void The_same_seed_has_the_same_faults_and_another_one_has_others()
    {
        Assert.Equal(Plan(Options, 3), Plan(Options, 3));
        Assert.NotEqual(Plan(Options, 3), Plan(Options with { Seed = 8 }, 3));
        Assert.NotEqual(Plan(Options, 3), Plan(Options, 4));
        Assert.NotEqual(Plan(Options, 3), Plan(Options, 3, FaultDirection.ToPool));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(1000)]
    public void Faults_come_in_the_order_of_their_lines_and_as_often_as_was_asked(int between)
    {
        PlannedFault[] plan = Plan(Options with { LinesBetween = between }, 1, count: 4000);
        Assert.All(plan.Zip(plan.Skip(1)), pair => Assert.True(pair.First.Line < pair.Second.Line));
        Assert.InRange(plan[^1].Line / 4000.0, 0.95 * between, 1.05 * between);
        Assert.All(plan, fault => Assert.InRange(fault.Luck, 0, 0.999999999999));
    }

    [Fact]
    public void Only_the_kinds_that_were_asked_for_happen_and_each_of_them_does()
    {
        Assert.Equal(Enum.GetValues<FaultKind>(), Plan(Options, 1).Select(fault => fault.Kind).Distinct().Order());
        FaultOptions some = Options with { Kinds = [FaultKind.Delay, FaultKind.Split] };
        Assert.Equal([FaultKind.Delay, FaultKind.Split], Plan(some, 1).Select(fault => fault.Kind).Distinct().Order());
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_by_name()
    {
        Assert.Contains("Kinds", Refused(Options with { Kinds = [] }), StringComparison.Ordinal);
        Assert.Contains("LinesBetween", Refused(Options with { LinesBetween = 0 }), StringComparison.Ordinal);
        Assert.Contains("ConnectionLimit", Refused(Options with { ConnectionLimit = 0 }), StringComparison.Ordinal);
        Assert.Contains("DelayTime",
            Refused(Options with { DelayTime = Timeout.InfiniteTimeSpan }), StringComparison.Ordinal);
        Assert.Contains("StallTime",
            Refused(Options with { StallTime = TimeSpan.FromSeconds(-1) }), StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_leaves_exactly_one_line_that_differs()
    {
        byte[] line = Encoding.UTF8.GetBytes("{\"id\":1,\"params\":[\"JKN\"]}\n"); // J and N: one bit from \n
        for (double luck = 0; luck < 1; luck += 0.001)
        {
            byte[] corrupt = LineDamage.Corrupt(line, luck), truncated = LineDamage.Truncate(line, luck);
            Assert.Equal(1, line.Zip(corrupt).Count(pair => pair.First != pair.Second));
            Assert.Equal(line.Length - 1, Array.IndexOf(corrupt, (byte)'\n'));
            Assert.InRange(truncated.Length, 1, line.Length - 1);
            Assert.Equal(truncated.Length - 1, Array.IndexOf(truncated, (byte)'\n'));
            Assert.InRange(LineDamage.PlaceIn(line, luck), 1, line.Length - 1);
        }
        foreach (byte[] tiny in new byte[][] { [], [(byte)'\n'] })
        {
            Assert.Equal(tiny, LineDamage.Corrupt(tiny, 0.5));
            Assert.Equal(tiny, LineDamage.Truncate(tiny, 0.5));
        }
    }

    [Theory]
    [InlineData("""{"id":1,"method":"mining.authorize","params":["user","secret"]}""", "mining.authorize")]
    [InlineData("""{"id":1,"result":true,"error":null}""", "")]
    [InlineData("{\"method\":\"\u001b[2J", "·[2J")]
    public void A_fault_tells_the_method_and_no_secret(string line, string method)
    {
        Assert.Equal(method, LineDamage.MethodOf(Encoding.UTF8.GetBytes(line)));
        InjectedFault fault = new(2, FaultDirection.ToPool, new PlannedFault(5, FaultKind.Cut, 0.5), method);
        Assert.StartsWith("connection 2 ToPool line 5: Cut of ", fault.ToString(), StringComparison.Ordinal);
    }

    private static PlannedFault[] Plan(FaultOptions options, long connection,
        FaultDirection direction = FaultDirection.ToMiner, int count = 500) =>
        [.. FaultPlan.Of(options, connection, direction).Take(count)];

    private static string Refused(FaultOptions options) =>
        Assert.ThrowsAny<ArgumentException>(() => FaultPlan.Of(options, 1, FaultDirection.ToPool)).Message;
}
