using System.Text.RegularExpressions;
using Mono.Cecil;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Repository.Tests.Journey;

/// <summary>
/// The way of one mining.notify through the sources, as ARCHITECTURE.md tells it and as the code really goes. Not
/// counted are values (the rooms Text and Blocks, and files that hold nothing but records, structs and enums) and the
/// insides of hashing (ProofOfWork and Hashing).
/// </summary>
public sealed partial class JourneyTests(ITestOutputHelper output)
{
    private const int MostFiles = 21;

    private static readonly string[] UncountedRooms =
        ["Protocol/Text", "Protocol/Blocks", "NightMiner/ProofOfWork", "NightMiner/Hashing"];

    [Fact]
    public async Task The_page_tells_the_way_of_a_notify_as_the_code_goes_it()
    {
        string[] told = [.. Repo.Lines("ARCHITECTURE.md").Select(line => Row().Match(line))
            .Where(row => row.Success).Select(row => row.Groups["file"].Value)];
        string[] gone = await FollowAsync();
        Assert.Equal(gone, told);
        Assert.InRange(told.Length, 8, MostFiles);
        Assert.Equal(told.Distinct(), told);
    }

    /// <summary>
    /// What runs beside the way by chance, such as a look at the clock once a second, is not on it in each of three
    /// runs.
    /// </summary>
    private async Task<string[]> FollowAsync()
    {
        HashSet<string> counted = CountedFiles();
        string[]? common = null;
        for (int run = 0; run < 3; run++)
        {
            Instrumented house = new(typeof(Miner).Assembly, typeof(BlockHeader).Assembly);
            int[] steps = await house.Call<Task<int[]>>(typeof(OneNotify), nameof(OneNotify.FollowAsync));
            string[] files = [.. steps.Select(step => house.Files[step])];
            foreach (string file in files) output.WriteLine($"{(counted.Contains(file) ? '+' : ' ')} {file}");
            output.WriteLine("");
            common = [.. (common ?? files).Intersect(files)];
        }
        return [.. common!.Where(counted.Contains)];
    }

    private static HashSet<string> CountedFiles() =>
    [
        .. from each in House.Types
           where !UncountedRooms.Contains(each.Room) && !IsValue(each.Type)
           from method in each.Type.Methods
           from point in method.DebugInformation.SequencePoints
           select Path.GetRelativePath(Repo.Root, point.Document.Url).Replace('\\', '/'),
    ];

    private static bool IsValue(TypeDefinition type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type.IsValueType || type.Methods.Any(method => method.Name == "<Clone>$");
    }

    [GeneratedRegex(@"^\| `(?<file>src/[^`]+\.cs)` \|")]
    private static partial Regex Row();
}
