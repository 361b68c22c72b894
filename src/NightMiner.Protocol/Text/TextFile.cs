using System.IO.Pipelines;
using System.Text;

namespace NightMiner.Protocol.Text;

/// <summary>
/// Reads text files as editors and shells write them: UTF-8 or UTF-16, with or without a byte order mark. A pipe or a
/// device such as /dev/stdin is read like a file.
/// </summary>
public static class TextFile
{
    private const int HeadSize = 4; // two letters of UTF-16, or the longest byte order mark

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file, the pipe or the device.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <returns>The text; a byte that belongs to no letter of UTF-8 becomes a half surrogate, see
    /// <see cref="WireText"/>.</returns>
    /// <exception cref="IOException">It does not exist, can't be read, is a folder or is larger than the
    /// limit.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string Read(string path, int limit) => Decode(ReadBytes(path, limit));

    /// <summary>Reads a whole file as it is, for what may be text or not.</summary>
    /// <param name="path">The file, the pipe or the device.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <exception cref="IOException">It does not exist, can't be read, is a folder or is larger than the
    /// limit.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadBytes(string path, int limit)
    {
        using Stream file = OpenBytes(path);
        using MemoryStream all = new();
        byte[] buffer = new byte[Math.Min(limit + 1L, 1 << 16)];
        while (file.Read(buffer) is > 0 and var count)
        {
            all.Write(buffer, 0, count);
            if (all.Length > limit) throw new IOException($"'{path}' has more than the {limit} bytes that are read.");
        }
        return all.ToArray();
    }

    /// <summary>The text of a file's bytes.</summary>
    /// <param name="bytes">All of them, the byte order mark included if there is one.</param>
    /// <returns>The text; a byte that belongs to no letter of UTF-8 becomes a half surrogate, see
    /// <see cref="WireText"/>.</returns>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        (Encoding? utf16, int mark) = Detect(bytes);
        return utf16 is null ? WireText.From(bytes[mark..]) : utf16.GetString(bytes[mark..]);
    }

    /// <summary>Opens a file whose lines are read one after the other.</summary>
    /// <param name="path">The file, the pipe or the device.</param>
    /// <param name="stop">Ends the wait for the first bytes of a pipe.</param>
    /// <returns>Its text as UTF-8, without a byte order mark.</returns>
    /// <exception cref="IOException">It does not exist, can't be read or is a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Task<Stream> OpenAsync(string path, CancellationToken stop = default) =>
        OpenAsync(OpenBytes(path), stop);

    /// <summary>Reads the text of a stream, which is closed with it.</summary>
    /// <param name="bytes">The text in any of the encodings.</param>
    /// <param name="stop">Ends the wait for the first bytes.</param>
    /// <returns>The text as UTF-8, without a byte order mark.</returns>
    /// <exception cref="IOException">The stream broke.</exception>
    public static async Task<Stream> OpenAsync(Stream bytes, CancellationToken stop = default)
    {
        PipeReader reader = PipeReader.Create(bytes);
        ReadResult head = await reader.ReadAtLeastAsync(HeadSize, stop).ConfigureAwait(false);
        (Encoding? utf16, int mark) = Detect(Head(head));
        reader.AdvanceTo(head.Buffer.GetPosition(mark));
        Stream text = reader.AsStream();
        return utf16 is null ? text : Encoding.CreateTranscodingStream(text, utf16, new UTF8Encoding(false));
    }

    private static ReadOnlySpan<byte> Head(ReadResult read)
    {
        byte[] head = new byte[Math.Min(HeadSize, read.Buffer.Length)];
        System.Buffers.BuffersExtensions.CopyTo(read.Buffer.Slice(0, head.Length), head);
        return head;
    }

    // Null for UTF-8, and the length of the byte order mark. Without one, a NUL in every other byte tells UTF-16: our
    // files begin with letters of ASCII, and no text in UTF-8 holds a NUL.
    private static (Encoding? Utf16, int Mark) Detect(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xef, 0xbb, 0xbf, ..] => (null, 3),
        [0xff, 0xfe, ..] => (Encoding.Unicode, 2),
        [0xfe, 0xff, ..] => (Encoding.BigEndianUnicode, 2),
        [not 0, 0] or [not 0, 0, not 0, 0, ..] => (Encoding.Unicode, 0),
        [0, not 0] or [0, not 0, 0, not 0, ..] => (Encoding.BigEndianUnicode, 0),
        _ => (null, 0),
    };

    private static Stream OpenBytes(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path == "/dev/stdin") return Console.OpenStandardInput(); // which can't be opened by name if it is a socket
        if (Directory.Exists(path)) throw new IOException($"'{path}' is a folder, not a file.");
        // Others may go on writing to it: a log, for instance.
        return new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }
}
