using System.Collections.Concurrent;

namespace NightMiner.ProofOfWork;

/// <summary>
/// The algorithms that can be asked for by name. Registering one gives it a name on the command line, in bench, in the
/// self-test and in the parameterised tests.
/// </summary>
public static class Algorithms
{
    private static readonly ConcurrentDictionary<string, PowAlgorithm> Known = new(
        new PowAlgorithm[] { new Scrypt(), new Sha256d() }.ToDictionary(algorithm => algorithm.Name),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>All registered algorithms, by name.</summary>
    public static IReadOnlyList<PowAlgorithm> All => [.. Known.Values.OrderBy(a => a.Name, StringComparer.Ordinal)];

    /// <summary>Adds an algorithm, or replaces the one of the same name.</summary>
    public static void Register(PowAlgorithm algorithm)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        Known[algorithm.Name] = algorithm;
    }

    /// <summary>Finds an algorithm by its name, in any case.</summary>
    /// <exception cref="ArgumentException">No such algorithm; the message lists those there are.</exception>
    public static PowAlgorithm Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Known.TryGetValue(name, out PowAlgorithm? algorithm)
            ? algorithm
            : throw new ArgumentException(
                $"'{name}' is not an algorithm: use one of {string.Join(", ", All.Select(a => a.Name))}", nameof(name));
    }
}
