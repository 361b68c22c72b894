namespace NightMiner.Hashing;

/// <summary>
/// Tells the rounds, while they are compiled, what they find in the schedule and what they leave there.
/// </summary>
internal interface IScheduleWords
{
    /// <summary>Whether they compute words 16 to 63.</summary>
    static abstract bool AreMissing { get; }

    /// <summary>Whether each word with its constant added is kept, too; else each round adds its constant.</summary>
    static abstract bool HaveConstants { get; }
}

/// <summary>Words 16 to 63 are yet to be computed; nobody wants them afterwards.</summary>
internal readonly struct PassingWords : IScheduleWords
{
    public static bool AreMissing => true;

    public static bool HaveConstants => false;
}

/// <summary>Words 16 to 63 are yet to be computed, for later messages as well.</summary>
internal readonly struct MissingWords : IScheduleWords
{
    public static bool AreMissing => true;

    public static bool HaveConstants => true;
}

/// <summary>All words are there, computed in earlier rounds or by earlier messages that shared the block.</summary>
/// <typeparam name="TWords">How they were computed.</typeparam>
internal readonly struct ComputedWords<TWords> : IScheduleWords
    where TWords : struct, IScheduleWords
{
    public static bool AreMissing => false;

    public static bool HaveConstants => TWords.HaveConstants;
}
