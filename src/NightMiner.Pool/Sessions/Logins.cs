using System.Text.Json;
using NightMiner.Pool.Messages;
using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Sessions;

/// <summary>What pools ask of a name and a password, beyond that there is one.</summary>
internal static class Logins
{
    private const int PartLimit = 64; // public-pool's

    /// <summary>Why a login is not well-formed; null where it is.</summary>
    public static string? Complaint(LoginRule rule, PoolRequest request) => rule switch
    {
        LoginRule.NameParts => NameParts(request),
        LoginRule.TwoTexts => TwoTexts(request),
        _ => null,
    };

    /// <summary>The difficulty in a password like x;d=0.5; null where there is none.</summary>
    public static Difficulty? DifficultyOf(string? password)
    {
        foreach (string part in (password ?? "").Split(';', StringSplitOptions.TrimEntries))
            if (part.StartsWith("d=", StringComparison.Ordinal)
                && Difficulty.TryParse(part.Remove(0, 2), out Difficulty difficulty))
                return difficulty;
        return null;
    }

    // The words are ckpool's.
    private static string? NameParts(PoolRequest request)
    {
        if (request.Parameters.ValueKind != JsonValueKind.Array) return "params not an array";
        if (request.Parameters.GetArrayLength() == 0) return "params missing array entries";
        return request.Text(0) switch
        {
            null => "Invalid workername parameter",
            "" => "Empty workername parameter",
            ['.' or '_', ..] => "Empty username parameter",
            { } name when name.Contains('/') => "Invalid character in username",
            _ => null,
        };
    }

    private static string? TwoTexts(PoolRequest request)
    {
        bool areTwo = request.Parameters.ValueKind == JsonValueKind.Array && request.Parameters.GetArrayLength() == 2;
        if (!areTwo || request.Text(0) is not { } user || request.Text(1) is not { } password)
            return "expected a name and a password and nothing else";
        string worker = user.Contains('.') ? user[(user.IndexOf('.') + 1)..] : "";
        return password.Length > PartLimit || worker.Length > PartLimit
            ? $"password and worker have at most {PartLimit} letters"
            : null;
    }
}
