using System.Buffers;
using System.Text;
using System.Text.Json;
using NightMiner.Jobs;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;
using NightMiner.Sessions;

namespace NightMiner.TestSupport.Hostile;

/// <summary>
/// What happens to a pool's line on the miner's side, from its bytes to a job: throws where a reader does what it must
/// not, or says something that can't be. Lines belong to one connection.
/// </summary>
internal sealed class ServerReaders(Tally tally)
{
    private static readonly Endpoint Here = Endpoint.Parse("127.0.0.1:3333");

    private readonly Subscription _subscription = Subscribed();

    /// <summary>Reads one line, without its end.</summary>
    public void Read(ReadOnlyMemory<byte> line)
    {
        Assert.Equal(line.ToArray(), WireText.ToBytes(WireText.From(line.Span)));
        ServerMessage message = MessageReader.Read(line);
        tally.Count(message.GetType().Name);
        Assert.NotNull(message.ToString());
        switch (message)
        {
            case Reply reply:
                ReadReply(reply);
                break;
            case Notify notify:
                ReadNotify(notify);
                break;
            case SetDifficulty { Difficulty: var difficulty }:
                Assert.Equal(difficulty, Difficulty.Parse(difficulty.ToString()));
                Assert.True(difficulty.ToDouble() > 0, "a difficulty that is zero as a double");
                _subscription.SetDifficulty(difficulty);
                break;
            case SetExtranonce extranonce:
                _subscription.SetExtranonce(
                    extranonce.Extranonce1, extranonce.Extranonce2Size ?? _subscription.Extranonce2Size);
                break;
            case SetVersionMask { Mask: var mask }:
                _subscription.SetVersionMask(mask);
                break;
            case Reconnect order:
                Assert.InRange(order.Port ?? 1, 1, 65535);
                tally.Count(Redirect.Decide(Here, order).To is null ? "Reconnect refused" : "Reconnect followed");
                break;
            case ShowMessage { Text: var text }:
                AssertPrintable(text);
                break;
            case UnknownMethod { Method: var method }:
                AssertPrintable(method);
                break;
            case Malformed { Problem: var problem }:
                Assert.NotEmpty(problem);
                break;
        }
        AnswerWith(message);
    }

    private void ReadReply(Reply reply)
    {
        reply.Id.ToNumber();
        if (reply.Error is { } error)
        {
            AssertPrintable(error.Text);
            tally.Count($"Reject {error.Reason}");
        }
        if (TryParse(() => SubscribeResult.Parse(reply.Result)) is { } subscribed)
        {
            tally.Count(nameof(SubscribeResult));
            _subscription.SetSubscription(subscribed.SessionId, subscribed.Extranonce1, subscribed.Extranonce2Size);
        }
        if (TryParse(() => ConfigureResult.Parse(reply.Result)) is { } configured)
        {
            tally.Count(nameof(ConfigureResult));
            _subscription.SetVersionMask(configured.VersionMask);
        }
    }

    private void ReadNotify(Notify notify)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes)) notify.WriteParameters(json);
        Notify again = Notify.Parse(JsonElement.Parse(bytes.WrittenSpan));
        Job job = _subscription.CreateJob(notify);
        Assert.True(again.JobId == notify.JobId && again.CleanJobs == notify.CleanJobs
            && _subscription.CreateJob(again).Work.HasSameHeadersAs(job.Work),
            "a job is not what it was when it is written and read again");
        job.MerkleRoot(new byte[job.Extranonce2Size]);
        tally.Count(job.Bits.ToTarget() is null ? "Job without a network target" : "Job");
    }

    // Requests are answered under their own id: that has to be JSON again, whatever it was, and short.
    private static void AnswerWith(ServerMessage message)
    {
        MessageId id = message switch
        {
            GetVersion get => get.Id,
            Ping ping => ping.Id,
            ShowMessage show => show.Id,
            Reconnect order => order.Id,
            UnknownMethod unknown => unknown.Id,
            _ => MessageId.None,
        };
        if (id.IsNone) return;
        byte[] answer = MessageWriter.Error(id, 20, "no");
        Assert.True(answer.Length <= StratumConnection.OutgoingLineLimit, "an answer is too long");
        using JsonDocument document = JsonDocument.Parse(answer);
        Assert.Equal(id.ToString(), document.RootElement.GetProperty("id").GetRawText());
    }

    private static T? TryParse<T>(Func<T> parse) where T : class
    {
        try
        {
            return parse();
        }
        catch (FormatException e)
        {
            Assert.NotEmpty(e.Message);
            return null;
        }
    }

    private static void AssertPrintable(string text)
    {
        Assert.True(text.Length <= PrintableText.LengthLimit + 2, "a text is too long");
        foreach (Rune rune in text.EnumerateRunes())
            Assert.False(Rune.IsControl(rune) || rune.Value is 0x202e or 0x2066, $"U+{rune.Value:x4} in a text");
    }

    private static Subscription Subscribed()
    {
        Subscription subscription = new(new TinyAlgorithm());
        subscription.SetSubscription(null, new byte[4], 4);
        return subscription;
    }
}
