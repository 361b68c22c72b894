using System.Globalization;
using System.Text;
using NightMiner.Pool;

namespace NightMiner.Cli.Pool;

/// <summary>What `pool --defect list` prints.</summary>
internal static class DefectList
{
    private const int NameWidth = 30;

    /// <summary>The names, and what each does.</summary>
    public static ExitCode Print(World world)
    {
        StringBuilder text = new();
        foreach (PoolDefectFacts facts in PoolDefects.All)
            text.Append(CultureInfo.InvariantCulture,
                $"{facts.Name.PadRight(NameWidth)} {facts.Summary} ({facts.CaughtBy})\n");
        world.Out.Write(text.ToString());
        return ExitCode.Done;
    }
}
