using System.Text;

namespace NightMiner.Workbench.Recording;

/// <summary>Plays the pool on one connection.</summary>
internal sealed class PoolPart(IReadOnlyList<Message> script, LiveSession live, ReplayOptions options)
{
    private static readonly TimeSpan QuietWait = TimeSpan.FromSeconds(2); // longer waits are told, or not worth it

    private readonly Pace _pace = new(options.Speed, script[0].Line.Time);
    private readonly Lock _gate = new(); // of _missing and _answered
    private readonly HashSet<Message> _missing = [];  // what did not come in its turn
    private readonly HashSet<Message> _answered = []; // recorded requests

    /// <summary>Plays it to its end.</summary>
    /// <returns>How it ended, in plain words.</returns>
    public async Task<string> PlayAsync(CancellationToken stop)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task reading = live.ReadAllAsync(message => HearAsync(message, over.Token), over.Token);
        Task playing = PlayScriptAsync(over.Token);
        try
        {
            if (await Task.WhenAny(reading, playing).ConfigureAwait(false) == reading)
            {
                await over.CancelAsync().ConfigureAwait(false);
                return "the miner closed the connection";
            }
            await playing.ConfigureAwait(false);
            if (script[^1] is { Line.IsEnd: true, From: Side.Pool }) return "the recording's pool closes here: closed";
            Task first = await Task.WhenAny(reading, Task.Delay(options.Linger, stop)).ConfigureAwait(false);
            return first == reading ? "all is played, and the miner closed the connection" : "all is played: closed";
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return "the connection broke";
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(reading, playing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PlayScriptAsync(CancellationToken stop)
    {
        foreach (Message message in script)
        {
            if (message.Line.IsEnd) return;
            // Shares have no place in the order when a clock runs: they are answered as they come.
            if (_pace.HasClock && (message.IsShare || message.Request is { IsShare: true })) continue;
            if (message.From == Side.Pool) await _pace.WaitAsync(message.Line, stop).ConfigureAwait(false);
            if (message is { From: Side.Pool, Request: null })
            {
                await live.SayAsync(message.Line.Bytes, id: null, stop).ConfigureAwait(false);
                continue;
            }
            Message asked = message.From == Side.Miner ? message : message.Request!;
            Message? came = await ArrivalOfAsync(asked, stop).ConfigureAwait(false);
            if (message.From == Side.Pool && came is not null && MayAnswer(asked))
                await live.SayAsync(message.Line.Bytes, RawId(came), stop).ConfigureAwait(false);
        }
    }

    // What is missing is waited for once. A miner that goes on without it has passed it over: then so do we.
    private async Task<Message?> ArrivalOfAsync(Message recorded, CancellationToken stop)
    {
        if (recorded.Method is null && recorded.Request is null) return null;
        bool IsHere(Message message) => IsSame(recorded, message);
        bool isMissing;
        lock (_gate) isMissing = _missing.Contains(recorded);
        if (isMissing) return await live.WaitAsync(IsHere, TimeSpan.Zero, stop).ConfigureAwait(false);

        HashSet<(string, int)> later = recorded.IsShare ? [] : LaterThan(recorded);
        bool IsOver(Message message) => IsHere(message)
            || (message is { From: Side.Miner, Method: { } method } && later.Contains((method, message.Number)));
        TimeSpan quiet = options.Patience < QuietWait ? options.Patience : QuietWait;
        Message? came = await live.WaitAsync(IsOver, quiet, stop).ConfigureAwait(false);
        if (came is null && options.Patience > quiet && !IsOptional(recorded))
        {
            Tell($"waiting for {recorded.Name}");
            came = await live.WaitAsync(IsOver, options.Patience - quiet, stop).ConfigureAwait(false);
        }
        if (came is not null && IsHere(came)) return came;

        lock (_gate) _missing.Add(recorded);
        Message? late = await live.WaitAsync(IsHere, TimeSpan.Zero, stop).ConfigureAwait(false);
        if (late is null)
            Tell(came is null ? $"{recorded.Name} did not come: on without it"
                : $"{came.Name} came before {recorded.Name}: on without it");
        return late;
    }

    // A miner that leaves such a request out sends nothing more: it waits for its job.
    private static bool IsOptional(Message recorded) =>
        recorded is { Method: not (null or "mining.subscribe" or "mining.authorize"), IsShare: false };

    // The requests that come after it in the recording.
    private HashSet<(string, int)> LaterThan(Message recorded) => [.. script
        .SkipWhile(line => !ReferenceEquals(line, recorded)).Skip(1)
        .Where(line => line is { From: Side.Miner, Method: not null } && line.Method != recorded.Method)
        .Select(line => (line.Method!, line.Number))];

    // A miner's answer is known by what it answers, a request by its method, both by their number.
    private static bool IsSame(Message recorded, Message message) =>
        message.From == Side.Miner && (recorded.Method is { } method
            ? message.Method == method && message.Number == recorded.Number
            : message.Request is { } asked && asked.Method == recorded.Request!.Method
                && asked.Number == recorded.Request.Number);

    // A request that comes late is answered by who sees it first: the script or the reader.
    private bool MayAnswer(Message recorded)
    {
        lock (_gate) return _answered.Add(recorded);
    }

    private void Tell(string text) => options.Tell?.Invoke(new RelayNews(live.Number, text));

    private async Task HearAsync(Message message, CancellationToken stop)
    {
        if (message is not { Method: { } method, Id.IsNone: false }) return;
        Message? recorded = script.FirstOrDefault(
            line => line.From == Side.Miner && line.Method == method && line.Number == message.Number);
        if (recorded is not null && !(_pace.HasClock && message.IsShare))
        {
            lock (_gate)
                if (!_missing.Contains(recorded)) return; // the script answers
            if (!MayAnswer(recorded)) return;
        }
        ReadOnlyMemory<byte>? reply = recorded is not null ? recorded.Reply?.Line.Bytes : LastReply(method);
        if (reply is { } line) await live.SayAsync(line, RawId(message), stop).ConfigureAwait(false);
    }

    // A miner may find more shares than the recorded one did: they fare as its last one.
    private ReadOnlyMemory<byte> LastReply(string method) => script.LastOrDefault(
        line => line.From == Side.Miner && line.Method == method && line.Reply is not null)?.Reply?.Line.Bytes
        ?? Encoding.ASCII.GetBytes("""{"id":0,"result":null,"error":[20,"not in the recording",null]}""");

    private static string RawId(Message message) => message.Json.GetProperty("id").GetRawText();
}
