using System.Globalization;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool;

/// <summary>What the pool says about a share: yes, or a code that pools agree on and the exact reason.</summary>
/// <param name="Code">0: accepted; 20 to 25: see the constants.</param>
/// <param name="Text">The words of the answer.</param>
public readonly record struct Verdict(int Code, string Text)
{
    /// <summary>20: a field is malformed or out of range.</summary>
    public const int Other = 20;

    /// <summary>21: the job is unknown or no longer wanted.</summary>
    public const int JobNotFound = 21;

    /// <summary>22: the same share came before.</summary>
    public const int Duplicate = 22;

    /// <summary>23: the hash does not meet the target of the job.</summary>
    public const int LowDifficulty = 23;

    /// <summary>24: the worker is not logged in on this connection.</summary>
    public const int Unauthorized = 24;

    /// <summary>25: the connection is not subscribed.</summary>
    public const int NotSubscribed = 25;

    /// <summary>The yes.</summary>
    public static Verdict Accepted { get; } = new(0, "accepted");

    /// <summary>Whether the share counts.</summary>
    public bool IsAccepted => Code == 0;

    /// <inheritdoc/>
    public override string ToString() =>
        IsAccepted ? Text : string.Create(CultureInfo.InvariantCulture, $"{Text} (code {Code})");

    internal static Verdict TooLow(double found, Difficulty required)
    {
        string text = found.ToString("G5", CultureInfo.InvariantCulture);
        bool readsAsEnough = Difficulty.TryParse(text, out Difficulty rounded) && rounded >= required;
        if (readsAsEnough) text = found.ToString("R", CultureInfo.InvariantCulture);
        return new Verdict(LowDifficulty, $"low difficulty share of {text} ({required} required)");
    }
}
