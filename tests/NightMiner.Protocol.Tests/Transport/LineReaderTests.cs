using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Transport;

public sealed class LineReaderTests
{
    // Streams of a few words and line ends, and sizes of the packets that they travel in.
    private static readonly Gen<(string Text, int[] Packets)> Packings =
        from pieces in Gen.Elements("\n", "\r\n", "\r", "\n\n", "a", "line", "{\"id\":1}", "äöü",
            new string('x', 5000)).ListOf()
        from packets in Gen.OneOf(Gen.Choose(1, 4), Gen.Choose(1, 9000)).NonEmptyListOf()
        select (string.Concat(pieces), packets.ToArray());

    [Fact]
    public void Any_packing_gives_the_same_lines() => Properties.Holds(Packings, packing =>
    {
        // Written apart from the code under test: what ends with \n is a line, one \r before it is dropped.
        string[] expected = [.. packing.Text.Split('\n')[..^1]
            .Select(line => line.EndsWith('\r') ? line[..^1] : line)
            .Where(line => line.Trim([' ', '\t', '\r']).Length > 0)];
        Assert.Equal(expected, ReadAll(packing.Text, packing.Packets));
    });

    [Theory]
    [InlineData("a\nb\n", "a", "b")]
    [InlineData("a\r\nb\r\n", "a", "b")]
    [InlineData("\n\r\n\na\n\n", "a")]
    [InlineData("a\rb\r\r\n", "a\rb\r")]
    [InlineData("a\ncut off", "a")]
    [InlineData("cut off")]
    [InlineData("")]
    public void Line_ends_and_empty_lines_are_dropped_and_so_is_a_line_that_was_cut_off(string text,
        params string[] lines)
    {
        Assert.Equal(lines, ReadAll(text, [1]));
        Assert.Equal(lines, ReadAll(text, [4096]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(4093)]
    [InlineData(4094)]
    [InlineData(4096)]
    [InlineData(8192)]
    [InlineData(LineReader.DefaultLimit)]
    public void A_line_of_exactly_the_limit_passes_with_either_line_end(int limit)
    {
        string line = new('x', limit);
        foreach (int packet in new[] { 1000, 4096, int.MaxValue })
            Assert.Equal([line, line, "y"], ReadAll($"{line}\n{line}\r\ny\n", [packet], limit));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(LineReader.DefaultLimit)]
    public void A_line_over_the_limit_ends_the_reading_whether_it_ends_or_not(int limit)
    {
        string line = new('x', limit + 1);
        foreach (string end in new[] { "\n", "\r\n", "", "xxxx", "xxxx\n" })
            foreach (int packet in new[] { 1000, 4096, int.MaxValue })
                Assert.Equal(ConnectionProblem.Protocol,
                    Assert.Throws<ConnectionException>(() =>
                        ReadAll(line + end + (end == "" ? "xx" : ""), [packet], limit)).Problem);
    }

    [Fact]
    public void An_endless_line_takes_no_more_memory_than_the_limit()
    {
        long read = 0;
        LineReader reader = new(new EndlessStream(count => read += count), lineLimit: 10_000);
        Assert.Throws<ConnectionException>(() => reader.ReadLineAsync().AsTask().GetAwaiter().GetResult());
        Assert.InRange(read, 10_001, 10_003);
    }

    private static List<string> ReadAll(string text, int[] packets, int limit = LineReader.DefaultLimit)
    {
        LineReader reader = new(new PackedStream(Encoding.UTF8.GetBytes(text), packets), limit);
        List<string> lines = [];
        while (reader.ReadLineAsync().AsTask().GetAwaiter().GetResult() is { } line) lines.Add(
            Encoding.UTF8.GetString(line.Span));
        return lines;
    }

    private sealed class EndlessStream(Action<int> onRead) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            onRead(buffer.Length);
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
