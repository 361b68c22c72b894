namespace NightMiner.Repository.Tests;

/// <summary>
/// Who may use whom: the table of ARCHITECTURE.md, which a test compares with this one. A project's name stands for all
/// rooms of that project. A room may always use itself.
/// </summary>
internal static class Rooms
{
    /// <summary>Each room with those that it may use.</summary>
    public static IReadOnlyDictionary<string, string[]> MayUse { get; } = new Dictionary<string, string[]>
    {
        ["Protocol/Text"] = [],
        ["Protocol/Blocks"] = [],
        ["Protocol/Addresses"] = ["Protocol/Blocks"],
        ["Protocol/Transport"] = ["Protocol/Text"],
        ["Protocol/Stratum"] = ["Protocol/Blocks", "Protocol/Text", "Protocol/Transport"],
        ["Protocol/Nodes"] =
        [
            "Protocol/Blocks", "Protocol/Text", "Protocol/Transport", "Protocol/Stratum", "Protocol/Addresses",
        ],

        ["NightMiner/Hashing"] = [],
        ["NightMiner/ProofOfWork"] = ["Protocol/Blocks", "NightMiner/Hashing"],
        ["NightMiner/Jobs"] =
            ["Protocol/Blocks", "Protocol/Stratum", "NightMiner/Hashing", "NightMiner/ProofOfWork"],
        ["NightMiner/Workers"] = ["NightMiner/ProofOfWork", "NightMiner/Jobs", "NightMiner/root"],
        ["NightMiner/Sessions"] = ["Protocol", "NightMiner/ProofOfWork", "NightMiner/Jobs", "NightMiner/root"],
        ["NightMiner/root"] = ["Protocol", "NightMiner"],

        ["Pool/Profiles"] = ["Protocol/Blocks"],
        ["Pool/Messages"] = ["Protocol/Blocks", "Protocol/Text", "Protocol/Stratum", "Pool/Profiles", "Pool/root"],
        ["Pool/Chain"] =
        [
            "Protocol/Blocks", "Protocol/Stratum", "Protocol/Nodes", "NightMiner/ProofOfWork",
            "Pool/Profiles", "Pool/Messages", "Pool/root",
        ],
        ["Pool/Judging"] =
        [
            "Protocol/Blocks", "Protocol/Text", "NightMiner/ProofOfWork", "Pool/Profiles",
            "Pool/Messages", "Pool/Chain", "Pool/root",
        ],
        ["Pool/Sessions"] =
        [
            "Protocol", "NightMiner/ProofOfWork", "Pool/Profiles", "Pool/Messages",
            "Pool/Chain", "Pool/Judging", "Pool/root",
        ],
        ["Pool/Defects"] =
            ["Protocol/Blocks", "Pool/Messages", "Pool/Judging", "Pool/Chain", "Pool/Sessions", "Pool/root"],
        ["Pool/Nodes"] = ["Protocol", "NightMiner/ProofOfWork", "Pool/Chain", "Pool/root"],
        ["Pool/root"] = ["Protocol", "NightMiner", "Pool"],

        ["Workbench/Recording"] = ["Protocol", "NightMiner"],
        ["Workbench/Explain"] = ["Protocol", "NightMiner", "Workbench/Recording"],
        ["Workbench/Check"] = ["Protocol", "NightMiner", "Workbench/Explain"],
        ["Workbench/Swarm"] = ["Protocol", "NightMiner"],
        ["Workbench/Faults"] = ["Protocol"],
        ["Workbench/Testing"] = ["Protocol", "NightMiner"],

        ["Cli/CommandLine"] =
        [
            "Protocol", "Cli/Rendering",
            "Cli/Bench", "Cli/Check", "Cli/Explain", "Cli/Pool", "Cli/Recording", "Cli/Swarm",
        ],
        ["Cli/Rendering"] = [],
        ["Cli/Output"] = ["Cli/CommandLine", "Cli/Rendering"],
        ["Cli/Algos"] = ["NightMiner", "Cli/root", "Cli/Output", "Cli/Rendering"],
        ["Cli/Background"] = ["NightMiner", "Cli/root", "Cli/CommandLine", "Cli/Mine", "Cli/Output"],
        ["Cli/Bench"] = ["Protocol", "NightMiner", "Cli/root", "Cli/CommandLine", "Cli/Output", "Cli/Rendering"],
        ["Cli/Check"] =
        [
            "Protocol", "NightMiner", "Workbench/Check",
            "Cli/root", "Cli/CommandLine", "Cli/Mine", "Cli/Output", "Cli/Rendering",
        ],
        ["Cli/Explain"] =
        [
            "Protocol", "NightMiner", "Workbench/Explain",
            "Cli/root", "Cli/CommandLine", "Cli/Mine", "Cli/Output", "Cli/Rendering",
        ],
        ["Cli/Mine"] = ["Protocol", "NightMiner", "Pool", "Workbench", "Cli"],
        ["Cli/Pool"] = ["Protocol", "NightMiner", "Pool", "Cli/root", "Cli/CommandLine", "Cli/Output", "Cli/Rendering"],
        ["Cli/Recording"] =
        [
            "Protocol", "NightMiner", "Workbench/Recording",
            "Cli/root", "Cli/CommandLine", "Cli/Mine", "Cli/Output", "Cli/Pool", "Cli/Rendering",
        ],
        ["Cli/Swarm"] =
        [
            "Protocol", "NightMiner", "Workbench/Swarm",
            "Cli/root", "Cli/CommandLine", "Cli/Mine", "Cli/Output", "Cli/Rendering",
        ],
        ["Cli/root"] = ["NightMiner", "Cli"],
    };

    public static bool Allows(string from, string to) =>
        from == to || (MayUse.TryGetValue(from, out string[]? allowed)
            && (allowed.Contains(to) || allowed.Contains(to.Split('/')[0])));
}
