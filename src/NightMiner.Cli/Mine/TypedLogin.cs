using NightMiner.Cli.CommandLine;

namespace NightMiner.Cli.Mine;

/// <summary>
/// The -u, -p and -O on a stretch of the command line: of -O and the others the later wins. Null: not typed there.
/// </summary>
internal readonly record struct TypedLogin(string? User, string? Password)
{
    /// <summary>Finds them after one position and before another.</summary>
    public static TypedLogin Between(Arguments arguments, int start, int end)
    {
        Arguments.Value? Last(Setting setting) =>
            arguments.AllTyped(setting).LastOrDefault(value => value.Position > start && value.Position < end);

        Arguments.Value? both = Last(Syntax.UserPass);
        (string? User, string? Password) parts = Split(both);
        string? Choose(Setting single, string? part) =>
            Last(single) is { } typed && typed.Position > (both?.Position ?? -1) ? typed.Text : part;

        return new TypedLogin(Choose(Syntax.User, parts.User), Choose(Syntax.Pass, parts.Password));
    }

    /// <summary>USER:PASS, split.</summary>
    /// <exception cref="UsageException">The text has no colon.</exception>
    public static (string? User, string? Password) Split(Arguments.Value? value)
    {
        if (value is null) return (null, null);
        string[] parts = value.Text.Split(':', 2); // the first colon: a password may contain more
        return parts is [var user, var password]
            ? (user, password)
            : throw new UsageException($"{value.Source}: expected {Syntax.UserPass.ValueName}, with a colon");
    }
}
