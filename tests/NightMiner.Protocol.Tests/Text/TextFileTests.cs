using System.Text;
using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Tests.Text;

public sealed class TextFileTests : IDisposable
{
    private const string Sample = "{\"name\": \"Müller ₿ 𝄞\"}\r\nsecond";

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public static TheoryData<string, bool, string> Files
    {
        get
        {
            TheoryData<string, bool, string> all = [];
            foreach (string text in (string[])[Sample, "ab", "a", ""])
                foreach (string encoding in (string[])["utf-8", "utf-16", "utf-16BE"])
                    foreach (bool hasMark in (bool[])[true, false])
                        all.Add(encoding, hasMark, text);
            return all;
        }
    }

    public void Dispose() => File.Delete(_path);

    [Theory, MemberData(nameof(Files))]
    public async Task Every_encoding_is_read_as_the_same_text(string encoding, bool hasMark, string text)
    {
        Encoding letters = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. hasMark ? letters.GetPreamble() : [], .. letters.GetBytes(text)];
        Assert.Equal(text, TextFile.Decode(bytes));
        File.WriteAllBytes(_path, bytes);
        Assert.Equal(text, TextFile.Read(_path, 1000));
        foreach (Stream source in (Stream[])[new MemoryStream(bytes), new Drop(bytes)])
        {
            using MemoryStream read = new();
            await using Stream utf8 = await TextFile.OpenAsync(source, TestContext.Current.CancellationToken);
            await utf8.CopyToAsync(read, TestContext.Current.CancellationToken);
            Assert.Equal(Encoding.UTF8.GetBytes(text), read.ToArray());
        }
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_not_lost()
    {
        byte[] bytes = [(byte)'a', 0xff, (byte)'b'];
        Assert.Equal(bytes, WireText.ToBytes(TextFile.Decode(bytes)));
    }

    [Fact]
    public void A_file_above_the_limit_is_refused_and_one_at_the_limit_is_read()
    {
        File.WriteAllText(_path, "12345");
        Assert.Equal("12345", TextFile.Read(_path, 5));
        IOException e = Assert.Throws<IOException>(() => TextFile.Read(_path, 4));
        Assert.Equal($"'{_path}' has more than the 4 bytes that are read.", e.Message);
    }

    [Fact]
    public async Task A_folder_is_called_one()
    {
        string folder = Path.GetTempPath();
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => TextFile.Read(folder, 4)).Message,
            StringComparison.Ordinal);
        IOException e = await Assert.ThrowsAsync<IOException>(
            () => TextFile.OpenAsync(folder, TestContext.Current.CancellationToken));
        Assert.Contains("is a folder", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_called_something_else()
    {
        Assert.Throws<FileNotFoundException>(() => TextFile.Read(_path, 4));
        await Assert.ThrowsAsync<FileNotFoundException>(
            () => TextFile.OpenAsync(_path, TestContext.Current.CancellationToken));
    }

    /// <summary>Gives one byte at a time, as a slow pipe may.</summary>
    private sealed class Drop(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
