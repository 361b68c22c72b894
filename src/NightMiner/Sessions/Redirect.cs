using System.Globalization;
using System.Net;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>Where a session wants the miner to connect next.</summary>
/// <param name="Pool">Where.</param>
/// <param name="Wait">After which pause.</param>
public sealed record Redirect(Endpoint Pool, TimeSpan Wait)
{
    private const int HostLimit = 253; // of the domain name system

    /// <summary>The longest pause that a pool may ask for.</summary>
    internal static TimeSpan LongestWait { get; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Decides on a client.reconnect. Whoever can change one line on the wire could otherwise take a miner away for
    /// good, so only the same host is followed, on any port, or one of the same registrable domain; an address is the
    /// same host only if it is equal. TLS stays on where it was on: there is no way to ask for less.
    /// <para>
    /// What is registrable is guessed, since no list of public suffixes is at hand: the last two labels of the name, or
    /// the last three where the last has two letters and the one before at most three, as in pool.co.uk. The guess
    /// refuses too much for names such as eu.ltc.io, and it takes hosts of a company that gives subdomains to
    /// strangers, as providers of dynamic DNS do, for one place: use --no-redirect there, or TLS.
    /// </para>
    /// </summary>
    /// <returns>Where to go, or why not.</returns>
    internal static (Redirect? To, string Refusal) Decide(Endpoint from, Reconnect order)
    {
        string host = (order.Host ?? from.Host).TrimEnd('.');
        int port = order.Port ?? from.Port;
        if (host.Length > HostLimit || Uri.CheckHostName(host) == UriHostNameType.Unknown)
            return (null, "it is not a host's name");
        if (!IsSamePlace(from.Host, host)) return (null, $"it does not belong to the same domain as {from.Host}");
        TimeSpan wait = order.Wait < LongestWait ? order.Wait : LongestWait;
        if (host == from.Host && port == from.Port) return (new Redirect(from, wait), "");
        string bracketed = host.Contains(':', StringComparison.Ordinal) ? $"[{host.Trim('[', ']')}]" : host;
        string url = string.Create(
            CultureInfo.InvariantCulture, $"{(from.IsTls ? "stratum+tcps" : "stratum+tcp")}://{bracketed}:{port}");
        return (new Redirect(Endpoint.Parse(url), wait), "");
    }

    /// <summary>Whether both hosts are one, or of one registrable domain.</summary>
    internal static bool IsSamePlace(string one, string other)
    {
        if (IPAddress.TryParse(one, out IPAddress? address))
            return IPAddress.TryParse(other, out IPAddress? second) && address.Equals(second);
        (one, other) = (one.TrimEnd('.').ToLowerInvariant(), other.TrimEnd('.').ToLowerInvariant());
        if (one == other) return true;
        return !IPAddress.TryParse(other, out _) && Registrable(one) is { } domain && domain == Registrable(other);
    }

    private static string? Registrable(string host)
    {
        string[] labels = host.Split('.');
        bool isUnderCountry = labels is [.., { Length: <= 3 }, { Length: 2 }];
        int count = isUnderCountry ? 3 : 2;
        return labels.Length >= count ? string.Join('.', labels[^count..]) : null;
    }
}
