using System.Runtime.Intrinsics;
using NightMiner.Hashing;
using NightMiner.Protocol.Blocks;

namespace NightMiner.ProofOfWork;

/// <summary>scrypt with N = 1024, r = 1, p = 1 over the header as password and salt: Litecoin, Dogecoin.</summary>
public sealed class Scrypt : PowAlgorithm
{
    private static volatile ScryptLibrary s_library = ScryptLibrary.Auto;
    private static volatile int s_lanes; // 0: the usual number

    /// <summary>
    /// The implementation that scanners created from now on use, whatever instruction set they are asked for. With
    /// <see cref="ScryptLibrary.Auto"/>, the default, the instruction set decides.
    /// </summary>
    /// <exception cref="NotSupportedException">This machine doesn't have it; the message lists what it has.</exception>
    public static ScryptLibrary Library
    {
        get => s_library;
        set => s_library = RequireAvailable(value);
    }

    /// <summary>What <see cref="Library"/> can be set to on this machine, slowest first after Auto.</summary>
    public static IReadOnlyList<ScryptLibrary> AvailableLibraries { get; } =
        [.. Enum.GetValues<ScryptLibrary>().Where(IsAvailable)];

    /// <summary>
    /// The hashes that each scanner created from now on mixes at a time; null, the default, for the usual number of its
    /// vectors. A scanner that can't have this number (see <see cref="LaneChoices"/>) uses the usual one as well.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is no one's choice.</exception>
    public static int? Lanes
    {
        get => s_lanes is > 0 and var lanes ? lanes : null;
        set
        {
            if (value is { } lanes && !Isa.All.Any(isa => LaneChoices(isa).Contains(lanes)))
                throw new ArgumentOutOfRangeException(nameof(value), lanes, "no vectors mix so many hashes at a time");
            s_lanes = value ?? 0;
        }
    }

    /// <summary>
    /// What <see cref="Lanes"/> can be for an instruction set, in ascending order; nothing where one hash is computed
    /// after the other.
    /// </summary>
    public static IReadOnlyList<int> LaneChoices(Isa isa)
    {
        ArgumentNullException.ThrowIfNull(isa);
        return ScryptLanes.Choices(isa);
    }

    /// <summary>Where scrypt coins count difficulty from: 65,536 times Bitcoin's target.</summary>
    public override Target DifficultyOne { get; } =
        new(UInt256.FromBigInteger(Target.DifficultyOne.Value.ToBigInteger() << 16));

    /// <inheritdoc/>
    public override string Name => "scrypt";

    /// <inheritdoc/>
    public override IReadOnlyList<PowImplementation> Implementations =>
    [
        .. AvailableLibraries.Where(library => library != ScryptLibrary.Auto)
            .Select(library => new PowImplementation(NameOf(library), () => CreateScanner(library, Lanes))),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<KnownHeader> KnownHeaders { get; } =
    [
        new( // the share in NightMiner's first self-test
            "02000000ffbf290b08dcc5963de665ee43ab7b7b89b045175bf90cff1e63a149319f2f1d5cc58f5e84aafc740d521b92"
            + "a7bf72f4e56c4cc3ad1c2159f1d094f97ac34eee1ab8c7527282141bc0012648",
            "00000437e55e80a11d6fcd7dc75430bd44ebf49e6544e63401b5f02bafdfa9f5"),
        new( // five of Litecoin's blocks, from the tests of Litecoin Core
            "020000004c1271c211717198227392b029a64a7971931d351b387bb80db027f270411e398a07046f7d4a08dd815412a8"
            + "712f874a7ebf0507e3878bd24e20a3b73fd750a667d2f451eac7471b00de6659",
            "00000000002bef4107f882f6115e0b01f348d21195dacd3582aa2dabd7985806"),
        new(
            "0200000011503ee6a855e900c00cfdd98f5f55fffeaee9b6bf55bea9b852d9de2ce35828e204eef76acfd36949ae56d1"
            + "fbe81c1ac9c0209e6331ad56414f9072506a77f8c6faf551eac7471b00389d01",
            "00000000003a0d11bdd5eb634e08b7feddcfbbf228ed35d250daf19f1c88fc94"),
        new(
            "02000000a72c8a177f523946f42f22c3e86b8023221b4105e8007e59e81f6beb013e29aaf635295cb9ac966213fb56e0"
            + "46dc71df5b3f7f67ceaeab24038e743f883aff1aaafaf551eac7471b0166249b",
            "00000000000b40f895f288e13244728a6c2d9d59d8aff29c65f8dd5114a8ca81"),
        new(
            "010000007824bc3a8a1b4628485eee3024abd8626721f7f870f8ad4d2f33a27155167f6a4009d1285049603888fe85a8"
            + "4b6c803a53305a8d497965a5e896e1a00568359589faf551eac7471b0065434e",
            "00000000003007005891cd4923031e99d8e8d72f6e8e7edc6a86181897e105fe"),
        new(
            "0200000050bfd4e4a307a8cb6ef4aef69abc5c0f2d579648bd80d7733e1ccc3fbc90ed664a7f74006cb11bde87785f22"
            + "9ecd366c2d4e44432832580e0608c579e4cb76f383f7f551eac7471b00c36982",
            "000000000018f0b426a4afc7130ccb47fa02af730d345b4fe7c7724d3800ec8c"),
    ];

    private static string AvailableNames => string.Join(", ", AvailableLibraries.Select(NameOf));

    /// <summary>Reads the name of a library as the command line takes it, in any case.</summary>
    /// <exception cref="FormatException">No such name; the message lists those there are.</exception>
    /// <exception cref="NotSupportedException">This machine doesn't have it; the message lists what it has.</exception>
    public static ScryptLibrary ParseLibrary(string name)
    {
        foreach (ScryptLibrary library in Enum.GetValues<ScryptLibrary>())
        {
            if (NameOf(library).Equals(name, StringComparison.OrdinalIgnoreCase)) return RequireAvailable(library);
        }
        throw new FormatException($"'{name}' is no scrypt library: use one of {AvailableNames}");
    }

    /// <inheritdoc/>
    public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) =>
        ScryptReference.DeriveKey(header, header, ScryptCost.Coin, digest[..Hash256.Size]);

