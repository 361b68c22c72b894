using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace NightMiner.Hashing;

/// <summary>
/// An instruction set to mine with, named by its vector width. This class alone asks the CPU; scanners ask it once,
/// when they are created, and the JIT folds the answers into constants.
/// </summary>
public sealed record Isa
{
    /// <summary>No vectors: the readable reference code, one hash at a time.</summary>
    public static Isa Reference { get; } = new("reference", 0, "no vectors");

    /// <summary>4 lanes of 32 bits: SSE2 and later on x64, AdvSimd on Arm.</summary>
    public static Isa Vector128 { get; } =
        new("vector128", 128, "SSE2 to AVX, or Arm AdvSimd", "sse2", "sse41", "avx", "neon");

    /// <summary>8 lanes of 32 bits: AVX2.</summary>
    public static Isa Vector256 { get; } = new("vector256", 256, "AVX2", "avx2");

    /// <summary>16 lanes of 32 bits: AVX-512 (F and BW).</summary>
    public static Isa Vector512 { get; } = new("vector512", 512, "AVX-512", "avx512");

    private readonly string[] _aliases;

    private Isa(string name, int bits, string description, params string[] aliases) =>
        (Name, Bits, Description, _aliases) = (name, bits, description, aliases);

    /// <summary>Every instruction set that the code knows, slowest first.</summary>
    public static IReadOnlyList<Isa> All { get; } = [Reference, Vector128, Vector256, Vector512];

    /// <summary>What this CPU and this process can run (see DOTNET_EnableAVX512 and the like), slowest first.</summary>
    public static IReadOnlyList<Isa> Available { get; } = [.. All.Where(isa => isa.IsAvailable)];

    /// <summary>The widest available one: the fastest for every kernel here.</summary>
    public static Isa Best => Available[^1];

    /// <summary>The name that <see cref="Parse"/> and the command line take.</summary>
    public string Name { get; }

    /// <summary>The width of a vector in bits; 0 for the reference.</summary>
    public int Bits { get; }

    /// <summary>What it needs, in the words of CPU vendors.</summary>
    public string Description { get; }

    /// <summary>Whether this CPU and this process can run it.</summary>
    public bool IsAvailable => Bits switch
    {
        0 => true,
        128 => System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated,
        256 => System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated,
        _ => HasAvx512,
    };

    /// <summary>AVX-512 with the byte shuffles and 512-bit vectors that the runtime considers worth using.</summary>
    internal static bool HasAvx512 => Avx512F.IsSupported && Avx512BW.IsSupported;

    /// <summary>AVX-512 on 128- and 256-bit vectors: rotates, three-operand logic, and 32 registers.</summary>
    internal static bool HasAvx512VL => Avx512F.VL.IsSupported && Avx512BW.IsSupported;

    /// <summary>128-bit vectors of Arm, with 32 registers.</summary>
    internal static bool HasAdvSimd => AdvSimd.IsSupported;

    /// <summary>The CPU's name where it tells one, else its architecture.</summary>
    internal static string CpuName { get; } = ReadCpuName();

    /// <summary>Finds an instruction set by its name or alias (avx2, avx512, neon, ...), in any case.</summary>
    /// <exception cref="FormatException">No such name; the message lists those there are.</exception>
    /// <exception cref="NotSupportedException">This CPU can't run it; the message lists those it can.</exception>
    public static Isa Parse(string name)
    {
        Isa isa = All.FirstOrDefault(candidate => candidate.IsCalled(name)) ?? throw new FormatException(
            $"'{name}' is no instruction set known here: use one of {AvailableNames}");
        return isa.RequireAvailable();
    }

    /// <summary>Gives itself back if this CPU can run it.</summary>
    /// <exception cref="NotSupportedException">It can't; the message lists what it can.</exception>
    internal Isa RequireAvailable() => IsAvailable ? this : throw new NotSupportedException(
        $"this CPU can't run {Name} ({Description}): use one of {AvailableNames}");

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static string AvailableNames => string.Join(", ", Available.Select(isa => isa.Name));

    private static string ReadCpuName()
    {
        const int FirstLeaf = unchecked((int)0x80000002); // three leaves of 16 letters, padded with zeros or blanks
        // Negative as they are, leaves still count upwards.
        if (!X86Base.IsSupported || X86Base.CpuId(unchecked((int)0x80000000), 0).Eax is not (< 0 and >= FirstLeaf + 2))
            return RuntimeInformation.ProcessArchitecture.ToString();
        Span<int> letters = stackalloc int[12];
        for (int i = 0; i < 3; i++)
        {
            (letters[4 * i], letters[(4 * i) + 1], letters[(4 * i) + 2], letters[(4 * i) + 3]) =
                X86Base.CpuId(FirstLeaf + i, 0);
        }
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes(letters)).Replace('\0', ' ').Trim();
    }

    private bool IsCalled(string name) =>
        Name.Equals(name, StringComparison.OrdinalIgnoreCase)
        || _aliases.Contains(name.Replace("-", "", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase);
}
