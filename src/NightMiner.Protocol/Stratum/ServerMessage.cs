using System.Text.Json;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Protocol.Stratum;

/// <summary>What a pool says: a reply to a request of ours, a notification, or a request to us.</summary>
public abstract record ServerMessage;

/// <summary>The answer to a request.</summary>
/// <param name="Id">The request's id as it came back.</param>
/// <param name="Result">The result member; undefined where there was none.</param>
/// <param name="Error">What the pool objects to; null where it does not.</param>
public sealed record Reply(MessageId Id, JsonElement Result, StratumError? Error) : ServerMessage
{
    /// <summary>The request that this answers; null where no open request has this id.</summary>
    public ClientRequest? Request { get; init; }

    /// <summary>From the request's bytes written to this line read.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>Whether the answer is a plain yes: the result true and no error.</summary>
    public bool IsYes => Result.ValueKind == JsonValueKind.True && Error is null;

    /// <summary>Whether all members are the same; the result is compared as JSON.</summary>
    public bool Equals(Reply? other) => other is not null && Id == other.Id && Equals(Error, other.Error)
        && Equals(Request, other.Request) && RoundTrip == other.RoundTrip
        && Result.ValueKind == other.Result.ValueKind
        && (Result.ValueKind == JsonValueKind.Undefined || JsonElement.DeepEquals(Result, other.Result));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Result.ValueKind, Error, Request, RoundTrip);

    /// <inheritdoc/>
    public override string ToString()
    {
        // The raw text: JsonElement.ToString throws at half a surrogate pair.
        string result = Result.ValueKind == JsonValueKind.Undefined ? "" : Result.GetRawText();
        return $"Reply {{ Id = {Id}, Result = {result}, Error = {Error} }}";
    }
}

/// <summary>mining.set_difficulty: holds for the jobs that come after it.</summary>
public sealed record SetDifficulty(Difficulty Difficulty) : ServerMessage
{
    /// <summary>The method's name on the wire.</summary>
    public const string MethodName = "mining.set_difficulty";
}

/// <summary>mining.set_extranonce: holds for the jobs that come after it.</summary>
/// <param name="Extranonce1">The new extranonce1, 0 to 32 bytes.</param>
/// <param name="Extranonce2Size">
/// How many bytes of the coinbase we vary from then on, 0 to 32; null where the pool names no size: it stays as it was.
/// </param>
public sealed record SetExtranonce(ReadOnlyMemory<byte> Extranonce1, int? Extranonce2Size) : ServerMessage
{
    /// <summary>Whether extranonce1 (byte for byte) and size are the same.</summary>
    public bool Equals(SetExtranonce? other) => other is not null
        && Extranonce2Size == other.Extranonce2Size && Contents.AreSame(Extranonce1, other.Extranonce1);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Extranonce2Size, Contents.HashOf(Extranonce1));
}

/// <summary>
/// mining.set_version_mask (BIP 310): the bits of the block version that may be rolled from now on, in jobs and shares.
/// </summary>
public sealed record SetVersionMask(uint Mask) : ServerMessage;

/// <summary>client.reconnect: the pool asks to be left and called again, maybe elsewhere.</summary>
/// <param name="Id">The request's id, if it has one.</param>
/// <param name="Host">Where to call; null: the same host. Not checked at all.</param>
/// <param name="Port">The port there, 1 to 65535; null: the same port.</param>
/// <param name="Wait">How long to wait first; zero where the pool named no sensible time.</param>
public sealed record Reconnect(MessageId Id, string? Host, int? Port, TimeSpan Wait) : ServerMessage;

/// <summary>client.get_version: the pool asks who we are.</summary>
public sealed record GetVersion(MessageId Id) : ServerMessage;

/// <summary>client.show_message: a word from the pool's operator, already made printable.</summary>
public sealed record ShowMessage(MessageId Id, string Text) : ServerMessage;

/// <summary>mining.ping: the pool asks whether we are there.</summary>
public sealed record Ping(MessageId Id) : ServerMessage;

/// <summary>A method that is not known here. With an id it wants an answer all the same.</summary>
public sealed record UnknownMethod(MessageId Id, string Method) : ServerMessage;

/// <summary>A line that could not be understood; the connection goes on.</summary>
/// <param name="Problem">What is wrong with it, for people.</param>
/// <param name="IsJson">Whether it is JSON at all; if not, the other side may be no Stratum server.</param>
public sealed record Malformed(string Problem, bool IsJson = true) : ServerMessage;
