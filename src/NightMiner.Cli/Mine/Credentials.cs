using NightMiner.Cli.CommandLine;
using NightMiner.Protocol.Transport;

namespace NightMiner.Cli.Mine;

/// <summary>
/// Who logs in at the first pool. What was typed wins over the environment, and that over the file. Among what was
/// typed the later of -O and -u, -p wins, and user:pass@ in the URL is the weakest; among variables the more special
/// one wins.
/// </summary>
internal static class Credentials
{
    /// <summary>Finds user and password; null where nobody said.</summary>
    /// <param name="arguments">What was asked for.</param>
    /// <param name="url">The first pool's URL; null without a pool.</param>
    /// <param name="pool">The pool as it was asked for.</param>
    /// <param name="end">The position where the options of the next pool begin.</param>
    public static (string? User, string? Password) Find(
        Arguments arguments, Endpoint? url, ConfigPool? pool, int end)
    {
        TypedLogin typed = TypedLogin.Between(arguments, start: -1, end); // also what stands before the first -o
        bool isUrlTyped = pool is { Url.IsTyped: true };
        ConfigPool? listed = isUrlTyped ? null : pool;
        (string? User, string? Password) variables =
            TypedLogin.Split(arguments.FindVariable(Syntax.UserPass.Variable));
        (string? User, string? Password) file = TypedLogin.Split(arguments.File.Find(Syntax.UserPass));

        string? Variable(Setting single) => arguments.FindVariable(single.Variable)?.Text;
        string? InFile(Setting single) => arguments.File.Find(single)?.Text;

        return (
            typed.User ?? (isUrlTyped ? url?.User : null) ?? Variable(Syntax.User) ?? variables.User
                ?? listed?.User ?? InFile(Syntax.User) ?? file.User ?? url?.User,
            typed.Password ?? (isUrlTyped ? url?.Password : null) ?? Variable(Syntax.Pass) ?? variables.Password
                ?? listed?.Password ?? InFile(Syntax.Pass) ?? file.Password ?? url?.Password);
    }
}
