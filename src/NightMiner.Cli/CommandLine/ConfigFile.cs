using System.Text.Json;
using NightMiner.Protocol.Text;

namespace NightMiner.Cli.CommandLine;

/// <summary>
/// The JSON file of -c: an object whose keys are the long names of options, and "pools", a list of objects with "url",
/// "user" and "pass". Comments and trailing commas are allowed.
/// </summary>
internal sealed class ConfigFile
{
    private const string PoolsKey = "pools";
    private const int SizeLimit = 1 << 20;
    private static readonly string[] PoolKeys = ["url", "user", "pass"];

    private readonly Dictionary<string, Arguments.Value> _values = [];
    private readonly List<ConfigPool> _pools = [];

    private ConfigFile()
    {
    }

    /// <summary>No file.</summary>
    public static ConfigFile Empty { get; } = new();

    /// <summary>The pools, the favourite first.</summary>
    public IReadOnlyList<ConfigPool> Pools => _pools;

    /// <summary>The value of an option; null where the file says nothing.</summary>
    public Arguments.Value? Find(Setting setting) => _values.GetValueOrDefault(setting.Name[2..]);

    /// <summary>Reads the file.</summary>
    /// <exception cref="UsageException">It can't be read, or says what makes no sense; the message names the
    /// line.</exception>
    public static ConfigFile Load(Arguments.Value path, InputFiles files)
    {
        byte[] text;
        try
        {
            text = WireText.ToBytes(TextFile.Decode(files.Read(path.Text, SizeLimit)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"{path.Source}: the file can't be read: {e.Message}") { IsAboutSyntax = false };
        }
        return Parse(text, path.Text);
    }

    /// <summary>Understands what such a file says.</summary>
    /// <param name="text">The file, in UTF-8 without a byte order mark.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="UsageException">It makes no sense; the message names the line.</exception>
    internal static ConfigFile Parse(ReadOnlySpan<byte> text, string name)
    {
        JsonReaderOptions options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        ConfigReader reader = new(text, name, options);
        try
        {
            ConfigFile config = new();
            config.ReadAll(ref reader);
            return config;
        }
        catch (InvalidOperationException)
        {
            throw new UsageException($"{name} has bytes that are not UTF-8") { IsAboutSyntax = false };
        }
        catch (JsonException e)
        {
            throw new UsageException(
                $"{name}, line {e.LineNumber + 1}: this is not valid JSON: "
                + "check the commas, quotes and brackets around here")
            { IsAboutSyntax = false };
        }
    }

    private void ReadAll(ref ConfigReader reader)
    {
        if (!reader.Read() || reader.Kind != JsonTokenType.StartObject)
            throw reader.Wrong("expected an object: { \"url\": \"…\", … }");
        Dictionary<string, Setting> settings = Syntax.Mine.Settings
            .Where(setting => setting.HasVariable && setting != Syntax.Config)
            .ToDictionary(setting => setting.Name[2..]);
        while (reader.ReadKey() is { } key)
        {
            if (key == PoolsKey) ReadPools(ref reader);
            else if (!settings.TryGetValue(key, out Setting? setting))
                throw reader.UnknownKey(key, settings.Keys.Append(PoolsKey),
                    "the keys are the long names of nightminer --help, without dashes");
            else if (!_values.TryAdd(key, reader.ReadValue(key, setting.IsSwitch)))
                throw reader.Wrong($"'{key}' is given here for the second time");
        }
        reader.Read();
        if (_pools.Count > 0 && _values.TryGetValue(PoolKeys[0], out Arguments.Value? url))
            throw new UsageException($"{url.Source}: either 'url' or 'pools'") { IsAboutSyntax = false };
    }

    private void ReadPools(ref ConfigReader reader)
    {
        if (!reader.Read() || reader.Kind != JsonTokenType.StartArray)
            throw reader.Wrong("'pools' takes a list: [ { \"url\": \"…\", \"user\": \"…\", \"pass\": \"…\" } ]");
        while (reader.Read() && reader.Kind != JsonTokenType.EndArray)
        {
            if (reader.Kind != JsonTokenType.StartObject)
                throw reader.Wrong("each of 'pools' is an object: { \"url\": \"…\", \"user\": \"…\" }");
            UsageException noUrl = reader.Wrong("this pool has no 'url'");
            Dictionary<string, Arguments.Value> values = [];
            while (reader.ReadKey() is { } key)
            {
                if (!PoolKeys.Contains(key)) throw reader.UnknownKey(
                    key, PoolKeys, $"a pool has {string.Join(", ", PoolKeys)}; all else belongs beside 'pools'");
                if (!values.TryAdd(key, reader.ReadValue(key, isSwitch: false)))
                    throw reader.Wrong($"'{key}' is given here for the second time");
            }
            Arguments.Value url = values.GetValueOrDefault("url") ?? throw noUrl;
            _pools.Add(new ConfigPool(url with { Text = url.Text.Trim() },
                values.GetValueOrDefault("user")?.Text, values.GetValueOrDefault("pass")?.Text));
        }
    }
}

/// <summary>One of "pools".</summary>
internal sealed record ConfigPool(Arguments.Value Url, string? User, string? Password);
