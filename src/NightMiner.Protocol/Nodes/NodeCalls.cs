using System.Text.Json;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

namespace NightMiner.Protocol.Nodes;

/// <summary>What a miner asks of a node, in typed form.</summary>
internal sealed class NodeCalls(NodeClient client) : IDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(50); // below the ledger's limit for an answer

    /// <summary>The id of the first block: it tells the coin and the network.</summary>
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

    /// <summary>The node's own name of its chain: main, test, regtest, signet, …</summary>
    public async Task<string> ChainAsync(CancellationToken stop)
    {
        JsonElement info =
            await client.CallAsync("getblockchaininfo", null, CallLimit, stop).ConfigureAwait(false);
        return info.ValueKind == JsonValueKind.Object && info.TryGetProperty("chain", out JsonElement chain)
            && chain.ValueKind == JsonValueKind.String
                ? PrintableText.From(chain.GetString(), 40)
                : "unknown";
    }

    /// <summary>A template to mine.</summary>
    /// <param name="rules">What we understand; without some of them a node gives nothing.</param>
    /// <param name="longPollId">Of the last one: the answer comes when there is a better one. Null: at once.</param>
    /// <param name="limit">How long the answer may take.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="FormatException">The answer makes no sense; the message says where.</exception>
    public async Task<BlockTemplate> TemplateAsync(
        string[] rules, string? longPollId, TimeSpan limit, CancellationToken stop)
    {
        JsonElement template = await client.CallAsync(
            "getblocktemplate", json => WriteRequest(json, rules, longPollId), limit, stop).ConfigureAwait(false);
        return BlockTemplate.Parse(template);
    }

    /// <summary>Hands in a block; null where it was accepted, else the node's reason.</summary>
    /// <exception cref="ConnectionException">No answer came.</exception>
    /// <exception cref="NodeException">It has just been started, and judges nothing yet.</exception>
    public async Task<StratumError?> SubmitAsync(byte[] block, string? workId, CancellationToken stop)
    {
        string hex = Convert.ToHexStringLower(block);
        try
        {
            return await TrySubmitAsync(hex, workId, stop).ConfigureAwait(false);
        }
        catch (ConnectionException e) when (e.Problem is ConnectionProblem.Broken or ConnectionProblem.Unreachable)
        {
            // The node may have closed an idle connection just now, or have taken the block and not told us.
            StratumError? second = await TrySubmitAsync(hex, workId, stop).ConfigureAwait(false);
            return IsDuplicate(second) ? null : second;
        }
    }

    /// <summary>Whether the node had the very block before.</summary>
    public static bool IsDuplicate(StratumError? error) => Reason(error) == "duplicate";

    /// <summary>Whether the node misses the block that ours stands on.</summary>
    public static bool KnowsNotTheParent(StratumError? error) => Reason(error) is "bad-prevblk" or "prev-blk-not-found";

    public void Dispose() => client.Dispose();

    // bcoin says "rejected: " before the reason.
    private static string? Reason(StratumError? error) =>
        error?.Text.StartsWith("rejected: ", StringComparison.Ordinal) == true ? error.Text[10..] : error?.Text;

    private async Task<StratumError?> TrySubmitAsync(string block, string? workId, CancellationToken stop)
    {
        try
        {
            JsonElement result = await client.CallAsync("submitblock", json =>
            {
                json.WriteStringValue(block);
                if (workId is null) return;
                json.WriteStartObject();
                json.WriteString("workid", workId);
                json.WriteEndObject();
            }, CallLimit, stop).ConfigureAwait(false);
            if (result.ValueKind == JsonValueKind.Null) return null;
            string? reason = result.ValueKind == JsonValueKind.String ? result.GetString() : result.GetRawText();
            return new StratumError(null, PrintableText.From(reason));
        }
        catch (NodeException e) when (e.Code != NodeException.WarmingUp)
        {
            return new StratumError(e.Code, e.Words);
        }
    }

    private static void WriteRequest(Utf8JsonWriter json, string[] rules, string? longPollId)
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
