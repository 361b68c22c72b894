using System.Text.Json;
using NightMiner.Protocol.Text;

namespace NightMiner.Workbench.Recording;

/// <summary>Plays the miner on one connection.</summary>
internal sealed class MinerPart(IReadOnlyList<Message> script, LiveSession live, ReplayOptions options)
{
    private static readonly TimeSpan JobPatience = TimeSpan.FromSeconds(5);

    private readonly Pace _pace = new(options.Speed, script[0].Line.Time);
    private bool _waitsForJobs = true; // not with each share, where a pool has other jobs than the recorded ones

    /// <summary>Plays it to its end.</summary>
    /// <returns>How it ended, in plain words.</returns>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public async Task<string> PlayAsync(CancellationToken stop)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task reading = live.ReadAllAsync(_ => Task.CompletedTask, over.Token);
        try
        {
            foreach (Message message in script.TakeWhile(message => !message.Line.IsEnd))
            {
                if (reading.IsCompleted) return "the pool closed the connection before all was played";
                await PlayAsync(message, over.Token).ConfigureAwait(false);
            }
            return "all is played";
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return $"the connection broke before all was played: {e.Message}";
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PlayAsync(Message message, CancellationToken stop)
    {
        if (message is { From: Side.Pool, Request: { } asked })
        {
            await live.WaitAsync(reply => reply is { From: Side.Pool, Request: { } mine } && mine.Method == asked.Method
                && mine.Number == asked.Number, options.Patience, stop).ConfigureAwait(false);
        }
        else if (message is { From: Side.Miner, Request: { } question })
        {
            Message? now = await live.WaitAsync(
                line => line.From == Side.Pool && line.Method == question.Method && line.Number == question.Number,
                options.Patience, stop).ConfigureAwait(false);
            if (now is { Id.IsNone: false })
                await live.SayAsync(message.Line.Bytes, now.Json.GetProperty("id").GetRawText(), stop)
                    .ConfigureAwait(false);
        }
        else if (message.From == Side.Miner)
        {
            await _pace.WaitAsync(message.Line, stop).ConfigureAwait(false);
            if (message.IsShare) await WaitForJobAsync(message, stop).ConfigureAwait(false);
            await live.SayAsync(WithLogin(message), id: null, stop).ConfigureAwait(false);
        }
    }

    private async Task WaitForJobAsync(Message share, CancellationToken stop)
    {
        if (!_waitsForJobs || Parameter(share, 1) is not { } job) return;
        _waitsForJobs = await live.WaitAsync(
            line => line is { From: Side.Pool, Method: "mining.notify" } && Parameter(line, 0) == job,
            options.Patience < JobPatience ? options.Patience : JobPatience, stop).ConfigureAwait(false) is not null;
    }

    private static string? Parameter(Message message, int place) =>
        message.Json.TryGetProperty("params", out JsonElement parameters)
        && parameters.ValueKind == JsonValueKind.Array && place < parameters.GetArrayLength()
            ? parameters[place].GetRawText()
            : null;

    private ReadOnlyMemory<byte> WithLogin(Message message)
    {
        byte[] line = message.Line.Bytes.ToArray();
        if (message.Method is not ("mining.authorize" or "mining.submit")) return line;
        foreach ((int place, Range span) in Enumerable.Reverse(LineSpans.Find(line)?.Parameters ?? []))
        {
            string? text = place == 0 ? options.User : place == 1 && !message.IsShare ? options.Password : null;
            if (text is null) continue;
            byte[] token = [(byte)'"', .. JsonEncodedText.Encode(text).EncodedUtf8Bytes, (byte)'"'];
            line = LineSpans.Replace(line, span, token);
        }
        return line;
    }
}
