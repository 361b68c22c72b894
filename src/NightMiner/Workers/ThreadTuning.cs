using System.Runtime.InteropServices;

namespace NightMiner.Workers;

/// <summary>
/// Sets the priority and the CPU of the thread that calls. The runtime ignores <see cref="Thread.Priority"/> on all
/// systems but Windows, so the system itself is asked.
/// </summary>
internal static partial class ThreadTuning
{
    private const int MaskBytes = 4096 / 8;

    /// <summary>
    /// The CPUs that this process may use; null where the system does not tell, or can't tie a thread to one.
    /// </summary>
    public static IReadOnlyList<int>? AllowedCpus
    {
        get
        {
            if (OperatingSystem.IsWindows()) return [.. Enumerable.Range(0, Math.Min(64, Environment.ProcessorCount))];
            if (!OperatingSystem.IsLinux()) return null;
            byte[] mask = new byte[MaskBytes];
            if (Linux.GetAffinity(0, MaskBytes, mask) < 0) return null;
            return [.. Enumerable.Range(0, 8 * MaskBytes).Where(cpu => (mask[cpu / 8] >> (cpu % 8) & 1) != 0)];
        }
    }

    /// <summary>Refuses CPUs that threads can't be tied to.</summary>
    /// <exception cref="ArgumentException">Which one, and which ones there are.</exception>
    public static void CheckAffinity(IReadOnlyList<int> cpus)
    {
        if (cpus.Count == 0) return;
        if (AllowedCpus is not { } allowed) throw new ArgumentException(
            "this system does not tie threads to CPUs: leave the CPU affinity away");
        foreach (int cpu in cpus)
            if (!allowed.Contains(cpu)) throw new ArgumentException(
                $"CPU {cpu} is not one that this process may use: {CpuList.Format(allowed)}");
    }

    /// <summary>
    /// Sets up the calling thread as worker <paramref name="number"/>. What the system refuses is told to
    /// <paramref name="refused"/>; the thread then runs as it would have without.
    /// </summary>
    public static void Apply(CpuUse use, int number, Action<string> refused)
    {
        if (SetPriority(use.Priority) is { } noPriority)
            refused($"the system refused CPU priority {Name(use.Priority)}: {noPriority}");
        if (use.Affinity.Count == 0) return;
        int cpu = use.Affinity[number % use.Affinity.Count];
        if (SetAffinity(cpu) is { } noAffinity)
            refused($"the system refused to tie a thread to CPU {cpu}: {noAffinity}");
    }

    private static string Name(CpuPriority priority) => priority.ToString().ToLowerInvariant();

    private static string? SetPriority(CpuPriority priority)
    {
        if (OperatingSystem.IsLinux()) return Linux.SetPriority(priority);
        if (OperatingSystem.IsMacOS()) return Mac.SetPriority(priority);
        Thread.CurrentThread.Priority = priority switch
        {
            CpuPriority.Idle => ThreadPriority.Lowest,
            CpuPriority.Low => ThreadPriority.BelowNormal,
            CpuPriority.Normal => ThreadPriority.Normal,
            _ => ThreadPriority.AboveNormal,
        };
        return null;
    }

    private static string? SetAffinity(int cpu)
    {
        if (OperatingSystem.IsLinux())
        {
            byte[] mask = new byte[MaskBytes];
            mask[cpu / 8] = (byte)(1 << (cpu % 8));
            return Linux.Problem(Linux.SetAffinity(0, MaskBytes, mask));
        }
        if (!OperatingSystem.IsWindows() || cpu >= 8 * nuint.Size) return "not supported there";
        return Windows.SetThreadAffinityMask(Windows.GetCurrentThread(), (nuint)1 << cpu) != 0
            ? null
            : Marshal.GetLastPInvokeErrorMessage();
    }

    // For these calls process 0 is the calling thread: to the kernel each thread is a process of its own.
    private static partial class Linux
    {
        private const int Process = 0;
        private const int IdlePolicy = 5;
        private const int LowNice = 10;   // a tenth of the CPU when somebody at normal priority wants all of it
        private const int HighNice = -10;

        public static string? SetPriority(CpuPriority priority)
        {
            switch (priority)
            {
                case CpuPriority.Idle:
                    int none = 0;
                    return Problem(SetScheduler(0, IdlePolicy, in none)) ?? Problem(SetNice(Process, 0, 19));
                case CpuPriority.Low: // who was started with a worse one keeps it
                    return Problem(SetNice(Process, 0, Math.Max(LowNice, GetNice(Process, 0))));
                case CpuPriority.High:
                    return Problem(SetNice(Process, 0, HighNice));
                default:
                    return null;
            }
        }

        public static string? Problem(int result) => result >= 0 ? null : Marshal.GetLastPInvokeErrorMessage();

        [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
        public static partial int GetAffinity(int thread, nuint size, [Out] byte[] mask);

        [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
        public static partial int SetAffinity(int thread, nuint size, byte[] mask);

        [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
        private static partial int SetScheduler(int thread, int policy, in int parameter);

        [LibraryImport("libc", EntryPoint = "getpriority", SetLastError = true)]
        private static partial int GetNice(int which, uint who);

        [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
        private static partial int SetNice(int which, uint who, int nice);
    }

    private static partial class Mac
    {
        public static string? SetPriority(CpuPriority priority)
        {
            int error = SetQualityOfService(priority switch
            {
                CpuPriority.Idle => 0x09, // background
                CpuPriority.Low => 0x11,  // utility
                CpuPriority.Normal => 0x15,
                _ => 0x19,                // user initiated
            }, 0);
            return error == 0 ? null : Marshal.GetPInvokeErrorMessage(error);
        }

        [LibraryImport("libSystem", EntryPoint = "pthread_set_qos_class_self_np")]
        private static partial int SetQualityOfService(uint level, int below);
    }

    private static partial class Windows
    {
        [LibraryImport("kernel32", SetLastError = true)]
        public static partial nuint SetThreadAffinityMask(nint thread, nuint mask);

        [LibraryImport("kernel32")]
        public static partial nint GetCurrentThread();
    }
}
