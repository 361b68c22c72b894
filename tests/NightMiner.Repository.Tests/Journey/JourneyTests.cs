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
    private const int MostFiles = 16;
    private const int MostRuns = 10;
    private const string Start = "src/NightMiner.Protocol/Transport/LineReader.cs";

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
    /// What runs beside the way by chance, such as a look at the clock once a second, is seldom in two runs at the same
    /// place: the way is what two runs agree on.
    /// </summary>
    private async Task<string[]> FollowAsync()
    {
        HashSet<string> counted = CountedFiles();
        List<string[]> runs = [];
        while (true)
        {
            string[] all = await FollowOnceAsync();
            foreach (string file in all) output.WriteLine($"{(counted.Contains(file) ? '+' : ' ')} {file}");
            output.WriteLine("");
            string[] way = [.. all.Where(counted.Contains)];
            if (runs.Any(way.SequenceEqual) || runs.Count == MostRuns) return way;
            runs.Add(way);
        }
    }

    /// <summary>
    /// Each file once, in the order of its first step. The first thread is the one that reads the line; what a thread
    /// does before it hands over comes before what the next one does, though both run at the same time afterwards.
    /// </summary>
    private static async Task<string[]> FollowOnceAsync()
    {
        Instrumented house = new(typeof(Miner).Assembly, typeof(BlockHeader).Assembly);
        (int Thread, int File)[] steps =
            await house.Call<Task<(int, int)[]>>(typeof(OneNotify), nameof(OneNotify.FollowAsync));
        return [.. steps.SkipWhile(step => house.Files[step.File] != Start)
            .GroupBy(step => step.Thread).SelectMany(thread => thread)
            .Select(step => house.Files[step.File]).Distinct()];
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
