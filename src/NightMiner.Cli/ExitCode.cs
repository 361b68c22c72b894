namespace NightMiner.Cli;

/// <summary>What the shell gets. A contract: scripts depend on the numbers.</summary>
internal enum ExitCode
{
    /// <summary>The work is done, a limit was reached, or the user stopped it.</summary>
    Done = 0,
    /// <summary>
    /// The command line makes no sense or asks for what this machine can't do, or the text that was asked for could not
    /// be written.
    /// </summary>
    WrongUsage = 1,
    /// <summary>The pool refused the login.</summary>
    LoginRefused = 2,
    /// <summary>No pool could be reached within the retries.</summary>
    NoPool = 3,
    /// <summary>A kernel computes wrong hashes on this machine, or a mining thread died.</summary>
    SelfTestFailed = 4,
    /// <summary>A pool under test did not do what it must.</summary>
    PoolFailed = 5,
}
