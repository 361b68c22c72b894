using NightMiner.Protocol.Text;

namespace NightMiner.Cli.CommandLine;

/// <summary>
/// The files that options name. Each is read once, however often it is asked for: a pipe can't be read twice, and a
/// process in the background can't open a pipe of its parent.
/// </summary>
internal sealed class InputFiles
{
    private readonly Dictionary<string, byte[]> _contents = [];

    /// <summary>What was read, by path as typed.</summary>
    public IReadOnlyDictionary<string, byte[]> Contents => _contents;

    /// <summary>Says what a file holds, so that it need not be opened.</summary>
    public void Add(string path, byte[] contents) => _contents[path] = contents;

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="IOException">It can't be read, or is larger than the limit.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public byte[] Read(string path, int limit)
    {
        if (!_contents.TryGetValue(path, out byte[]? contents))
            _contents[path] = contents = TextFile.ReadBytes(path, limit);
        return contents;
    }
}
