using NightMiner.Hashing;
using NightMiner.ProofOfWork;

namespace NightMiner.Cli.Algos;

/// <summary>The command `algos`: what can be mined on this machine, and how.</summary>
internal static class AlgosCommand
{
    /// <summary>Prints it.</summary>
    public static ExitCode Run(bool isJson, World world)
    {
        world.Output.Write(isJson ? AlgosText.Json(Ask()) + "\n" : AlgosText.Render(Ask()));
        return ExitCode.Done;
    }

    private static Capabilities Ask() => new(
        [.. ProofOfWork.Algorithms.All.Select(algorithm => new Mineable(
            algorithm.Name, [.. algorithm.Implementations.Select(i => i.Name)], ChosenFor(algorithm)))],
        [.. Scrypt.AvailableLibraries.Select(library => library.ToString().ToLowerInvariant())],
        [.. Isa.All.Select(isa => new InstructionSet(isa.Name, isa.Description, isa.IsAvailable))]);

    private static string ChosenFor(PowAlgorithm algorithm)
    {
        using NonceScanner scanner = algorithm.CreateScanner(Isa.Best);
        return scanner.Name;
    }
}
