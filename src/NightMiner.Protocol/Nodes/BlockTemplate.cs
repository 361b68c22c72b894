using System.Runtime.CompilerServices;
using System.Text.Json;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Nodes;

/// <summary>A transaction of a template.</summary>
/// <param name="Data">
/// The transaction as it goes into the block, with its witness. It is never hashed here: Litecoin sets flags of MWEB in
/// it that its ids leave out.
/// </param>
/// <param name="Id">Its id, without witness, in the order of computation.</param>
/// <param name="WitnessId">Its id with witness; the same as <paramref name="Id"/> where it has none.</param>
public sealed record TemplateTransaction(ReadOnlyMemory<byte> Data, Hash256 Id, Hash256 WitnessId)
{
    /// <summary>Whether the ids and the bytes are the same.</summary>
    public bool Equals(TemplateTransaction? other) => other is not null && Id == other.Id
        && WitnessId == other.WitnessId && Data.Span.SequenceEqual(other.Data.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, WitnessId, Data.Length);
}

/// <summary>
/// What getblocktemplate answers: a block without its coinbase (BIP 22, BIP 23, BIP 145; mweb is Litecoin's).
/// Immutable. Two of them are equal only where they are the same object; <see cref="IsRepeatOf"/> compares what they
/// say.
/// </summary>
public sealed record BlockTemplate
{
    private const int TransactionLimit = 100_000; // a block of the smallest transactions there can be
    private const int AuxLimit = 64;
    private const uint TimeStep = 30; // seconds: a template whose time alone has moved on so far is news again

    // The rules that a node may ask us to know. None of them needs more of a miner than what is done here.
    private static readonly string[] KnownRules = ["csv", "segwit", "taproot", "mweb", "signet"];

    private byte[]? _rest;

    /// <summary>The block version.</summary>
    public required uint Version { get; init; }

    /// <summary>The block to build on, in the order of computation: the tip of the node's chain.</summary>
    public required Hash256 PreviousBlock { get; init; }

    /// <summary>The transactions behind the coinbase, in the order of the block.</summary>
    public required IReadOnlyList<TemplateTransaction> Transactions
    {
        get;
        init => (field, _rest) = (value, null);
    }

    /// <summary>What the coinbase may pay out: the subsidy and all fees, in the coin's smallest unit (1e-8).</summary>
    public required long CoinbaseValue { get; init; }

    /// <summary>What the node wants in the coinbase's script besides the height; up to 64 bytes, mostly none.</summary>
    public ReadOnlyMemory<byte> CoinbaseAux { get; init; }

    /// <summary>
    /// The script of the output that commits to the witnesses (BIP 141); empty where segwit is not active, or no
    /// transaction has a witness and the node gives no commitment.
    /// </summary>
    public ReadOnlyMemory<byte> WitnessCommitment { get; init; }

    /// <summary>What the hash of a block must meet.</summary>
    public required Target Target { get; init; }

    /// <summary>The target in the header's compact form.</summary>
    public required CompactBits Bits { get; init; }

    /// <summary>The node's time, in seconds since 1970: where the block's time starts.</summary>
    public required uint Time { get; init; }

    /// <summary>The block's height; the coinbase's script begins with it (BIP 34).</summary>
    public required long Height { get; init; }

    /// <summary>
    /// What a long poll sends back, to be answered when there is a better template; null where the node does not know
    /// long polling.
    /// </summary>
    public string? LongPollId { get; init; }

    /// <summary>What is sent back with the block; null where the node gave nothing (few but proxies do).</summary>
    public string? WorkId { get; init; }

    /// <summary>Litecoin's extension block, which follows the transactions; empty before its activation.</summary>
    public ReadOnlyMemory<byte> Mweb
    {
        get;
        init => (field, _rest) = (value, null);
    }

    /// <summary>
    /// What follows the coinbase in the block, ready to be copied: all transactions and the extension block. It is made
    /// when the template is read, so that a block that is found later leaves without delay.
    /// </summary>
    internal ReadOnlySpan<byte> Rest => _rest ??= Join(Transactions, Mweb);

    /// <summary>
    /// Whether this template asks for the same block as another: all is the same but the id of the long poll and a time
    /// that is up to 30 seconds apart.
    /// </summary>
    /// <param name="other">The other one.</param>
    public bool IsRepeatOf(BlockTemplate other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (PreviousBlock, Version, Bits, Target, Height, CoinbaseValue, WorkId)
                == (other.PreviousBlock, other.Version, other.Bits, other.Target, other.Height, other.CoinbaseValue,
                    other.WorkId)
            && Math.Abs((long)Time - other.Time) < TimeStep
            && CoinbaseAux.Span.SequenceEqual(other.CoinbaseAux.Span)
            && WitnessCommitment.Span.SequenceEqual(other.WitnessCommitment.Span)
            && Rest.SequenceEqual(other.Rest);
    }

