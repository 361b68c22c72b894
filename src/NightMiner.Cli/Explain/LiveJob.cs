using NightMiner.Cli.CommandLine;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;
using NightMiner.Workbench.Explain;

namespace NightMiner.Cli.Explain;

/// <summary>Asks a pool for a job: subscribes, logs in, and listens until the first one is there.</summary>
internal static class LiveJob
{
    private const int LineLimit = 200; // a pool that says so much without giving a job will not give one

    /// <summary>The lines that the pool said.</summary>
    /// <exception cref="ConnectionException">It can't be reached, or gave no job; the message says why.</exception>
    /// <exception cref="UsageException">It refused the login.</exception>
    public static async Task<IReadOnlyList<string>> FetchAsync(
        PoolLogin login, TimeSpan timeout, CancellationToken stop)
    {
        List<string> lines = [];
        Stream stream = await Dialer.ConnectAsync(login.Url, timeout, stop).ConfigureAwait(false);
        await using StratumConnection connection = new(stream)
        {
            SilenceLimit = timeout, LineReceived = lines.Add,
        };
        await connection.SendAsync(new Subscribe("NightMiner-explain"), stop).ConfigureAwait(false);
        SessionLog said = new();
        (bool isSubscribed, bool isLoggedIn) = (false, false);
        await foreach (ServerMessage message in connection.ReadAllAsync(stop).ConfigureAwait(false))
        {
            said.Add(lines[^1]);
            switch (message)
            {
                case Reply { Request: Subscribe, Error: { } error }:
                    throw new ConnectionException(
                        ConnectionProblem.Protocol, $"the pool refused to subscribe: {error}");
                case Reply { Request: Subscribe }:
                    isSubscribed = true;
                    await connection.SendAsync(new Authorize(login.User, login.Password), stop).ConfigureAwait(false);
                    break;
                case Reply { Request: Authorize, IsYes: false } reply:
                    throw new LoginRefusedException(
                        $"the pool refused the login of '{PrintableText.From(login.User)}': "
                        + $"{reply.Error?.ToString() ?? "no reason given"}: check -u and -p");
                case Reply { Request: Authorize }:
                    isLoggedIn = true;
                    break;
                case Malformed { IsJson: false } foreign:
                    throw new ConnectionException(ConnectionProblem.Protocol, foreign.Problem);
            }
            if (isLoggedIn && said.Jobs is [var job, ..] && said.KnowsExtranonce(job)) return lines;
            if (lines.Count >= LineLimit) throw new ConnectionException(ConnectionProblem.Protocol,
                $"the pool said {LineLimit} lines and gave no job: {Progress()}");
        }
        throw new ConnectionException(ConnectionProblem.Closed,
            $"the pool closed the connection and gave no job: {Progress()}");

        string Progress() => (isSubscribed, isLoggedIn) switch
        {
            (false, _) => "it did not answer mining.subscribe",
            (_, false) => "it did not answer mining.authorize",
            _ when said.Jobs.Count == 0 => "the login went well, but no mining.notify came",
            _ => "its answer to mining.subscribe names no extranonce1",
        } + (said.Problems is [var first, ..] ? $" ({first})" : "");
    }
}

/// <summary>The pool refused the login.</summary>
internal sealed class LoginRefusedException(string message) : Exception(message);