    /// <inheritdoc/>
    public override NonceScanner CreateScanner(Isa isa)
    {
        ArgumentNullException.ThrowIfNull(isa);
        return CreateScanner(Library == ScryptLibrary.Auto ? LibraryOf(isa.RequireAvailable()) : Library, Lanes);
    }

    /// <summary>Makes a scanner that mixes so many hashes at a time, whatever is set for the process.</summary>
    internal NonceScanner CreateScanner(Isa isa, int lanes) => CreateScanner(LibraryOf(isa), lanes);

    private static ScryptLibrary LibraryOf(Isa isa) => isa.Bits switch
    {
        512 => ScryptLibrary.Vector512,
        256 => ScryptLibrary.Vector256,
        128 => ScryptLibrary.Vector128,
        _ => ScryptLibrary.Reference,
    };

    private static bool IsAvailable(ScryptLibrary library) => library switch
    {
        ScryptLibrary.OpenSsl => OpenSsl.IsAvailable,
        ScryptLibrary.Vector128 => Isa.Vector128.IsAvailable,
        ScryptLibrary.Vector256 => Isa.Vector256.IsAvailable,
        ScryptLibrary.Vector512 => Isa.Vector512.IsAvailable,
        _ => true,
    };

    private static ScryptLibrary RequireAvailable(ScryptLibrary library) =>
        AvailableLibraries.Contains(library) ? library : throw new NotSupportedException(
            $"this machine has no scrypt library '{NameOf(library)}': use one of {AvailableNames}");

    private static string NameOf(ScryptLibrary library) => library.ToString().ToLowerInvariant();

    private NonceScanner CreateScanner(ScryptLibrary library, int? lanes) => library switch
    {
        ScryptLibrary.OpenSsl => new ReferenceScanner(HashWithOpenSsl, NameOf(library)),
        ScryptLibrary.Vector128 =>
            new ScryptScanner<Sha256OpsVector128, Salsa20OpsVector128, Vector128<uint>>(Isa.Vector128, lanes),
        ScryptLibrary.Vector256 =>
            new ScryptScanner<Sha256OpsVector256, Salsa20OpsVector256, Vector256<uint>>(Isa.Vector256, lanes),
        ScryptLibrary.Vector512 =>
            new ScryptScanner<Sha256OpsVector512, Salsa20OpsVector512, Vector512<uint>>(Isa.Vector512, lanes),
        _ => new ReferenceScanner(this),
    };

    private static void HashWithOpenSsl(ReadOnlySpan<byte> header, Span<byte> digest) =>
        OpenSsl.Scrypt(header, header, ScryptCost.Coin, digest);
}
