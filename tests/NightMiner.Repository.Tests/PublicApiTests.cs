using System.Reflection;
using NightMiner.Pool;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;
using NightMiner.Workbench.Testing;
using PublicApiGenerator;

namespace NightMiner.Repository.Tests;

/// <summary>The public API of each package, with nullability, as somebody has read and approved it.</summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,
        DenyNamespacePrefixes = [], // the default leaves out whatever begins with System; nothing of ours does
    };

    [Theory]
    [InlineData("Protocol", typeof(BlockHeader))]
    [InlineData("NightMiner", typeof(Miner))]
    [InlineData("Pool", typeof(StratumPool))]
    [InlineData("Workbench", typeof(TestMiner))]
    public void The_public_api_is_the_approved_one(string package, Type type)
    {
        Assembly assembly = type.Assembly;
        Approved.Verify($"PublicApi.{package}", assembly.GeneratePublicApi(Options) + "\n");
    }
}
