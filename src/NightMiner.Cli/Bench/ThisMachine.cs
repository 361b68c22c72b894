using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32;

namespace NightMiner.Cli.Bench;

/// <summary>Finds out what figures were measured on: no system has one call for the CPU's model.</summary>
internal static class ThisMachine
{
    /// <summary>Describes it.</summary>
    public static Machine Describe() => new(
        FindCpu(), Environment.ProcessorCount,
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}");

    private static string FindCpu()
    {
        string? name = null;
        try
        {
            name = OperatingSystem.IsWindows() ? AskRegistry()
                : OperatingSystem.IsMacOS() ? AskSysctl()
                : ReadCpuInfo();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            // then it has no name
        }
        return string.IsNullOrWhiteSpace(name)
            ? $"unknown {RuntimeInformation.ProcessArchitecture} CPU"
            : string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string? AskRegistry()
    {
        if (!OperatingSystem.IsWindows()) return null; // the analyzer wants it here
        const string key = @"HKEY_LOCAL_MACHINE\HARDWARE\DESCRIPTION\System\CentralProcessor\0";
        return Registry.GetValue(key, "ProcessorNameString", null) as string;
    }

    private static string? AskSysctl()
    {
        using Process? sysctl = Process.Start(
            new ProcessStartInfo("sysctl", ["-n", "machdep.cpu.brand_string"]) { RedirectStandardOutput = true });
        return sysctl?.StandardOutput.ReadLine();
    }

    // Linux. Arm kernels give numbers instead of a model.
    private static string? ReadCpuInfo() => File.ReadLines("/proc/cpuinfo")
        .Select(line => line.Split(':', 2))
        .FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() is "model name" or "Model")?[1].Trim();
}
