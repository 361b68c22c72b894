using System.Diagnostics;

namespace NightMiner.Slow.Tests;

/// <summary>Tests that build run one after the other: they write to the same outputs.</summary>
[CollectionDefinition(nameof(Tool))]
public sealed class OneBuildAtATime;

/// <summary>The <c>dotnet</c> command, as its users type it.</summary>
internal static class Tool
{
    // Several minutes only where the machine is busy: a build of everything takes half of one.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs it in a folder until it ends.</summary>
    /// <returns>Its exit code, and what it wrote to both outputs.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment.Remove("MSBUILD_EXE_PATH"); // the test host's own MSBuild is not the one to use
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // nothing stays behind that holds our output open
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The same, and fails with the output when the exit code is not 0.</summary>
    public static async Task<string> SucceedAsync(string folder, params string[] arguments)
    {
        (int exitCode, string output) = await RunAsync(folder, arguments);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        return output;
    }
}
