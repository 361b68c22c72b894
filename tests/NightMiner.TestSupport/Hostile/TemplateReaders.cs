using System.Text.Json;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;

namespace NightMiner.TestSupport.Hostile;

/// <summary>
/// What happens to a node's answer, from its text to the block: throws where a reader does what it must not.
/// </summary>
internal sealed class TemplateReaders(Tally tally)
{
    private const int ExtranonceSize = 8;
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 16 }; // as the client of a node has it
    private static readonly BlockBuilder Builder = new([0x51], "/a signature of thirty-two bytes/"u8);

    /// <summary>Reads one answer.</summary>
    public void Read(ReadOnlyMemory<byte> answer)
    {
        if (Parse(answer) is not { } template) return;
        tally.Count("BlockTemplate");
        if (template.Transactions.Count > 0) tally.Count("BlockTemplate with transactions");
        Work work;
        try
        {
            work = Builder.ToWork(template, default, ExtranonceSize, new TinyAlgorithm().DifficultyOne);
        }
        catch (FormatException)
        {
            tally.Count("BlockTemplate without room");
            return;
        }
        byte[] coinbase = [.. work.Coinbase.Part1.Span, .. new byte[ExtranonceSize], .. work.Coinbase.Part2.Span];
        BlockHeader header = work.Header(new byte[ExtranonceSize], nonce: 0);
        byte[] block = BlockBuilder.Block(template, header, coinbase);
        Assert.True(block.Length > BlockHeader.Size + coinbase.Length, "the block is shorter than its parts");
    }

    private BlockTemplate? Parse(ReadOnlyMemory<byte> answer)
    {
        JsonElement json;
        try
        {
            json = JsonElement.Parse(answer.Span, Depth);
        }
        catch (JsonException)
        {
            tally.Count("no JSON");
            return null;
        }
        try
        {
            return BlockTemplate.Parse(json);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException) // both are news to a session
        {
            tally.Count("no template");
            return null;
        }
    }
}
