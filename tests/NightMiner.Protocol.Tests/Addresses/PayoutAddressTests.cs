using FsCheck.Fluent;
using NightMiner.Protocol.Addresses;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Addresses;

/// <summary>Addresses of every network; the list was made by a program of its own, in another language.</summary>
public sealed class PayoutAddressTests
{
    [Theory]
    [InlineData("Bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac")]
    [InlineData("Bitcoin",
        "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "0014751e76e8199196d454941c45d1b3a323f1433bd6")]
    [InlineData("Bitcoin", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")]
    [InlineData("Bitcoin", "16L5yRNPTuciSgXGHqYwn9N6NeoKqopAu", "76a9140102030405060708090a0b0c0d0e0f101112131488ac")]
    [InlineData("Bitcoin", "31nM1WuowNDzocNxPPW9NQWJEtwWpjfcLj", "a9140102030405060708090a0b0c0d0e0f101112131487")]
    [InlineData("Bitcoin",
        "bc1qqypqxpq9qcrsszg2pvxq6rs0zqg3yyc5fcj4z3",
        "00140102030405060708090a0b0c0d0e0f1011121314")]
    [InlineData("Bitcoin",
        "bc1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0szrtjt7",
        "0020000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("Bitcoin",
        "bc1pqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0sg5tmnz",
        "5120000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("Bitcoin testnet3",
        "mfcHP2WMCVLsVZA8yrovmhMgxNFW9r98xw",
        "76a9140102030405060708090a0b0c0d0e0f101112131488ac")]
    [InlineData("Bitcoin testnet3",
        "2MsLZ5FqqYpjM1Q1W4X81zMVZTF9gdbhVwd",
        "a9140102030405060708090a0b0c0d0e0f101112131487")]
    [InlineData("Bitcoin testnet3",
        "tb1qqypqxpq9qcrsszg2pvxq6rs0zqg3yyc5r7fxez",
        "00140102030405060708090a0b0c0d0e0f1011121314")]
    [InlineData("Bitcoin testnet3",
        "tb1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0s4taa33",
        "0020000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("Bitcoin testnet3",
        "tb1pqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0slua5fd",
        "5120000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("Bitcoin testnet4",
        "mfcHP2WMCVLsVZA8yrovmhMgxNFW9r98xw",
        "76a9140102030405060708090a0b0c0d0e0f101112131488ac")]
    [InlineData("Bitcoin testnet4",
        "2MsLZ5FqqYpjM1Q1W4X81zMVZTF9gdbhVwd",
        "a9140102030405060708090a0b0c0d0e0f101112131487")]
    [InlineData("Bitcoin testnet4",
        "tb1qqypqxpq9qcrsszg2pvxq6rs0zqg3yyc5r7fxez",
        "00140102030405060708090a0b0c0d0e0f1011121314")]
    [InlineData("Bitcoin testnet4",
        "tb1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0s4taa33",
        "0020000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("Bitcoin testnet4",
        "tb1pqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0slua5fd",
        "5120000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("Bitcoin regtest",
        "mfcHP2WMCVLsVZA8yrovmhMgxNFW9r98xw",
        "76a9140102030405060708090a0b0c0d0e0f101112131488ac")]
    [InlineData("Bitcoin regtest",
        "2MsLZ5FqqYpjM1Q1W4X81zMVZTF9gdbhVwd",
        "a9140102030405060708090a0b0c0d0e0f101112131487")]
    [InlineData("Bitcoin regtest",
        "bcrt1qqypqxpq9qcrsszg2pvxq6rs0zqg3yyc5phstwt",
        "00140102030405060708090a0b0c0d0e0f1011121314")]
    [InlineData("Bitcoin regtest",
        "bcrt1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0scjhmyt",
        "0020000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("Bitcoin regtest",
        "bcrt1pqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0sj9hjuh",
        "5120000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("Litecoin",
        "LKKHMBjCU89fyFNgSRprDoD8Jb25N8uWvd",
        "76a9140102030405060708090a0b0c0d0e0f101112131488ac")]
    [InlineData("Litecoin", "M7zVKQKmtV5Rc7erVGVVC3khZbXxsS5HEX", "a9140102030405060708090a0b0c0d0e0f101112131487")]
    [InlineData("Litecoin", "31nM1WuowNDzocNxPPW9NQWJEtwWpjfcLj", "a9140102030405060708090a0b0c0d0e0f101112131487")]
    [InlineData("Litecoin",
        "ltc1qqypqxpq9qcrsszg2pvxq6rs0zqg3yyc5dyg36p",
        "00140102030405060708090a0b0c0d0e0f1011121314")]
    [InlineData("Litecoin",
        "ltc1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0sp89z3m",
        "0020000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("Litecoin",
        "ltc1pqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0sts9tf8",
        "5120000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("Litecoin testnet",
        "mfcHP2WMCVLsVZA8yrovmhMgxNFW9r98xw",
        "76a9140102030405060708090a0b0c0d0e0f101112131488ac")]
    [InlineData("Litecoin testnet",
        "QLhKCGi5ZvnS9amYgdA353vzbdbWYBoxD8",
        "a9140102030405060708090a0b0c0d0e0f101112131487")]
    [InlineData("Litecoin testnet",
        "2MsLZ5FqqYpjM1Q1W4X81zMVZTF9gdbhVwd",
        "a9140102030405060708090a0b0c0d0e0f101112131487")]
    [InlineData("Litecoin testnet",
        "tltc1qqypqxpq9qcrsszg2pvxq6rs0zqg3yyc56ktcft",
        "00140102030405060708090a0b0c0d0e0f1011121314")]
    [InlineData("Litecoin testnet",
        "tltc1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0s2gpuww",
        "0020000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("Litecoin testnet",
        "tltc1pqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0sqlp4kj",
        "5120000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("Litecoin regtest",
        "mfcHP2WMCVLsVZA8yrovmhMgxNFW9r98xw",
        "76a9140102030405060708090a0b0c0d0e0f101112131488ac")]
    [InlineData("Litecoin regtest",
        "QLhKCGi5ZvnS9amYgdA353vzbdbWYBoxD8",
        "a9140102030405060708090a0b0c0d0e0f101112131487")]
    [InlineData("Litecoin regtest",
        "2MsLZ5FqqYpjM1Q1W4X81zMVZTF9gdbhVwd",
        "a9140102030405060708090a0b0c0d0e0f101112131487")]
    [InlineData("Litecoin regtest",
        "rltc1qqypqxpq9qcrsszg2pvxq6rs0zqg3yyc5l62ze4",
        "00140102030405060708090a0b0c0d0e0f1011121314")]
    [InlineData("Litecoin regtest",
        "rltc1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0ss3aytx",
        "0020000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("Litecoin regtest",
        "rltc1pqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0s6xadn6",
        "5120000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("Dogecoin",
        "D5ERdEN1gsouFSs7zsq7VYJxyWP6dP28H1",
        "76a9140102030405060708090a0b0c0d0e0f101112131488ac")]
    [InlineData("Dogecoin", "9rXbkMyi1S6thykRoXAZcY8fwUKYsy6cXE", "a9140102030405060708090a0b0c0d0e0f101112131487")]
    [InlineData("Dogecoin testnet",
        "nUHVMF6vcrGd8RSK2hUZjwuGDNmPeNoBRb",
        "76a9140102030405060708090a0b0c0d0e0f101112131488ac")]
    [InlineData("Dogecoin testnet",
        "2MsLZ5FqqYpjM1Q1W4X81zMVZTF9gdbhVwd",
        "a9140102030405060708090a0b0c0d0e0f101112131487")]
    [InlineData("Dogecoin regtest",
        "mfcHP2WMCVLsVZA8yrovmhMgxNFW9r98xw",
        "76a9140102030405060708090a0b0c0d0e0f101112131488ac")]
    [InlineData("Dogecoin regtest",
        "2MsLZ5FqqYpjM1Q1W4X81zMVZTF9gdbhVwd",
        "a9140102030405060708090a0b0c0d0e0f101112131487")]
    public void An_address_becomes_its_script(string network, string text, string script)
    {
        PayoutAddress address = PayoutAddress.Parse(text);
        Assert.Equal(script, Convert.ToHexStringLower(address.Script.Span));
        Assert.Contains(network, address.Networks.Select(each => each.Name));
        Assert.Equal(text, address.ToString());

        string? written = ScriptAddress.Of(address.Script.Span, CoinNetwork.All.Single(each => each.Name == network));
        byte[] other = PayoutAddress.Parse(written!).Script.ToArray(); // of two version bytes it writes the usual one
        Assert.Equal(script, Convert.ToHexStringLower(other));
        if (text is not ("31nM1WuowNDzocNxPPW9NQWJEtwWpjfcLj" or "2MsLZ5FqqYpjM1Q1W4X81zMVZTF9gdbhVwd"))
            Assert.Equal(text, written, ignoreCase: text.StartsWith("BC1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "Bitcoin")]
    [InlineData("rltc1qqypqxpq9qcrsszg2pvxq6rs0zqg3yyc5l62ze4", "Litecoin regtest")]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "Bitcoin")]
    public void An_address_is_of_its_networks_only(string text, string network) =>
        Assert.Equal([network], PayoutAddress.Parse(text).Networks.Select(each => each.Name));

    [Theory]
    [InlineData("bc1pqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0sagmhkq",
        "bech32m is for the others")]
    [InlineData("bc1qqypqxpq9qcrsszg2pvxq6rs0zqg3yyc5uyze8n", "bech32 is for version 0")]
    [InlineData("bc1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqj9pecr", "a program of version 0 can't have")]
    [InlineData("bc13qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0s5q3exw", "segwit has no version 17")]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "checksum does not match: a character is mistyped")]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kV8f3t4", "mixes upper and lower case")]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3tb", "'b' does not occur in addresses")]
    [InlineData("bc1qw508", "length")]
    [InlineData("bc1", "length")]
    [InlineData("ltcmweb1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "MWEB")]
    [InlineData("tmweb1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "MWEB")]
    [InlineData("gqZ3ZivtgKnMgMV6gpp6xC6FQKABdeP1DC", "version 99 belongs to neither Bitcoin, Litecoin nor Dogecoin")]
    [InlineData("1QXEx2ZQ9mEdvMSaVKHznFv6iZqDV1gM2y", "21 bytes")]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "checksum does not match")]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0", "'0' does not occur in addresses")]
    [InlineData("xy1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "'0' does not occur in addresses")]
    [InlineData("", "characters")]
    [InlineData("1", "too short")]
    [InlineData("1111111111111111111111111111111111111111111111111111111111111111111111", "characters")]
    public void A_wrong_address_is_refused_with_the_reason(string text, string reason)
    {
        FormatException refusal = Assert.Throws<FormatException>(() => PayoutAddress.Parse(text));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")]
    [InlineData("rltc1qqypqxpq9qcrsszg2pvxq6rs0zqg3yyc5l62ze4")]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")]
    public void Any_single_mistyped_character_is_noticed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            foreach (char letter in "qpzry9x8gf2tvdw0s3jn54khce6mua7l1QZ")
            {
                string other = text.Remove(i, 1).Insert(i, letter.ToString());
                if (other != text) Assert.Throws<FormatException>(() => PayoutAddress.Parse(other));
            }
        }
    }

    [Fact]
    public void Text_from_anywhere_throws_nothing_else() => Properties.Holds(
        ArbMap.Default.GeneratorFor<string>(), text =>
        {
            foreach (string each in (string[])[text ?? "", "bc1" + text, "1" + text])
                Assert.True(Record.Exception(() => PayoutAddress.Parse(each)) is null or FormatException);
        });

    [Fact]
    public void A_network_is_known_by_the_hash_of_its_first_header()
    {
        GoldenHeader[] genesis = [.. GoldenData.Headers.Where(
            header => header.Name.EndsWith("genesis", StringComparison.Ordinal))];
        Assert.Equal(6, genesis.Length);
        Assert.Equal(
            ["Bitcoin", "Bitcoin testnet3", "Bitcoin regtest", "Litecoin", "Litecoin testnet", "Litecoin regtest"],
            genesis.Select(each => CoinNetwork.Find(DoubleSha256.Hash(Convert.FromHexString(each.Header)))?.Name));
    }

    [Fact]
    public void No_version_byte_means_both_a_key_and_a_script() => Assert.Empty(
        CoinNetwork.All.Select(network => network.KeyHash)
            .Intersect(CoinNetwork.All.SelectMany(network => network.ScriptHash)));
}
