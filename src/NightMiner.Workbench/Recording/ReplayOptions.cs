using System.Net;

namespace NightMiner.Workbench.Recording;

/// <summary>How a recording is played.</summary>
public sealed record ReplayOptions
{
    /// <summary>Where a <see cref="ReplayPool"/> listens; port 0 takes a free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>
    /// How many times faster than it was recorded; null: at once. At once, shares are part of the order: the pool
    /// goes on when as many have come as had come in the recording. At a pace, the clock alone decides.
    /// </summary>
    public double? Speed { get; init; } = 1;

    /// <summary>How long the other side may take for what it did in the recording; then the play goes on
    /// without.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a miner may stay when all is played, before the pool closes the connection.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The user to log in with; null: the recorded one.</summary>
    public string? User { get; init; }

    /// <summary>The password to log in with; null: the recorded one, which is masked.</summary>
    public string? Password { get; init; }

    /// <summary>Called with what happens, from several threads; must not throw.</summary>
    public Action<RelayNews>? Tell { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"replay at speed {Speed?.ToString() ?? "max"}"; // never the password

    /// <exception cref="ArgumentException">A value is impossible; the message names it.</exception>
    internal void Check()
    {
        if (Speed is not (null or (> 0 and < 1e6)))
            throw new ArgumentException($"{nameof(Speed)} is {Speed}: expected a positive number");
        ArgumentOutOfRangeException.ThrowIfLessThan(Patience, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Linger, TimeSpan.Zero);
    }
}

/// <summary>What came of a replay.</summary>
/// <param name="Seen">The session as it went this time.</param>
/// <param name="Comparison">What the other side did otherwise: A is the recording, B this time.</param>
public sealed record ReplayReport(SessionRecording Seen, SessionComparison Comparison)
{
    /// <summary>Why connections failed, if any did.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Whether the other side behaved as in the recording.</summary>
    public bool IsSame => Comparison.Differences.Count == 0 && Problems.Count == 0;
}
