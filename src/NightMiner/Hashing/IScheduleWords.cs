namespace NightMiner.Hashing;

/// <summary>Tells the rounds, while they are compiled, whether they compute the words of the schedule.</summary>
internal interface IScheduleWords
{
    static abstract bool AreMissing { get; }
}

/// <summary>Words 16 to 63 are yet to be computed.</summary>
internal readonly struct MissingWords : IScheduleWords
{
    public static bool AreMissing => true;
}

/// <summary>All words are there: from earlier rounds, or from earlier messages that shared the block.</summary>
internal readonly struct CompleteWords : IScheduleWords
{
    public static bool AreMissing => false;
}
