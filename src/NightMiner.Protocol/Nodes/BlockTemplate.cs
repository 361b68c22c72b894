using System.Text.Json;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Nodes;

/// <summary>A transaction of a template.</summary>
/// <param name="Data">As it goes into the block, with its witness; never hashed here: flags of MWEB are in it.</param>
/// <param name="Id">Its id, without witness, in the order of computation.</param>
/// <param name="WitnessId">Its id with witness; the same as <paramref name="Id"/> where it has none.</param>
internal sealed record TemplateTransaction(byte[] Data, Hash256 Id, Hash256 WitnessId);

/// <summary>What getblocktemplate answers (BIP 22, 23, 145; Litecoin's mweb): a block without its coinbase.</summary>
internal sealed record BlockTemplate
{
    private const int TransactionLimit = 100_000; // a block of the smallest transactions there can be
    private const int AuxLimit = 64;

    // What a node may ask us to know about: for none of these does a miner do more than what is done here.
    private static readonly string[] KnownRules = ["csv", "segwit", "taproot", "mweb", "signet"];

    public required uint Version { get; init; }

    public required Hash256 PreviousBlock { get; init; }

    public required IReadOnlyList<TemplateTransaction> Transactions { get; init; }

    /// <summary>What the coinbase may pay out: the subsidy and all fees, in the smallest unit.</summary>
    public required long CoinbaseValue { get; init; }

    /// <summary>What the node wants in the coinbase's script besides the height.</summary>
    public byte[] CoinbaseAux { get; init; } = [];

    /// <summary>The script of the output that commits to the witnesses; null where no transaction has one.</summary>
    public byte[]? WitnessCommitment { get; init; }

    public required Target Target { get; init; }

    public required uint Bits { get; init; }

    /// <summary>Where the block's time starts, in seconds since 1970.</summary>
    public required uint Time { get; init; }

    public required long Height { get; init; }

    /// <summary>To be sent back, to be told when there is something better.</summary>
    public string? LongPollId { get; init; }

    /// <summary>To be sent back with the block, where a proxy gave it.</summary>
    public string? WorkId { get; init; }

    /// <summary>Litecoin's extension block, which follows the transactions; null before its activation.</summary>
    public byte[]? Mweb { get; init; }

    /// <summary>Reads the answer.</summary>
    /// <exception cref="FormatException">A member is missing, malformed or asks for the unknown.</exception>
    public static BlockTemplate Parse(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new FormatException("the template is not an object");
        CheckRules(json);
        TemplateTransaction[] transactions = ListOf(json);
        return new BlockTemplate
        {
            Version = (uint)Number(json, "version", int.MinValue, uint.MaxValue),
            PreviousBlock = Id(json, "previousblockhash"),
            Transactions = transactions,
            CoinbaseValue = Number(json, "coinbasevalue", 0, long.MaxValue),
            CoinbaseAux = Aux(json),
            WitnessCommitment = Commitment(json, transactions),
            Target = TargetOf(json),
            Bits = Hex.Word(Get(json, "bits"), "bits"),
            Time = (uint)Number(json, "curtime", 0, uint.MaxValue),
            Height = Number(json, "height", 1, uint.MaxValue),
            LongPollId = Text(json, "longpollid"),
            WorkId = Text(json, "workid"),
            Mweb = Find(json, "mweb") is { } mweb ? Hex.Bytes(mweb, "mweb") : null,
        };
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
    private static byte[]? Commitment(JsonElement json, TemplateTransaction[] transactions)
    {
        if (Find(json, "rules") is { ValueKind: JsonValueKind.Array } rules
            && !rules.EnumerateArray().Any(rule => rule.ValueKind == JsonValueKind.String
                && rule.GetString() is ("segwit" or "!segwit")))
            return null;
        if (Find(json, "default_witness_commitment") is { } script)
            return Hex.Bytes(script, "default_witness_commitment");
        return transactions.Any(transaction => transaction.Id != transaction.WitnessId)
            ? BlockMerkle.WitnessCommitment(transactions.Select(transaction => transaction.WitnessId))
            : null;
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
