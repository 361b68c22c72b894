using System.Buffers.Binary;
using System.Diagnostics;
using NightMiner.Protocol.Blocks;

namespace NightMiner.ProofOfWork;

/// <summary>
/// Shows in a moment that an implementation finds what it should, before a miner trusts it: a broken one would burn
/// power and find nothing, in silence.
/// </summary>
public static class SelfTest
{
    private const int Below = 3; // nonces scanned below the known one, which then is in a lane like any other

    // An eighth of all hashes meet this: some do and some don't in any window, of an algorithm that knows no header.
    private static readonly Target OneInEight = new(UInt256.Parse("1f" + new string('f', 62)));

    /// <summary>
    /// Checks the algorithm's Hash against the headers that it knows, and the implementation's scanner against Hash.
    /// </summary>
    public static SelfTestResult Run(PowAlgorithm algorithm, PowImplementation implementation)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        ArgumentNullException.ThrowIfNull(implementation);
        long start = Stopwatch.GetTimestamp();
        string? problem = FindProblemOfHash(algorithm);
        bool isAlgorithms = problem is not null;
        try
        {
            problem ??= FindProblem(algorithm, implementation);
            if (problem is not null && !isAlgorithms && FindUnsteadyHash(algorithm) is { } unsteady)
                (problem, isAlgorithms) = (unsteady, true);
        }
        catch (Exception thrown) // whatever a broken kernel throws is a result, not an accident
        {
            problem = Describe(thrown);
        }
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return new SelfTestResult(algorithm.Name, implementation.Name, problem, elapsed)
        {
            IsAlgorithmBroken = isAlgorithms,
        };
    }

    // An algorithm of the user's own may throw, or give another hash each time: that is not the kernel's fault.
    private static string? FindProblemOfHash(PowAlgorithm algorithm)
    {
        try
        {
            byte[] header = AnyHeader();
            return SteadyHash.FindProblem(algorithm, header, algorithm.HashOf(header));
        }
        catch (Exception thrown)
        {
            return $"the Hash of {algorithm} failed: {Describe(thrown)}";
        }
    }

    // One that differs only now and then may pass the first look; the scans of both sides hash enough headers to see.
    private static string? FindUnsteadyHash(PowAlgorithm algorithm)
    {
        List<Candidate> first = [];
        List<Candidate> second = [];
        NonceRange range = new() { Header = AnyHeader(), First = 0, Count = 64, Target = OneInEight };
        new ReferenceScanner(algorithm).Scan(in range, first);
        new ReferenceScanner(algorithm).Scan(in range, second);
        return first.SequenceEqual(second)
            ? null
            : SteadyHash.Describe(algorithm, "the same 64 headers gave other hashes the second time");
    }

    private static string Describe(Exception thrown) => $"{thrown.GetType().Name}: {thrown.Message}";

    private static string? FindProblem(PowAlgorithm algorithm, PowImplementation implementation)
    {
        using NonceScanner scanner = implementation.CreateScanner();
        if (algorithm.KnownHeaders.Count == 0)
            return Compare(algorithm, scanner, new Window(AnyHeader(), scanner.Lanes + 2, OneInEight));
        int above = scanner.Lanes + 2; // the first window is more than a batch, to see the seam; the others are quick
        foreach (KnownHeader known in algorithm.KnownHeaders)
        {
            byte[] header = Convert.FromHexString(known.Header);
            Hash256 hash = algorithm.HashOf(header);
            if (hash != Hash256.FromDisplay(known.Hash)) return $"Hash gives {hash} instead of {known.Hash}";
            if (Compare(algorithm, scanner, new Window(header, above, new Target(hash.Number))) is { } problem)
                return problem;
            above = 2;
        }
        return null;
    }

    /// <summary>
    /// Scans around the header's nonce with the scanner and with Hash, and looks for a difference: with the header's
    /// own version, and then, where the algorithm mines several at once, with as many as it likes.
    /// </summary>
    private static string? Compare(PowAlgorithm algorithm, NonceScanner scanner, Window window)
    {
        if (CompareWith([], algorithm, scanner, window) is { } problem) return problem;
        if (algorithm.VersionsAtOnce <= 1) return null;
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(window.Header);
        uint[] versions = RolledVersions.For(version, RolledVersions.Bits, algorithm.VersionsAtOnce);
        problem = CompareWith(versions, algorithm, scanner, window)
            // The known hash is met by one version alone; this target shows that all of them are hashed.
            ?? CompareWith(versions, algorithm, scanner, window with { Above = 2, Target = OneInEight });
        return problem is null ? null : $"with {versions.Length} versions, {problem}";
    }

    private static string? CompareWith(uint[] versions, PowAlgorithm algorithm, NonceScanner scanner, Window window)
    {
        uint nonce = BinaryPrimitives.ReadUInt32LittleEndian(window.Header.AsSpan(BlockHeader.NonceOffset));
        var range = new NonceRange
        {
            Header = window.Header,
            Versions = versions,
            First = nonce - Below,
            Count = (uint)(Below + 1 + window.Above),
            Target = window.Target,
        };
        List<Candidate> expected = [];
        new ReferenceScanner(algorithm).Scan(in range, expected);
        List<Candidate> found = [];
        scanner.Scan(in range, found);

        foreach (Candidate candidate in expected)
        {
            if (!found.Remove(candidate)) return $"nonce {candidate.Nonce:x8} meets the target, but was not found";
        }
        return found.Count == 0 ? null : $"nonce {found[0].Nonce:x8} was found, but does not meet the target";
    }

    private static byte[] AnyHeader()
    {
        byte[] header = new byte[BlockHeader.Size];
        for (int i = 0; i < header.Length; i++) header[i] = (byte)((i * 37) + 11);
        return header;
    }

    /// <summary>Nonces to scan: up to so many above the header's own.</summary>
    private readonly record struct Window(byte[] Header, int Above, Target Target);
}

/// <summary>What <see cref="SelfTest.Run"/> found.</summary>
/// <param name="Algorithm">The algorithm's name.</param>
/// <param name="Implementation">The name of the implementation that was tested.</param>
/// <param name="Problem">What is wrong, as a sentence for people; null when nothing is.</param>
/// <param name="Elapsed">How long the test took.</param>
public sealed record SelfTestResult(string Algorithm, string Implementation, string? Problem, TimeSpan Elapsed)
{
    /// <summary>Whether the implementation may mine.</summary>
    public bool Passed => Problem is null;

    /// <summary>
    /// Whether the fault is in the algorithm's own Hash, which threw or gave different hashes for the same header. No
    /// other implementation and no other machine will help then.
    /// </summary>
    public bool IsAlgorithmBroken { get; init; }
}
