using NightMiner.Protocol.Addresses;

namespace NightMiner.Protocol.Tests.Addresses;

public sealed class ScriptAddressTests
{
    [Theory]
    // the key of the first block of Bitcoin, as addresses of its hash
    [InlineData("bitcoin", "76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")]
    [InlineData("bitcoin", "76a914000000000000000000000000000000000000000088ac", "1111111111111111111114oLvT2")]
    // the examples of BIP 173 and BIP 350
    [InlineData("bitcoin", "0014751e76e8199196d454941c45d1b3a323f1433bd6",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")]
    [InlineData("bitcoin-test", "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
        "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7")]
    [InlineData("bitcoin", "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0")]
    [InlineData("dogecoin", "0014751e76e8199196d454941c45d1b3a323f1433bd6", null)]
    [InlineData("bitcoin", "6a24aa21a9ed", null)]
    [InlineData("bitcoin", "", null)]
    [InlineData("bitcoin", "0003010203", null)]   // version 0 has 20 or 32 bytes
    [InlineData("bitcoin", "510101", null)]       // a program has 2 bytes or more
    [InlineData("bitcoin", "61020102", null)]     // there is no version 17
    [InlineData("bitcoin", "51020102ff", null)]
    public void A_script_has_this_address(string network, string script, string? address) =>
        Assert.Equal(address, ScriptAddress.Of(Convert.FromHexString(script), CoinNetwork.Get(network)));

    [Theory]
    [InlineData("litecoin", "76a914", "88ac", 'L')]
    [InlineData("litecoin", "a914", "87", 'M')]
    [InlineData("dogecoin", "76a914", "88ac", 'D')]
    [InlineData("bitcoin", "a914", "87", '3')]
    public void Addresses_of_a_network_begin_with_its_letter(string network, string before, string after, char letter)
    {
        byte[] script = Convert.FromHexString($"{before}c633315d376c20a973a758f7422d67f7bfed9c58{after}");
        Assert.Equal(letter, ScriptAddress.Of(script, CoinNetwork.Get(network))![0]);
    }

    [Theory]
    [InlineData("scrypt", "litecoin", "dogecoin")]
    [InlineData("sha256d", "bitcoin")]
    [InlineData("md5")]
    public void Addresses_are_shown_for_the_main_networks_of_an_algorithm(string algorithm, params string[] names) =>
        Assert.Equal(names, CoinNetwork.For(algorithm).Select(network => network.ShortName));

    [Fact]
    public void An_unknown_network_is_answered_with_those_there_are() =>
        Assert.Contains(
            "litecoin", Assert.Throws<FormatException>(() => CoinNetwork.Get("x")).Message, StringComparison.Ordinal);
}
