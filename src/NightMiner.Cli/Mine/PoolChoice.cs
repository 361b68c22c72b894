using NightMiner.Cli.CommandLine;
using NightMiner.Protocol.Transport;

namespace NightMiner.Cli.Mine;

/// <summary>
/// The pools, the favourite first: every -o, or else NIGHTMINER_URL, or else the file's. A backup without a user of its
/// own, or one in its URL, takes the first pool's user and password; a user of its own takes nobody else's password.
/// </summary>
internal static class PoolChoice
{
    private const int PoolLimit = 32;

    /// <summary>Finds them; empty where nobody named one.</summary>
    /// <param name="arguments">What was asked for.</param>
    /// <param name="first">Who logs in at the first, found or not; null where nobody said.</param>
    /// <exception cref="UsageException">A URL makes no sense.</exception>
    public static IReadOnlyList<PoolLogin> Find(Arguments arguments, out (string? User, string? Password) first)
    {
        IReadOnlyList<Arguments.Value> typed = arguments.AllTyped(Syntax.Url);
        int[] ends = [.. typed.Skip(1).Select(url => url.Position), int.MaxValue];
        Arguments.Value? single = arguments.FindUntyped(Syntax.Url);
        ConfigPool[] asked = typed.Count > 0
            ? [.. typed.Select((url, i) => Typed(arguments, url, ends[i]))]
            : single is not null ? [new ConfigPool(single, null, null)] : [.. arguments.File.Pools];
        if (asked.Length > PoolLimit)
            throw new UsageException($"{asked.Length} pools are too many: {PoolLimit} can be used");

        Endpoint[] urls = [.. asked.Select(pool => Arguments.Read(pool.Url, ParseUrl))];
        first = Credentials.Find(arguments, urls.FirstOrDefault(), asked.FirstOrDefault(), ends[0]);
        if (urls.Length == 0) return [];
        PoolLogin login = new(urls[0], first.User ?? "", first.Password ?? MinerOptions.DefaultPassword);
        return [login, .. asked.Zip(urls).Skip(1).Select(pool => Backup(pool.First, pool.Second, login))];
    }

    private static ConfigPool Typed(Arguments arguments, Arguments.Value url, int end)
    {
        TypedLogin login = TypedLogin.Between(arguments, url.Position, end);
        return new ConfigPool(url, login.User, login.Password);
    }

    private static PoolLogin Backup(ConfigPool asked, Endpoint url, PoolLogin first)
    {
        string? user = asked.User ?? url.User;
        string password = asked.Password ?? url.Password
            ?? (user is null ? first.Password : MinerOptions.DefaultPassword);
        return new PoolLogin(url, user ?? first.User, password);
    }

    /// <summary>The URL of a pool, for what speaks Stratum only.</summary>
    /// <exception cref="FormatException">It is not a URL, or it is a node's.</exception>
    internal static Endpoint ParsePool(string text) => ParseUrl(text) is { IsNode: true } node
        ? throw new FormatException($"{node} is a node, which does not speak Stratum: "
            + "expected stratum+tcp://host:port; 'nightminer pool --node' puts a pool on a node")
        : ParseUrl(text);

    internal static Endpoint ParseUrl(string text)
    {
        try
        {
            return Endpoint.Parse(text.Trim());
        }
        catch (FormatException) when (text.Contains('@', StringComparison.Ordinal))
        {
            // The library's message could quote a part of the password.
            throw new FormatException("this is not the URL of a pool: expected stratum+tcp://user:password@host:port, "
                + "with / : @ in the password written as %2F %3A %40");
        }
    }
}
