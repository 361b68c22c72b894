using System.Globalization;
using System.Text;
using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Rendering;
using NightMiner.Pool;
using NightMiner.Pool.Profiles;

namespace NightMiner.Cli.Pool;

/// <summary>
/// What --profile list, --quirk list and --defect list print. A terminal gets the lines broken at its width; a pipe
/// gets one for each entry, so that grep finds it whole.
/// </summary>
internal static class PoolLists
{
    private const string List = "list";
    private const int ProfileWidth = 20;
    private const int QuirkWidth = 22;
    private const int DefectWidth = 31;

    /// <summary>The list that was asked for; null where none was.</summary>
    /// <param name="arguments">What was asked for.</param>
    /// <param name="width">The terminal's width; null for a pipe.</param>
    public static string? Asked(Arguments arguments, int? width)
    {
        if (arguments.Find(PoolSyntax.Defect)?.Text == List) return Defects(width);
        if (arguments.Find(PoolSyntax.Profile)?.Text == List) return Profiles(width);
        return arguments.AllTyped(PoolSyntax.Quirk).Any(value => value.Text == List) ? Quirks(width) : null;
    }

    /// <summary>Each defect with what it does.</summary>
    public static string Defects(int? width = null)
    {
        StringBuilder text = new();
        foreach (PoolDefectFacts facts in PoolDefects.All)
            Append(text, facts.Name.PadRight(DefectWidth), $"{facts.Summary} ({facts.CaughtBy})", width);
        return text.ToString();
    }

    /// <summary>Each profile with the quirks in which it differs, ready to be typed.</summary>
    public static string Profiles(int? width = null)
    {
        StringBuilder text = new();
        foreach (PoolProfile profile in PoolProfile.All)
        {
            Append(text, profile.Name.PadRight(ProfileWidth), profile.Summary, width);
            foreach (Quirk quirk in QuirkCatalog.All.Where(quirk => !quirk.IsEqual(profile.Quirks, PoolQuirks.None)))
                text.Append(CultureInfo.InvariantCulture, $"    {quirk.Name}={quirk.Show(profile.Quirks)}\n");
        }
        return text.ToString();
    }

    /// <summary>Each quirk with what it can be, and what it is in each profile.</summary>
    public static string Quirks(int? width = null)
    {
        StringBuilder text = new();
        foreach (Quirk quirk in QuirkCatalog.All)
        {
            Append(text, quirk.Name.PadRight(QuirkWidth), $"{quirk.Help}: {quirk.Values}", width);
            foreach (var group in PoolProfile.All.GroupBy(profile => quirk.Show(profile.Quirks), p => p.Name))
                Append(text, "    ",
                    $"{string.Join(", ", group)}: {(group.Key.Length > 0 ? group.Key : "none")}", width);
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, string label, string words, int? width) =>
        text.Append(width is { } columns ? Wrapping.Hanging(label, words, columns) : label + words).Append('\n');
}
