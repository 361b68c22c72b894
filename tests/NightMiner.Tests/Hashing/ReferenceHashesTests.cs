using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using NightMiner.Hashing;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Hashing;

/// <summary>The readable implementations against the vectors of the standards.</summary>
public class ReferenceHashesTests
{
    [Fact]
    public void Pbkdf2_of_the_base_library_is_that_of_the_RFCs()
    {
        foreach (JsonElement row in VectorFile.Read("pbkdf2.json"))
        {
            byte[] expected = row.Hex("key");
            byte[] key = new byte[expected.Length];
            Rfc2898DeriveBytes.Pbkdf2(
                row.Ascii("password"), row.Ascii("salt"), key, row.Number("iterations"), HashAlgorithmName.SHA256);
            Assert.Equal(expected, key);
        }
    }

    [Fact]
    public void Salsa20_8_is_that_of_RFC_7914()
    {
        foreach (JsonElement row in VectorFile.Read("salsa20.json"))
        {
            byte[] block = row.Hex("input");
            Salsa20.Hash8(MemoryMarshal.Cast<byte, uint>(block.AsSpan()));
            Assert.Equal(row.Hex("output"), block);
        }
    }

    [Fact]
    public void A_block_as_diagonals_has_every_word_once_and_the_main_diagonal_first()
    {
        int[] places = [.. Enumerable.Range(0, Salsa20.BlockWords).Select(Salsa20.PlaceInDiagonals)];
        Assert.Equal(Enumerable.Range(0, Salsa20.BlockWords), places.Order());
        Assert.Equal([0, 1, 2, 3], new[] { places[0], places[5], places[10], places[15] });
        Assert.Equal([4, 5, 6, 7], new[] { places[4], places[9], places[14], places[3] });
    }

    [Fact]
    public void Scrypt_is_that_of_RFC_7914()
    {
        foreach (JsonElement row in VectorFile.Read("scrypt.json"))
        {
            byte[] key = new byte[64];
            ScryptReference.DeriveKey(row.Ascii("password"), row.Ascii("salt"), Cost(row), key);
            Assert.Equal(row.Hex("key"), key);
        }
    }

    [Fact]
    public void Scrypt_of_OpenSsl_is_called_as_it_wants_to_be()
    {
        Assert.SkipUnless(OpenSsl.IsAvailable, "libcrypto is not installed");
        foreach (JsonElement row in VectorFile.Read("scrypt.json"))
        {
            byte[] key = new byte[64];
            OpenSsl.Scrypt(row.Ascii("password"), row.Ascii("salt"), Cost(row), key);
            Assert.Equal(row.Hex("key"), key);
        }
    }

    [Fact]
    public void OpenSsl_refuses_bad_costs_with_an_exception()
    {
        Assert.SkipUnless(OpenSsl.IsAvailable, "libcrypto is not installed");
        byte[] key = new byte[32];
        Assert.Throws<InvalidOperationException>(() => OpenSsl.Scrypt([], [], new ScryptCost(1000, 1, 1), key));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(80)]
    public void Sha256_block_by_block_is_that_of_the_base_library(int messageWords)
    {
        byte[] message = new byte[messageWords * sizeof(uint)];
        new Random(messageWords).NextBytes(message);
        int blocks = (messageWords + 3 + Sha256.BlockWords - 1) / Sha256.BlockWords;
        uint[] words = new uint[blocks * Sha256.BlockWords];
        Sha256.ReadMessage(message, words);
        uint[] state = Sha256.InitialState.ToArray();
        for (int i = 0; i < blocks; i++) Sha256.Compress(state, words.AsSpan(i * Sha256.BlockWords));

        byte[] digest = new byte[32];
        for (int i = 0; i < state.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(i * sizeof(uint)), state[i]);
        Assert.Equal(SHA256.HashData(message), digest);
    }

    private static ScryptCost Cost(JsonElement row) => new(row.Number("n"), row.Number("r"), row.Number("p"));
}
