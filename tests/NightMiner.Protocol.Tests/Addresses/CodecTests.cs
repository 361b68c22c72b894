using FsCheck;
using FsCheck.Fluent;
using NightMiner.Protocol.Addresses;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Addresses;

public sealed class CodecTests
{
    private static readonly Gen<byte[]> Payloads =
        from zeros in Gen.Choose(0, 3)
        from bytes in Gen.Choose(0, 255).Select(number => (byte)number).ArrayOf().Where(bytes => bytes.Length < 30)
        where zeros + bytes.Length > 0
        select (byte[])[.. new byte[zeros], .. bytes];

    private static readonly Gen<(string Prefix, int Version, byte[] Program)> Witnesses =
        from prefix in Gen.Elements("bc", "tb", "bcrt", "rltc")
        from version in Gen.Choose(0, 16)
        from length in version == 0 ? Gen.Elements(20, 32) : Gen.Choose(2, 40)
        from program in Gen.Choose(0, 255).Select(number => (byte)number).ArrayOf(length)
        select (prefix, version, program);

    [Fact]
    public void Base58_reads_what_it_wrote() => Properties.Holds(
        Payloads, payload => Assert.Equal(payload, Base58.Decode(Base58.Encode(payload))));

    [Fact]
    public void Bech32_reads_what_it_wrote() => Properties.Holds(Witnesses, witness =>
    {
        string text = Bech32.Encode(witness.Prefix, witness.Version, witness.Program);
        (int version, byte[] program) = Bech32.Decode(text, witness.Prefix);
        Assert.Equal(witness.Version, version);
        Assert.Equal(witness.Program, program);
    });

    [Theory]
    [InlineData(0, 19)]
    [InlineData(0, 33)]
    [InlineData(1, 1)]
    [InlineData(16, 41)]
    [InlineData(17, 20)]
    [InlineData(-1, 20)]
    public void A_program_that_does_not_exist_is_not_written(int version, int length) =>
        Assert.Throws<ArgumentException>(() => Bech32.Encode("bc", version, new byte[length]));
}
