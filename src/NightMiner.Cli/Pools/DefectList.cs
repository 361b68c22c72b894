namespace NightMiner.Cli.Pools;

/// <summary>What `pool --defect list` prints.</summary>
internal static class DefectList
{
    public static ExitCode Print(World world)
    {
        world.Out.Write("");
        return ExitCode.Done;
    }
}
