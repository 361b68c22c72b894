using System.Diagnostics;
using System.Globalization;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;
using NightMiner.Workers;

namespace NightMiner.Tests.Workers;

/// <summary>What --cpu-affinity, --cpu-priority and --throttle stand for, read back from the system itself.</summary>
public sealed class CpuUseTests
{
    [Fact]
    public void A_thread_is_at_lower_priority_by_default()
    {
        if (!OperatingSystem.IsLinux()) return;
        Assert.InRange(OnNewThread(new CpuUse(), 0).Nice, 10, 19);
        Assert.Equal(19, OnNewThread(new CpuUse { Priority = CpuPriority.Idle }, 0).Nice);
        (int before, _) = OnNewThread(null, 0);
        Assert.Equal(before, OnNewThread(new CpuUse { Priority = CpuPriority.Normal }, 0).Nice);
    }

    [Fact]
    public void High_priority_is_had_or_refused_with_a_reason()
    {
        if (!OperatingSystem.IsLinux()) return;
        List<string> refused = [];
        int nice = OnNewThread(new CpuUse { Priority = CpuPriority.High }, 0, refused).Nice;
        if (nice == -10) Assert.Empty(refused);
        else Assert.Contains("CPU priority high: Permission denied", Assert.Single(refused), StringComparison.Ordinal);
    }

    [Fact]
    public void Workers_go_round_the_list_of_cpus()
    {
        if (!OperatingSystem.IsLinux()) return;
        int first = ThreadTuning.AllowedCpus![0], last = ThreadTuning.AllowedCpus[^1];
        CpuUse use = new() { Affinity = [last, first] };
        Assert.Equal($"{last}", OnNewThread(use, 0).Cpus);
        Assert.Equal($"{first}", OnNewThread(use, 1).Cpus);
        Assert.Equal($"{last}", OnNewThread(use, 2).Cpus);
        Assert.Equal(CpuList.Format(ThreadTuning.AllowedCpus), OnNewThread(new CpuUse(), 0).Cpus);
    }

    [Fact]
    public void A_cpu_that_is_not_there_is_refused_early_and_late()
    {
        List<string> refused = [];
        OnNewThread(new CpuUse { Affinity = [4095] }, 0, refused);
        Assert.Contains("CPU 4095", Assert.Single(refused), StringComparison.Ordinal);

        ArgumentException early = Assert.Throws<ArgumentException>(() =>
            new Miner(new MinerOptions { Pool = Endpoint.Parse("127.0.0.1"), CpuAffinity = [4095] }));
        Assert.Contains("CPU", early.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_workers_of_a_pool_are_set_up_and_a_refusal_is_told_once()
    {
        int refusals = 0;
        using CountdownEvent made = new(2);
        using WorkerPool pool = new(new JobSlot(), threads: 2, MakeScanner, new CpuUse { Affinity = [4095] },
            _ => Interlocked.Increment(ref refusals));
        await Task.Run(() => Assert.True(made.Wait(ScriptedPool.Patience)));
        Assert.Equal(1, refusals);

        NonceScanner MakeScanner()
        {
            if (OperatingSystem.IsLinux()) Assert.InRange(ReadNice(), 10, 19);
            made.Signal();
            return new TinyAlgorithm().CreateScanner(NightMiner.Hashing.Isa.Reference);
        }
    }

    [Theory]
    [InlineData(100), InlineData(75), InlineData(50), InlineData(10), InlineData(1)]
    public void A_throttled_worker_works_its_share_of_the_time(int percent)
    {
        Pacing pacing = new(percent);
        long clock = 0, worked = 0, slice = Stopwatch.Frequency / 50, millisecond = Stopwatch.Frequency / 1000;
        for (int i = 0; i < 1000; i++)
        {
            (worked, clock) = (worked + slice, clock + slice);
            TimeSpan rest = pacing.RestAfter(slice);
            if (rest == TimeSpan.Zero) continue;
            // Every third sleep is too long, every third is cut short by a new job.
            long slept = ((long)rest.TotalMilliseconds * millisecond) + ((i % 3 - 1) * millisecond / 2);
            clock += slept;
            pacing.Rested(slept);
        }
        Assert.InRange(100.0 * worked / clock, percent - 1, percent + 1);
    }

    [Fact]
    public void A_machine_that_slept_gives_no_credit_for_hours()
    {
        Pacing pacing = new(50);
        Assert.Equal(TimeSpan.FromSeconds(1), pacing.RestAfter(Stopwatch.Frequency));
        pacing.Rested(3600 * Stopwatch.Frequency);
        Assert.Equal(TimeSpan.FromMilliseconds(900), pacing.RestAfter(Stopwatch.Frequency));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0,2-3", 0, 2, 3)]
    [InlineData("3,1", 3, 1)]
    public void A_list_of_cpus_is_read_and_written(string text, params int[] cpus)
    {
        Assert.Equal(cpus, CpuList.Parse(text));
        Assert.Equal(text, CpuList.Format(cpus));
    }

    [Theory]
    [InlineData(""), InlineData("a"), InlineData("1-"), InlineData("3-1"), InlineData("-1"), InlineData("1,,2")]
    [InlineData("0-99999999"), InlineData("1-2-3")]
    public void What_is_no_list_of_cpus_is_refused(string text) =>
        Assert.Throws<FormatException>(() => CpuList.Parse(text));

    private static (int Nice, string Cpus) OnNewThread(CpuUse? use, int number, List<string>? refused = null)
    {
        (int, string) seen = default;
        Thread thread = new(() =>
        {
            if (use is not null) ThreadTuning.Apply(use, number, (refused ?? []).Add);
            if (OperatingSystem.IsLinux()) seen = (ReadNice(), ReadCpus());
        });
        thread.Start();
        thread.Join();
        return seen;
    }

    // The 19th field; the second, the thread's name, may hold blanks, but ends with the last parenthesis.
    private static int ReadNice()
    {
        string stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
    }

    private static string ReadCpus() => File.ReadLines("/proc/thread-self/status")
        .Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split('\t')[1];
}
