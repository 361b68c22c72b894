using System.Text;

namespace NightMiner.Lab.Recording;

/// <summary>Plays the pool on one connection.</summary>
internal sealed class PoolPart(IReadOnlyList<Message> script, LiveSession live, ReplayOptions options)
{
    private readonly Pace _pace = new(options.Speed, script[0].Line.Time);

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
            Message? asked = message.From == Side.Miner ? message : message.Request;
            Message? came = await ArrivalOfAsync(asked!, stop).ConfigureAwait(false);
            if (message.From == Side.Pool && came is not null)
                await live.SayAsync(message.Line.Bytes, RawId(came), stop).ConfigureAwait(false);
        }
    }

    // A miner's answer is known by what it answers, a request by its method, both by their number.
    private Task<Message?> ArrivalOfAsync(Message recorded, CancellationToken stop)
    {
        if (recorded.Method is null && recorded.Request is null) return Task.FromResult<Message?>(null);
        bool IsIt(Message message) => message.From == Side.Miner && (recorded.Method is { } method
            ? message.Method == method && message.Number == recorded.Number
            : message.Request is { } asked && asked.Method == recorded.Request!.Method
                && asked.Number == recorded.Request.Number);
        return live.WaitAsync(IsIt, options.Patience, stop);
    }

    private async Task HearAsync(Message message, CancellationToken stop)
    {
        if (message is not { Method: { } method, Id: not null }) return;
        Message? recorded = script.FirstOrDefault(
            line => line.From == Side.Miner && line.Method == method && line.Number == message.Number);
        if (recorded is not null && !(_pace.HasClock && message.IsShare)) return; // the script answers
        ReadOnlyMemory<byte>? reply = recorded is not null ? recorded.Reply?.Line.Bytes : LastReply(method);
        if (reply is { } line) await live.SayAsync(line, RawId(message), stop).ConfigureAwait(false);
    }

    // A miner may find more shares than the recorded one did: they fare as its last one.
    private ReadOnlyMemory<byte> LastReply(string method) => script.LastOrDefault(
        line => line.From == Side.Miner && line.Method == method && line.Reply is not null)?.Reply?.Line.Bytes
        ?? Encoding.ASCII.GetBytes("""{"id":0,"result":null,"error":[20,"not in the recording",null]}""");

    private static string RawId(Message message) => message.Json.GetProperty("id").GetRawText();
}
