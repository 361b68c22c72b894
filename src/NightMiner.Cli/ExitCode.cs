namespace NightMiner.Cli;

/// <summary>What the shell gets. A contract: scripts depend on the numbers.</summary>
internal enum ExitCode
{
    /// <summary>A limit was reached, or the user said stop.</summary>
    Done = 0,
    /// <summary>The command line makes no sense, or asks for what this machine can't do.</summary>
    WrongUsage = 1,
    /// <summary>The pool refused the login.</summary>
    LoginRefused = 2,
    /// <summary>No pool could be reached within the retries.</summary>
    NoPool = 3,
    /// <summary>A kernel computes wrong hashes on this machine.</summary>
    SelfTestFailed = 4,
    /// <summary>A pool under test missed what was asked of it.</summary>
    PoolFailed = 5,
}
