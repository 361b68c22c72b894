using System.Text;
using System.Text.Json;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Workbench.Recording;

/// <summary>A line of one connection, understood as far as a replay needs.</summary>
internal sealed class Message
{
    private const int Depth = 32;

    private Message(RecordedLine line) => Line = line;

    public RecordedLine Line { get; }

    public Side From => Line.From;

    /// <summary>The whole message; undefined where the line is no JSON object.</summary>
    public JsonElement Json { get; private init; }

    /// <summary>What it asks for or tells; null for a reply and for what makes no sense.</summary>
    public string? Method { get; private init; }

    /// <summary>The id; none where there is none.</summary>
    public MessageId Id { get; private init; }

    /// <summary>How many messages of this method the side has sent, with this one.</summary>
    public int Number { get; private set; }

    /// <summary>The request that this answers, if any.</summary>
    public Message? Request { get; private set; }

    /// <summary>The answer that came to this request, if any.</summary>
    public Message? Reply { get; private set; }

    /// <summary>Whether it hands in a share.</summary>
    public bool IsShare => Method == "mining.submit";

    /// <summary>What people call it: "mining.submit #3".</summary>
    public string Name => Request is { } request ? $"the reply to {request.Name}"
        : Line.IsEnd ? "the end of the connection"
        : Method is { } method ? $"{method} #{Number}"
        : "a line that is no message";

    /// <summary>Understands a line by itself.</summary>
    public static Message Read(RecordedLine line)
    {
        try
        {
            // Bytes that are no UTF-8 become question marks: they stand in some text, and the rest has a meaning still.
            byte[] text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line.Bytes.Span));
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = Depth });
            JsonElement root = document.RootElement.Clone();
            if (root.ValueKind != JsonValueKind.Object) return new Message(line);
            string? method = root.TryGetProperty("method", out JsonElement name)
                && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
            MessageId id = root.TryGetProperty("id", out JsonElement token) ? MessageId.From(token) : MessageId.None;
            return new Message(line) { Json = root, Method = method, Id = id };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new Message(line);
        }
    }

    /// <summary>Understands the lines of one connection together: counts them, and ties replies to requests.</summary>
    public static IReadOnlyList<Message> ReadAll(IEnumerable<RecordedLine> lines)
    {
        List<Message> all = [];
        Matcher matcher = new();
        foreach (RecordedLine line in lines)
        {
            Message message = Read(line);
            matcher.Take(message);
            all.Add(message);
        }
        return all;
    }

    /// <summary>Counts the messages of a connection as they come, and ties each reply to the oldest open request of its
    /// id: there are miners that use one id for all of their shares.</summary>
    public sealed class Matcher
    {
        private readonly List<Message> _open = [];
        private readonly Dictionary<(Side, string), int> _counts = [];

        /// <summary>The next message of either side.</summary>
        public void Take(Message message)
        {
            if (message.Method is { } method)
            {
                message.Number = _counts[(message.From, method)] =
                    _counts.GetValueOrDefault((message.From, method)) + 1;
                if (!message.Id.IsNone) _open.Add(message);
            }
            else if (_open.Find(request => message.Id.Answers(request.Id) && request.From != message.From) is { } asked)
            {
                _open.Remove(asked);
                (message.Request, asked.Reply) = (asked, message);
            }
        }
    }
}
