namespace NightMiner.Lab.Pools;

/// <summary>
/// A way to break a pool on purpose, so that a test can show that it notices. <see cref="PoolDefects"/> says what each
/// does.
/// </summary>
#pragma warning disable CS1591 // the words stand once, in PoolDefects
public enum PoolDefect
{
    WrongId,
    NumberIdAsText,
    TextIdAsNumber,
    RoundsBigIds,
    LosesMinusOfIds,
    ShortSubscription,
    LoginAnswersOne,
    AnswerAfterJob,
    DifficultyAfterJob,
    ChangesExtranonce1,
    SilentOnUnknownMethods,
    PreviousBlockReversed,
    OldTime,
    WrongScriptLength,
    EightParameters,
    NotifyWithId,
    NeverClean,
    AlwaysClean,
    ForgetsEarlierJobs,
    AcceptsStaleShares,
    DifficultyAsText,
    RetroactiveDifficulty,
    TargetTooHard,
    TargetTooEasy,
    AcceptsLowShares,
    AcceptsDuplicates,
    CapitalsAreAnotherShare,
    AcceptsUnknownJobs,
    CallsUnknownJobsDuplicates,
    AcceptsAnyWorker,
    AcceptsStrangers,
    RemembersRefusedShares,
    ErrorAsText,
    PadsExtranonce2,
    CutsExtranonce2,
    PadsNonce,
    FixedTime,
    NoTimeFloor,
    NoTimeCeiling,
    MaskNotAskedFor,
    IgnoresVersionMask,
    IgnoresRolledBits,
    SharedExtranonce1,
    LastWorkerOnly,
    DuplicatesPerWorker,
    DeafAfterHttp,
    JunkDropsEverybody,
}
#pragma warning restore CS1591
