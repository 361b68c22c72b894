namespace NightMiner.Lab.Pools;

/// <summary>What a connection has agreed on with the pool: all that a share is judged by.</summary>
internal sealed class SessionState(byte[] extranonce1)
{
    /// <summary>This connection's part of the coinbase.</summary>
    public byte[] Extranonce1 => extranonce1;

    public bool IsSubscribed { get; set; }

    /// <summary>The names logged in.</summary>
    public HashSet<string> Workers { get; } = new(StringComparer.Ordinal);

    /// <summary>The version bits that the miner may roll (BIP 310); null where rolling was not agreed on.</summary>
    public uint? RollingMask { get; set; }

    public JobBook Jobs { get; } = new();
}
