using System.Text.Json;
using NightMiner.Protocol.Addresses;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

namespace NightMiner.Protocol.Nodes;

/// <summary>What a miner asks of a node, in typed form. Safe for several calls at once.</summary>
/// <param name="client">Makes the calls; it is disposed with this.</param>
public sealed class NodeCalls(NodeClient client) : IDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(50); // below the ledger's limit for an answer

    /// <summary>The id of block 0, in the order of computation: it tells the coin and the network.</summary>
    /// <param name="stop">Gives up.</param>
    /// <inheritdoc cref="NodeClient.CallAsync" path="/exception"/>
    public async Task<Hash256> GenesisAsync(CancellationToken stop)
    {
        JsonElement id = await client.CallAsync("getblockhash", json => json.WriteNumberValue(0), CallLimit, stop)
            .ConfigureAwait(false);
        try
        {
            return Hash256.FromDisplay(id.GetString() ?? "");
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw new ConnectionException(ConnectionProblem.Protocol, "the node's first block has no id", e);
        }
    }

    /// <summary>The node's own name of its chain: main, test, regtest, signet, … For messages only.</summary>
    /// <param name="stop">Gives up.</param>
    /// <inheritdoc cref="GenesisAsync" path="/exception"/>
    public async Task<string> ChainAsync(CancellationToken stop)
    {
        JsonElement info =
            await client.CallAsync("getblockchaininfo", null, CallLimit, stop).ConfigureAwait(false);
        return info.ValueKind == JsonValueKind.Object && info.TryGetProperty("chain", out JsonElement chain)
            && chain.ValueKind == JsonValueKind.String
                ? PrintableText.From(chain.GetString(), 40)
                : "unknown";
    }

    /// <summary>A template to mine (getblocktemplate, BIP 22 and BIP 23).</summary>
    /// <param name="rules">
    /// The rules that we know (see <see cref="RulesOf"/>); without some of them a node gives nothing.
    /// </param>
    /// <param name="longPollId">
    /// Of the last template: the answer comes when there is a better one. Null: it comes at once.
    /// </param>
    /// <param name="limit">How long the answer may take.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="FormatException">The answer makes no sense; the message says where.</exception>
    /// <inheritdoc cref="GenesisAsync" path="/exception"/>
    public async Task<BlockTemplate> TemplateAsync(
        IEnumerable<string> rules, string? longPollId, TimeSpan limit, CancellationToken stop)
    {
        JsonElement template = await client.CallAsync(
            "getblocktemplate", json => WriteRequest(json, rules, longPollId), limit, stop).ConfigureAwait(false);
        return BlockTemplate.Parse(template);
    }

    /// <summary>
    /// Hands in a block (submitblock). Where the connection breaks before an answer, it is handed in once more.
    /// </summary>
    /// <param name="block">The whole block (see <see cref="BlockBuilder.Block"/>).</param>
    /// <param name="workId">Of the template that it was made of; null where that had none.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Null where the block was accepted, else the node's reason.</returns>
    /// <exception cref="ConnectionException">No answer came.</exception>
    /// <exception cref="NodeException">The node has just been started, and judges nothing yet.</exception>
    /// <exception cref="UnauthorizedAccessException">The node refuses the login.</exception>
    public async Task<StratumError?> SubmitAsync(
        ReadOnlyMemory<byte> block, string? workId, CancellationToken stop)
    {
        byte[] parameters = SubmitParameters(block.Span, workId);
        try
        {
            return await TrySubmitAsync(parameters, stop).ConfigureAwait(false);
        }
        catch (ConnectionException e) when (e.Problem is ConnectionProblem.Broken or ConnectionProblem.Unreachable)
        {
            // The node may have closed an idle connection just now, or have taken the block and not told us.
            StratumError? second = await TrySubmitAsync(parameters, stop).ConfigureAwait(false);
            return IsDuplicate(second) ? null : second;
        }
    }

    /// <summary>The rules that getblocktemplate is told we know, at nodes of a network.</summary>
    /// <param name="network">The node's network.</param>
    public static IReadOnlyList<string> RulesOf(CoinNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.HasMweb ? ["mweb", "segwit"] : ["segwit"];
    }

    /// <summary>Whether the node says that it had the very same block before.</summary>
    /// <param name="error">What <see cref="SubmitAsync"/> gave.</param>
    public static bool IsDuplicate(StratumError? error) => Reason(error) == "duplicate";

    /// <summary>Whether the node says that it does not know the block before ours.</summary>
    /// <param name="error">What <see cref="SubmitAsync"/> gave.</param>
    public static bool KnowsNotTheParent(StratumError? error) => Reason(error) is "bad-prevblk" or "prev-blk-not-found";

    /// <summary>Ends all connections; calls that are under way fail.</summary>
    public void Dispose() => client.Dispose();

    // bcoin says "rejected: " before the reason.
    private static string? Reason(StratumError? error) =>
        error?.Text.StartsWith("rejected: ", StringComparison.Ordinal) == true ? error.Text[10..] : error?.Text;

    // ["<hex>",{"workid":"<id>"}], the second one only where there is an id (BIP 22). Made in one buffer of its final
    // size: a block has megabytes, and each moment counts.
    private static byte[] SubmitParameters(ReadOnlySpan<byte> block, string? workId)
    {
        byte[] id = workId is null ? [] : JsonEncodedText.Encode(workId).EncodedUtf8Bytes.ToArray();
        byte[] options = workId is null ? [] : [.. ",{\"workid\":\""u8, .. id, .. "\"}"u8];
        byte[] json = GC.AllocateUninitializedArray<byte>(2 + 2 * block.Length + 1 + options.Length + 1);
        "[\""u8.CopyTo(json);
        Convert.TryToHexStringLower(block, json.AsSpan(2), out int digits);
        Span<byte> left = json.AsSpan(2 + digits);
        left[0] = (byte)'"';
        options.CopyTo(left[1..]);
        left[^1] = (byte)']';
        return json;
    }

    private async Task<StratumError?> TrySubmitAsync(byte[] parameters, CancellationToken stop)
    {
        try
        {
            JsonElement result =
                await client.SendAsync("submitblock", parameters, CallLimit, stop).ConfigureAwait(false);
            if (result.ValueKind == JsonValueKind.Null) return null;
            string? reason = result.ValueKind == JsonValueKind.String ? result.GetString() : result.GetRawText();
            return new StratumError(null, PrintableText.From(reason));
        }
        catch (NodeException e) when (e.Code != NodeException.WarmingUp)
        {
            return new StratumError(e.Code, e.Words);
        }
    }

    private static void WriteRequest(Utf8JsonWriter json, IEnumerable<string> rules, string? longPollId)
    {
        json.WriteStartObject();
        json.WriteStartArray("rules");
        foreach (string rule in rules) json.WriteStringValue(rule);
        json.WriteEndArray();
        json.WriteStartArray("capabilities");
        foreach (string name in (string[])["coinbasevalue", "longpoll", "workid"]) json.WriteStringValue(name);
        json.WriteEndArray();
        if (longPollId is not null) json.WriteString("longpollid", longPollId);
        json.WriteEndObject();
    }
}
