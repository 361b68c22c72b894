namespace NightMiner.Protocol.Nodes;

/// <summary>A node's own objection to a call: it was reached and answered with an error.</summary>
/// <param name="code">The number of the error, as in bitcoind's rpc/protocol.h.</param>
/// <param name="words">The node's words, made printable.</param>
public sealed class NodeException(int code, string words) : IOException($"{words} (code {code})")
{
    /// <summary>The node has no peers, so it can't know whether its blocks are the newest.</summary>
    public const int NotConnected = -9;

    /// <summary>The node is still downloading the chain.</summary>
    public const int InitialDownload = -10;

    /// <summary>The node has just been started and loads its data.</summary>
    public const int WarmingUp = -28;

    /// <summary>The number of the error.</summary>
    public int Code => code;

    /// <summary>The node's words, made printable.</summary>
    public string Words => words;

    /// <summary>The objection in plain words, with what to do about it.</summary>
    public string Advice => code switch
    {
        NotConnected => $"the node has no peers, and gives no work without ({words}): check its network; "
            + "on regtest connect a second node",
        InitialDownload => $"the node is still downloading the block chain ({words}): wait until it is done; "
            + "on regtest, where the newest block is old, make one with generatetoaddress or use -maxtipage",
        WarmingUp => $"the node has just been started and is not ready yet ({words})",
        _ when words.Contains("TestBlockValidity failed", StringComparison.Ordinal) =>
            $"the node can't make a valid block itself ({words}): on Litecoin's regtest the first block with MWEB, at "
            + "height 432, needs a peg-in: send to an mweb address of its wallet",
        _ => $"the node refuses to give work: {words} (code {code})",
    };
}
