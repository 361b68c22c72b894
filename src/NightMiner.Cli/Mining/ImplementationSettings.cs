using NightMiner.Cli.CommandLine;
using NightMiner.ProofOfWork;

namespace NightMiner.Cli.Mining;

/// <summary>Which implementation of scrypt to use.</summary>
internal static class ImplementationSettings
{
    private const string OldVariable = "SCRYPT_LIBRARY"; // what the first NightMiner read

    /// <summary>Sets scrypt's library. It is one for the whole process.</summary>
    /// <exception cref="UsageException">No such library, or not on this machine.</exception>
    public static void Apply(Arguments arguments)
    {
        Arguments.Value? value = arguments.Find(Syntax.ScryptLibrary) ?? arguments.FindVariable(OldVariable);
        Scrypt.Library = value is null ? ScryptLibrary.Auto : Arguments.Read(value, Scrypt.ParseLibrary);
    }
}
