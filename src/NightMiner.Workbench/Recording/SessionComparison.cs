using System.Text.Json;

namespace NightMiner.Workbench.Recording;

/// <summary>Which messages of two sessions are compared.</summary>
[Flags]
public enum Compared
{
    /// <summary>What the miner asks.</summary>
    Requests = 1,
    /// <summary>What the pool answers.</summary>
    Replies = 2,
    /// <summary>What the pool says by itself.</summary>
    Pushes = 4,
    /// <summary>All of these.</summary>
    Everything = 7,
}

/// <summary>A place where two sessions part.</summary>
/// <param name="Connection">Which connection, counted from 1 in both.</param>
/// <param name="Message">Which message: "mining.submit #3", "the reply to mining.authorize #1".</param>
/// <param name="What">What differs: "params[1] is "a" in A, "b" in B".</param>
public sealed record SessionDifference(int Connection, string Message, string What)
{
    /// <summary>The line in the first session; null where there is none.</summary>
    public RecordedLine? InA { get; init; }

    /// <summary>The line in the second session; null where there is none.</summary>
    public RecordedLine? InB { get; init; }
}

/// <summary>
/// Compares two sessions by meaning. Times, ids and the order of members don't count, JSON is compared by value. What
/// each connection has of its own (extranonce1 and session id, and the extranonce2, nonce and version bits found with
/// them) may differ: it is listed apart.
/// </summary>
public sealed class SessionComparison
{
    private readonly List<SessionDifference> _differences = [];
    private readonly List<SessionDifference> _varying = [];

    private SessionComparison()
    {
    }

    /// <summary>
    /// The places where they part, the earliest first: for each connection the first of the requests, of the replies
    /// and of the pool's own messages. Empty: they mean the same.
    /// </summary>
    public IReadOnlyList<SessionDifference> Differences => _differences;

    /// <summary>What differs because each connection has an extranonce of its own.</summary>
    public IReadOnlyList<SessionDifference> Varying => _varying;

    /// <summary>Compares two sessions.</summary>
    public static SessionComparison Compare(
        SessionRecording a, SessionRecording b, Compared what = Compared.Everything)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        SessionComparison comparison = new();
        for (int i = 0; i < Math.Max(a.Connections.Count, b.Connections.Count); i++)
        {
            IReadOnlyList<Message> one = MessagesOf(a, i), other = MessagesOf(b, i);
            foreach (Compared kind in (ReadOnlySpan<Compared>)[Compared.Requests, Compared.Replies, Compared.Pushes])
                if (what.HasFlag(kind)) comparison.CompareAll(i + 1, Pick(one, kind), Pick(other, kind));
        }
        comparison._differences.Sort((x, y) => TimeOf(x).CompareTo(TimeOf(y)));
        return comparison;
    }

    private static TimeSpan TimeOf(SessionDifference difference) =>
        difference.InA?.Time ?? difference.InB?.Time ?? TimeSpan.MaxValue;

    private static IReadOnlyList<Message> MessagesOf(SessionRecording recording, int index) =>
        index < recording.Connections.Count ? Message.ReadAll(recording.Of(recording.Connections[index])) : [];

    // Replies in the order of their requests: the order of their coming means nothing. One that never came is a gap.
    private static List<Message?> Pick(IReadOnlyList<Message> all, Compared kind) => kind switch
    {
        Compared.Requests => [.. all.Where(message => message.From == Side.Miner && !message.Line.IsEnd)],
        Compared.Replies => [.. all
            .Where(message => message is { From: Side.Miner, Method: not null, Id.IsNone: false })
            .Select(request => request.Reply)],
        _ => [.. all.Where(message => message is { From: Side.Pool, Request: null, Line.IsEnd: false })],
    };

    private void CompareAll(int connection, List<Message?> a, List<Message?> b)
    {
        for (int i = 0; i < Math.Max(a.Count, b.Count); i++)
        {
            Message? one = i < a.Count ? a[i] : null, other = i < b.Count ? b[i] : null;
            if (one is null && other is null) continue;
            string name = (one ?? other)!.Name;
            SessionDifference Tell(string text) => new(connection, name, text) { InA = one?.Line, InB = other?.Line };
            if (WhatDiffers(one, other, text => _varying.Add(Tell(text))) is not { } difference) continue;
            _differences.Add(Tell(difference));
            return; // what comes after the first one mostly follows from it
        }
    }

    private static string? WhatDiffers(Message? one, Message? other, Action<string> varies)
    {
        if (other is null) return "it is only in A";
        if (one is null) return "it is only in B";
        if (one.Json.ValueKind == JsonValueKind.Undefined || other.Json.ValueKind == JsonValueKind.Undefined)
            return one.Line.Bytes.Span.SequenceEqual(other.Line.Bytes.Span)
                ? null
                : $"it is {MessageDifference.Show(one)} in A, {MessageDifference.Show(other)} in B";
        if (one.Method != other.Method || one.Request?.Method != other.Request?.Method)
            return $"B has {other.Name} in its place";
        return new MessageDifference(one.Request?.Method ?? one.Method, varies).Find(one.Json, other.Json);
    }
}
