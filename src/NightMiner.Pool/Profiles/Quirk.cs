using System.Collections.Immutable;
using System.Globalization;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Profiles;

/// <summary>One property of <see cref="PoolQuirks"/> by its name, for command lines and tables.</summary>
/// <param name="Name">The property's name in lower case with dashes, such as line-limit.</param>
/// <param name="Values">The values that it takes, in words.</param>
/// <param name="Help">What it does, in words.</param>
public sealed record Quirk(string Name, string Values, string Help)
{
    private readonly Func<PoolQuirks, string> _show = _ => "";
    private readonly Func<PoolQuirks, string, PoolQuirks> _set = (quirks, _) => quirks;

    /// <summary>Whether its name alone, without a value, switches it on.</summary>
    public bool IsSwitch { get; private init; }

    /// <summary>
    /// Its value in a form that <see cref="Set"/> takes; "unset" where the pool's options decide.
    /// </summary>
    public string Show(PoolQuirks quirks) => _show(quirks);

    /// <summary>The same quirks with another value of this one.</summary>
    /// <exception cref="ArgumentException">The value is wrong; the message says what was expected.</exception>
    public PoolQuirks Set(PoolQuirks quirks, string value)
    {
        try
        {
            return _set(quirks, value);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new ArgumentException($"'{value}' is not a value of {Name}: expected {Values}", e);
        }
    }

    /// <summary>Whether two pools agree in it.</summary>
    public bool IsEqual(PoolQuirks one, PoolQuirks other) => Show(one) == Show(other);

    internal static Quirk Switch(
        string name, string help, Func<PoolQuirks, bool> get, Func<PoolQuirks, bool, PoolQuirks> set) =>
        Of(name, "on or off", help, quirks => get(quirks) ? "on" : "off", (quirks, text) => set(quirks, OnOff(text)))
            with
        { IsSwitch = true };

    internal static Quirk Choice<T>(
        string name, string help, Func<PoolQuirks, T> get, Func<PoolQuirks, T, PoolQuirks> set)
        where T : struct, Enum =>
        Of(name, string.Join(", ", Enum.GetNames<T>().Select(Dashed)), help,
            quirks => Dashed(get(quirks).ToString()), (quirks, text) => set(quirks, Choice<T>(text)));

    internal static Quirk Choices<T>(string name, string help, Func<PoolQuirks, ImmutableArray<T>> get,
        Func<PoolQuirks, ImmutableArray<T>, PoolQuirks> set) where T : struct, Enum =>
        Of(name, $"a list of {string.Join(",", Enum.GetNames<T>().Select(Dashed))}", help,
            quirks => string.Join(',', get(quirks).Select(value => Dashed(value.ToString()))),
            (quirks, text) => set(quirks, [.. Words(text).Select(Choice<T>)]));

    internal static Quirk Texts(string name, string help, Func<PoolQuirks, ImmutableArray<string>> get,
        Func<PoolQuirks, ImmutableArray<string>, PoolQuirks> set) =>
        Of(name, "names separated by commas", help,
            quirks => string.Join(',', get(quirks)), (quirks, text) => set(quirks, [.. Words(text)]));

    internal static Quirk Text(
        string name, string help, Func<PoolQuirks, string> get, Func<PoolQuirks, string, PoolQuirks> set) =>
        Of(name, "any text", help, get, set);

    internal static Quirk Whole(
        string name, string help, Func<PoolQuirks, int?> get, Func<PoolQuirks, int?, PoolQuirks> set) =>
        Of(name, "a whole number", help,
            quirks => get(quirks)?.ToString(CultureInfo.InvariantCulture) ?? Unset,
            (quirks, text) => set(quirks, int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)));

    internal static Quirk Number(
        string name, string help, Func<PoolQuirks, double> get, Func<PoolQuirks, double, PoolQuirks> set) =>
        Of(name, "a number", help, quirks => get(quirks).ToString(CultureInfo.InvariantCulture),
            (quirks, text) => set(quirks, double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)));

    internal static Quirk DifficultyOf(
        string name, string help, Func<PoolQuirks, Difficulty?> get, Func<PoolQuirks, Difficulty?, PoolQuirks> set) =>
        Of(name, "a difficulty", help,
            quirks => get(quirks)?.ToString() ?? Unset, (quirks, text) => set(quirks, Difficulty.Parse(text)));

    internal static Quirk Seconds(
        string name, string help, Func<PoolQuirks, TimeSpan?> get, Func<PoolQuirks, TimeSpan?, PoolQuirks> set) =>
        Of(name, "a number of seconds, or never", help, quirks => SecondsText(get(quirks)),
            (quirks, text) => set(quirks, text == Never ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(
                double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture))));

    /// <summary>LineLimit as line-limit.</summary>
    internal static string Dashed(string name) => string.Concat(name.Select((letter, index) =>
        char.IsAsciiLetterUpper(letter) && index > 0 ? $"-{char.ToLowerInvariant(letter)}"
        : char.ToLowerInvariant(letter).ToString()));

    private const string Unset = "unset";
    private const string Never = "never";

    private static Quirk Of(string name, string values, string help,
        Func<PoolQuirks, string> show, Func<PoolQuirks, string, PoolQuirks> set) =>
        new(name, values, help, show, set);

    private Quirk(string name, string values, string help,
        Func<PoolQuirks, string> show, Func<PoolQuirks, string, PoolQuirks> set)
        : this(name, values, help) => (_show, _set) = (show, set);

    private static T Choice<T>(string text) where T : struct, Enum =>
        Enum.GetValues<T>()
        .Where(value => Dashed(value.ToString()).Equals(text, StringComparison.OrdinalIgnoreCase)).Cast<T?>()
        .FirstOrDefault() ?? throw new FormatException();

    private static string[] Words(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool OnOff(string text) => text.ToLowerInvariant() switch
    {
        "on" or "true" or "yes" or "1" => true,
        "off" or "false" or "no" or "0" => false,
        _ => throw new FormatException(),
    };

    private static string SecondsText(TimeSpan? time) => time switch
    {
        null => Unset,
        { } t when t == Timeout.InfiniteTimeSpan => Never,
        { } t => t.TotalSeconds.ToString(CultureInfo.InvariantCulture),
    };
}
