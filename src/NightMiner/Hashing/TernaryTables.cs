namespace NightMiner.Hashing;

/// <summary>Truth tables of AVX-512's TernaryLogic, whose three operands are written 0xF0, 0xCC and 0xAA.</summary>
internal static class TernaryTables
{
    public const byte Xor = 0xF0 ^ 0xCC ^ 0xAA;
    public const byte Choose = (0xF0 & 0xCC) | (0x0F & 0xAA);
    public const byte Majority = (0xF0 & 0xCC) | (0xF0 & 0xAA) | (0xCC & 0xAA);
}
