
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Check;

/// <summary>The pool as one case sees it: makes its connections, and closes them at the end.</summary>
internal sealed class PoolUnderTest(CheckOptions options, ShareMiner miner, CaseTranscript transcript)
    : IAsyncDisposable
{
    public const string Agent = "nightminer-check/1.0";

    public static readonly TimeSpan DialTimeout = TimeSpan.FromSeconds(10);

    private readonly List<PoolClient> _clients = [];

    public CheckOptions Options => options;

    /// <summary>Whether another job came in the middle, which may have spoilt what was seen.</summary>
    public bool WasDisturbed => _clients.Any(client => client.Jobs.Count > 1);

    /// <summary>Whether the pool has closed a connection, and the case has come to its end.</summary>
    public bool HasLostConnection => _clients.Any(client => client.IsAtEnd);

    /// <summary>A second name for a worker of the same account: "account.nm2" for "account.rig".</summary>
    public string OtherWorker(int number) =>
        FormattableString.Invariant($"{options.User.Split('.', '_')[0]}.nm{number}");

    /// <summary>A new connection.</summary>
    /// <exception cref="ConnectionException">The pool can't be reached.</exception>
    public async Task<PoolClient> ConnectAsync()
    {
        Stream stream = await Dialer.ConnectAsync(options.Pool, DialTimeout);
        PoolClient client = new(_clients.Count + 1, stream, options, transcript);
        _clients.Add(client);
        return client;
    }

    /// <summary>A new connection that has subscribed.</summary>
    public async Task<PoolClient> SubscribeAsync()
    {
        PoolClient client = await ConnectAsync();
        await SubscribeAsync(client);
        return client;
    }

    public static async Task<SubscribeResult> SubscribeAsync(PoolClient client, string? parameters = null)
    {
        Answer answer = await client.AskAsync("mining.subscribe", parameters ?? Wire.Texts(Agent));
        if (answer.IsMissing)
            throw new ConnectionException(ConnectionProblem.Silent, $"mining.subscribe: {answer.Text}");
        if (answer.IsEnd) throw new ConnectionException(ConnectionProblem.Closed, $"mining.subscribe: {answer.Text}");
        SubscribeResult result = ReadSubscribed(answer)
            ?? throw CaseEndedException.Missing($"mining.subscribe: {answer.Text}");
        client.Take(result);
        return result;
    }

    /// <summary>What a subscription was answered with; null where that can't be used.</summary>
    public static SubscribeResult? ReadSubscribed(Answer answer)
    {
        if (answer.Reply is not { Error: null } reply) return null;
        try
        {
            return SubscribeResult.Parse(reply.Result);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public Task<Answer> AuthorizeAsync(PoolClient client, string? user = null) =>
        client.AskAsync("mining.authorize", Wire.Texts(user ?? options.User, options.Password));

    /// <summary>A new connection that has subscribed and logged in.</summary>
    public async Task<PoolClient> LogInAsync()
    {
        PoolClient client = await SubscribeAsync();
        Answer answer = await AuthorizeAsync(client);
        return answer.IsYes ? client : throw CaseEndedException.Missing($"mining.authorize: {answer.Text}");
    }

    /// <summary>A new connection that has logged in and has a job.</summary>
    public async Task<PoolClient> MineAsync()
    {
        PoolClient client = await LogInAsync();
        await WaitForJobAsync(client);
        return client;
    }

    /// <summary>A new connection on which version rolling was agreed on, with a job; and the mask.</summary>
    public async Task<(PoolClient Client, uint Mask)> RollAsync()
    {
        PoolClient client = await ConnectAsync();
        Answer answer = await client.AskAsync("mining.configure", Rolling.Ask());
        uint mask = Rolling.ReadMask(answer) ?? throw CaseEndedException.Missing($"mining.configure: {answer.Text}");
        await SubscribeAsync(client);
        Answer login = await AuthorizeAsync(client);
        if (!login.IsYes) throw CaseEndedException.Missing($"mining.authorize: {login.Text}");
        await WaitForJobAsync(client);
        return (client, mask);
    }

    public async Task WaitForJobAsync(PoolClient client)
    {
        if (!await client.UntilAsync(() => client.Jobs.Count > 0, options.JobTimeout))
            throw CaseEndedException.Missing(
                FormattableString.Invariant($"no job came within {options.JobTimeout.TotalSeconds:0.#} s"));
    }

    /// <summary>Waits for a job that comes after now and is as wanted.</summary>
    /// <exception cref="CaseEndedException">None came in time.</exception>
    public async Task<ReceivedJob> NextJobAsync(PoolClient client, Func<ReceivedJob, bool> isWanted, string what)
    {
        int known = client.Jobs.Count;
        ReceivedJob? Find() => client.Jobs.Skip(known).FirstOrDefault(isWanted);
        await client.UntilAsync(() => Find() is not null, options.JobTimeout);
        return Find() ?? throw CaseEndedException.Missing(FormattableString.Invariant(
            $"{what} did not come within {options.JobTimeout.TotalSeconds:0.#} s (--wait)"));
    }

    /// <summary>A share of a job; of the newest one unless told.</summary>
    public Task<ShareText> FindAsync(PoolClient client, ShareWish? wish = null, ReceivedJob? job = null) =>
        miner.FindAsync(job ?? client.Job, options.User, wish);

    /// <summary>Whether a share meets the difficulty of a job, under the extranonce1 of that job.</summary>
    public bool Meets(ReceivedJob job, ShareText share) => miner.Meets(job, share);

    /// <summary>Mines a share and hands it in.</summary>
    public async Task<Answer> MineAndSubmitAsync(PoolClient client, ShareWish? wish = null) =>
        await SubmitAsync(client, await FindAsync(client, wish));

    public static Task<Answer> SubmitAsync(PoolClient client, ShareText share) =>
        client.AskAsync("mining.submit", share.Parameters);

    /// <summary>
    /// Whether the connection is still served: pools answer a share of an unknown job. Whether this one does is a case
    /// of its own, <see cref="Judging.NeedsAnswers"/>, which all cases need that ask for this.
    /// </summary>
    public async Task<bool> IsServedAsync(PoolClient client) => (await ProbeAsync(client)).Reply is not null;

    /// <summary>Hands in a share of a job that never was.</summary>
    public Task<Answer> ProbeAsync(PoolClient client) => SubmitAsync(client, new ShareText(
        options.User, "nosuchjob", new string('0', 2 * client.Extranonce2Size), "00000000", "00000000"));

    /// <summary>Whether somebody new is served.</summary>
    public async Task<bool> ServesOthersAsync()
    {
        try
        {
            PoolClient other = await ConnectAsync();
            return ReadSubscribed(await other.AskAsync("mining.subscribe", Wire.Texts(Agent))) is not null;
        }
        catch (ConnectionException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (PoolClient client in _clients) await client.DisposeAsync();
    }
}
