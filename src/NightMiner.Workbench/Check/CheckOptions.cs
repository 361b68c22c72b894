
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Check;

/// <summary>All that one may choose about a conformance run.</summary>
public sealed record CheckOptions
{
    /// <summary>The pool to test.</summary>
    public required Endpoint Pool { get; init; }

    /// <summary>The worker to log in; further ones are made of it.</summary>
    public string User { get; init; } = "check";

    /// <summary>Its password.</summary>
    public string Password { get; init; } = "x";

    /// <summary>What the pool judges shares by.</summary>
    public PowAlgorithm Algorithm { get; init; } = Algorithms.Get("scrypt");

    /// <summary>How long to mine for one share at most; what would take longer is not applicable.</summary>
    public TimeSpan Work { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for an answer.</summary>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for a new job.</summary>
    public TimeSpan JobTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether to run the cases that hammer the pool, too.</summary>
    public bool IsRough { get; init; }

    /// <summary>Patterns with * of the cases to run; empty: all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Patterns with * of the cases to leave out.</summary>
    public IReadOnlyList<string> Skip { get; init; } = [];

    /// <summary>How many cases run at a time, where that is harmless.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>The cases that are chosen, in the order of the list.</summary>
    public IReadOnlyList<ConformanceCase> Choose() =>
        [.. ConformanceCases.All.Where(one => (IsRough || !one.IsRough)
            && (Only.Count == 0 || Only.Any(pattern => IsLike(one.Name, pattern)))
            && !Skip.Any(pattern => IsLike(one.Name, pattern)))];

    /// <summary>The patterns that no case is like: mistyped, or of another version.</summary>
    public IReadOnlyList<string> FindUnknownPatterns() =>
        [.. Only.Concat(Skip).Where(pattern => !ConformanceCases.All.Any(one => IsLike(one.Name, pattern)))];

    /// <inheritdoc/>
    public override string ToString() => $"check of {Pool}"; // a record's own text would show the password

    // "shares" and "shares.*" are the group; * stands for any letters.
    private static bool IsLike(string name, string pattern) =>
        name.StartsWith(pattern + ".", StringComparison.OrdinalIgnoreCase)
        || System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name);
}
