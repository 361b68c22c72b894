using System.Globalization;

namespace NightMiner.Workbench.Check;

/// <summary>The texts of a mining.submit, to be spoilt one at a time.</summary>
internal sealed record ShareText(string Worker, string JobId, string Extranonce2, string Ntime, string Nonce)
{
    /// <summary>The sixth parameter (BIP 310); null: there is none.</summary>
    public string? VersionBits { get; init; }

    /// <summary>The job's id as the JSON token that the pool sent.</summary>
    public bool IsJobIdNumber { get; init; }

    /// <summary>The parameters as JSON.</summary>
    public string Parameters
    {
        get
        {
            string job = IsJobIdNumber ? JobId : Wire.Text(JobId);
            string rest = Wire.Texts(VersionBits is null
                ? [Extranonce2, Ntime, Nonce]
                : [Extranonce2, Ntime, Nonce, VersionBits]);
            return $"[{Wire.Text(Worker)},{job},{rest[1..]}";
        }
    }

    /// <summary>The same share in capital letters, where it has any.</summary>
    public ShareText InCapitals => this with
    {
        Extranonce2 = Extranonce2.ToUpperInvariant(),
        Ntime = Ntime.ToUpperInvariant(),
        Nonce = Nonce.ToUpperInvariant(),
    };

    /// <summary>8 hex digits, the most significant first.</summary>
    public static string Hex(uint word) => word.ToString("x8", CultureInfo.InvariantCulture);
}
