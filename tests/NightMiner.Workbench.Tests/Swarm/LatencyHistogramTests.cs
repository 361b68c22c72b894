using NightMiner.Workbench.Swarm;

namespace NightMiner.Workbench.Tests.Swarm;

public class LatencyHistogramTests
{
    [Theory]
    [InlineData(50)]
    [InlineData(95)]
    [InlineData(99)]
    public void Percentiles_are_within_a_sixteenth(double percent)
    {
        Random random = new(7);
        double[] times = [.. Enumerable.Range(0, 10_000).Select(_ => Math.Pow(10, random.NextDouble() * 7))];
        LatencyHistogram histogram = new();
        foreach (double time in times) histogram.Add(TimeSpan.FromMicroseconds(time));

        Array.Sort(times);
        double exact = times[(int)Math.Ceiling(times.Length * percent / 100) - 1];
        Assert.InRange(histogram.Percentile(percent).TotalMicroseconds, exact - 1, (exact * 17 / 16) + 1);
        Assert.Equal(times.Length, histogram.Count);
        Assert.Equal((long)times[^1], (long)histogram.Longest.TotalMicroseconds);
        Assert.Equal(histogram.Longest, histogram.Percentile(100));
    }

    [Fact]
    public void Nothing_counted_is_zero()
    {
        Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Percentile(99));
        Assert.Equal(0, new LatencyHistogram().Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)] // clocks may step back
    [InlineData(1e15)]
    public void The_ends_are_counted_too(double microseconds)
    {
        LatencyHistogram histogram = new();
        histogram.Add(TimeSpan.FromMicroseconds(microseconds));
        Assert.Equal(1, histogram.Count);
    }
}