    /// <summary>Whether both are the same object.</summary>
    public bool Equals(BlockTemplate? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>Reads the result of getblocktemplate.</summary>
    /// <param name="json">The result: an object.</param>
    /// <exception cref="FormatException">
    /// A member is missing or malformed, or the node has a rule that is not known here; the message says which.
    /// </exception>
    public static BlockTemplate Parse(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new FormatException("the template is not an object");
        CheckRules(json);
        TemplateTransaction[] transactions = ListOf(json);
        byte[] mweb = Find(json, "mweb") is { } extension ? Hex.Bytes(extension, "mweb") : [];
        return new BlockTemplate
        {
            Version = (uint)Number(json, "version", int.MinValue, uint.MaxValue),
            PreviousBlock = Id(json, "previousblockhash"),
            Transactions = transactions,
            CoinbaseValue = Number(json, "coinbasevalue", 0, long.MaxValue),
            CoinbaseAux = Aux(json),
            WitnessCommitment = Commitment(json, transactions),
            Target = TargetOf(json),
            Bits = new CompactBits(Hex.Word(Get(json, "bits"), "bits")),
            Time = (uint)Number(json, "curtime", 0, uint.MaxValue),
            Height = Number(json, "height", 1, uint.MaxValue),
            LongPollId = Text(json, "longpollid"),
            WorkId = Text(json, "workid"),
            Mweb = mweb,
            _rest = Join(transactions, mweb),
        };
    }

    private static byte[] Join(IReadOnlyList<TemplateTransaction> transactions, ReadOnlyMemory<byte> mweb)
    {
        int size = transactions.Sum(transaction => transaction.Data.Length) + (mweb.IsEmpty ? 0 : 1 + mweb.Length);
        byte[] rest = GC.AllocateUninitializedArray<byte>(size);
        Span<byte> left = rest;
        foreach (TemplateTransaction transaction in transactions)
        {
            transaction.Data.Span.CopyTo(left);
            left = left[transaction.Data.Length..];
        }
        if (mweb.IsEmpty) return rest;
        left[0] = 1; // the optional part is there
        mweb.Span.CopyTo(left[1..]);
        return rest;
    }

    private static JsonElement? Find(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static JsonElement Get(JsonElement json, string name) =>
        Find(json, name) ?? throw new FormatException($"the template has no {name}");

    private static string? Text(JsonElement json, string name) =>
        Find(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static long Number(JsonElement json, string name, long least, long most) =>
        WholeNumber.From(Get(json, name), least, most)
        ?? throw new FormatException($"the template's {name} is not a whole number from {least} to {most}");

    private static Hash256 Id(JsonElement json, string name)
    {
        byte[] shown = Hex.Bytes(Get(json, name), name, Hash256.Size);
        Array.Reverse(shown); // people and RPCs show ids reversed
        return new Hash256(shown);
    }

    private static Target TargetOf(JsonElement json)
    {
        uint bits = Hex.Word(Get(json, "bits"), "bits");
        Target target = Find(json, "target") is null
            ? new CompactBits(bits).ToTarget()
                ?? throw new FormatException($"the template's bits {bits:x8} are no target")
            : new Target(Id(json, "target").Number);
        return target.Value > default(UInt256) ? target : throw new FormatException("the template's target is zero");
    }

    private static TemplateTransaction[] ListOf(JsonElement json)
    {
        JsonElement list = Get(json, "transactions");
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > TransactionLimit)
            throw new FormatException($"the template's transactions are not a list of at most {TransactionLimit}");
        return [.. list.EnumerateArray().Select(Transaction)];
    }

    private static TemplateTransaction Transaction(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new FormatException("a transaction is not an object");
        byte[] data = Hex.Bytes(Get(json, "data"), "a transaction's data");
        // Before segwit there was one id only, called hash.
        Hash256 id = Id(json, Find(json, "txid") is null ? "hash" : "txid");
        return new TemplateTransaction(data, id, Find(json, "hash") is null ? id : Id(json, "hash"));
    }

    // bcoin gives a commitment even before segwit is active, and refuses the witness that belongs to it.
    private static byte[] Commitment(JsonElement json, TemplateTransaction[] transactions)
    {
        if (Find(json, "rules") is { ValueKind: JsonValueKind.Array } rules
            && !rules.EnumerateArray().Any(rule => rule.ValueKind == JsonValueKind.String
                && rule.GetString() is ("segwit" or "!segwit")))
            return [];
        if (Find(json, "default_witness_commitment") is { } script)
            return Hex.Bytes(script, "default_witness_commitment");
        return transactions.Any(transaction => transaction.Id != transaction.WitnessId)
            ? BlockMerkle.WitnessCommitment(transactions.Select(transaction => transaction.WitnessId))
            : [];
    }

    private static byte[] Aux(JsonElement json)
    {
        if (Find(json, "coinbaseaux") is not { ValueKind: JsonValueKind.Object } aux) return [];
        byte[] bytes = [.. aux.EnumerateObject().SelectMany(each => Hex.Bytes(each.Value, "coinbaseaux"))];
        return bytes.Length <= AuxLimit
            ? bytes
            : throw new FormatException($"the template's coinbaseaux is longer than {AuxLimit} bytes");
    }

    // An exclamation mark says: don't mine without understanding this.
    private static void CheckRules(JsonElement json)
    {
        if (Find(json, "rules") is not { ValueKind: JsonValueKind.Array } rules) return;
        foreach (JsonElement rule in rules.EnumerateArray())
            if (rule.ValueKind == JsonValueKind.String && rule.GetString() is ['!', .. var name]
                && !KnownRules.Contains(name))
                throw new FormatException(
                    $"the node wants its miners to know the rule '{PrintableText.From(name, 40)}': a newer version "
                    + "of this program may");
    }
}
