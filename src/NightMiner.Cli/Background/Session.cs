using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NightMiner.Cli.Background;

/// <summary>What cuts a process off from its terminal.</summary>
internal static class Session
{
    /// <summary>
    /// Leaves the terminal's session, so that closing it does not reach this process, and lets go of the three
    /// standard streams. On Windows the child was started without a console: nothing to do.
    /// </summary>
    public static void Leave()
    {
        if (OperatingSystem.IsWindows()) return;
        _ = SetSid();
        using SafeFileHandle nothing =
            File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        for (int stream = 0; stream <= 2; stream++) _ = Dup2(nothing, stream);
    }

    [DllImport("libc", EntryPoint = "setsid")]
    private static extern int SetSid();

    [DllImport("libc", EntryPoint = "dup2")]
    private static extern int Dup2(SafeFileHandle from, int to);
}
