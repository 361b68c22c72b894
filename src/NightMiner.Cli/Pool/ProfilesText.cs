using System.Globalization;
using System.Text;
using NightMiner.Cli.CommandLine;
using NightMiner.Pool.Profiles;

namespace NightMiner.Cli.Pool;

/// <summary>What --profile list and --quirk list print.</summary>
internal static class ProfilesText
{
    private const string List = "list";

    /// <summary>The list that was asked for; null where none was.</summary>
    public static string? Asked(Arguments arguments)
    {
        if (arguments.Find(Syntax.Profile)?.Text == List) return Profiles();
        return arguments.AllTyped(Syntax.Quirk).Any(value => value.Text == List) ? Quirks() : null;
    }

    /// <summary>Each profile with the quirks in which it differs, ready to be typed.</summary>
    public static string Profiles()
    {
        StringBuilder text = new();
        foreach (PoolProfile profile in PoolProfile.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"{profile.Name,-18}  {profile.Summary}\n");
            foreach (Quirk quirk in QuirkCatalog.All.Where(quirk => !quirk.IsEqual(profile.Quirks, PoolQuirks.None)))
                text.Append(CultureInfo.InvariantCulture, $"    {quirk.Name}={quirk.Show(profile.Quirks)}\n");
        }
        return text.ToString();
    }

    /// <summary>Each quirk with what it can be, and what it is in each profile.</summary>
    public static string Quirks()
    {
        StringBuilder text = new();
        foreach (Quirk quirk in QuirkCatalog.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"{quirk.Name,-20}  {quirk.Help}: {quirk.Values}\n");
            foreach (var group in PoolProfile.All.GroupBy(profile => quirk.Show(profile.Quirks), p => p.Name))
                text.Append(CultureInfo.InvariantCulture,
                    $"    {string.Join(", ", group)}: {(group.Key.Length > 0 ? group.Key : "none")}\n");
        }
        return text.ToString();
    }
}
