using NightMiner.Cli.CommandLine;
using NightMiner.Stratum;

namespace NightMiner.Cli.Mining;

/// <summary>
/// Who logs in. What was typed wins over the environment. Among what was typed the later of -O and -u, -p wins, and
/// user:pass@ in the URL is the weakest; among variables the more special one wins.
/// </summary>
internal static class Credentials
{
    /// <summary>Finds user and password; null where nobody said.</summary>
    public static (string? User, string? Password) Find(Arguments arguments, PoolUrl? pool, Arguments.Value? url)
    {
        Arguments.Value? both = arguments.FindTyped(Syntax.UserPass);
        Arguments.Value? bothVariable = arguments.FindVariable(Syntax.UserPass.Variable);
        (string? User, string? Password) typedBoth = Split(both);
        (string? User, string? Password) variableBoth = Split(bothVariable);

        string? Choose(Setting single, string? typedPart, string? urlPart, string? variablePart)
        {
            Arguments.Value? typed = arguments.FindTyped(single);
            bool isBothLater = both is not null && (typed is null || both.Position > typed.Position);
            return (isBothLater ? typedPart : typed?.Text)
                ?? (url is { IsTyped: true } ? urlPart : null)
                ?? arguments.FindVariable(single.Variable)?.Text
                ?? variablePart
                ?? urlPart;
        }

        return (
            Choose(Syntax.User, typedBoth.User, pool?.User, variableBoth.User),
            Choose(Syntax.Pass, typedBoth.Password, pool?.Password, variableBoth.Password));
    }

    private static (string? User, string? Password) Split(Arguments.Value? value)
    {
        if (value is null) return (null, null);
        string[] parts = value.Text.Split(':', 2); // the first colon: a password may contain more
        return parts is [var user, var password]
            ? (user, password)
            : throw new UsageException($"{value.Source}: expected {Syntax.UserPass.ValueName}, with a colon");
    }
}
