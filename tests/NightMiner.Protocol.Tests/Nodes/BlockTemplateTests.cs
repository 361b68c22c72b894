using System.Text.Json.Nodes;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Nodes;

public sealed class BlockTemplateTests
{
    private const string Id = TemplateJson.PreviousBlock;

    [Fact]
    public void A_template_is_read_into_values()
    {
        BlockTemplate template = Parse(_ => { });
        Assert.Equal((7, 50_0000_0000, 1700000000u), (template.Height, template.CoinbaseValue, template.Time));
        Assert.Equal((0x20000000u, 0x207fffffu), (template.Version, template.Bits.Value));
        Assert.Equal(0xab, template.PreviousBlock.ToArray()[0]); // shown reversed, kept in the order of computation
        Assert.Equal(new CompactBits(0x207fffff).ToTarget(), template.Target);
        Assert.Equal(("poll", null), (template.LongPollId, template.WorkId));
        Assert.True(template.Mweb.IsEmpty && template.WitnessCommitment.IsEmpty && template.CoinbaseAux.IsEmpty);
    }

    [Fact]
    public void What_is_optional_may_be_missing() => Parse(json =>
    {
        foreach (string name in (string[])["target", "longpollid", "coinbaseaux", "rules"]) json.Remove(name);
    });

    [Fact]
    public void A_negative_version_is_taken_as_its_bits() =>
        Assert.Equal(0xe0000000u, Parse(json => json["version"] = -536870912).Version);

    [Fact]
    public void A_commitment_counts_only_where_segwit_is_active()
    {
        Assert.Equal(0, Parse(json => json["default_witness_commitment"] = "6a24").WitnessCommitment.Length);
        Assert.Equal(2, Parse(json =>
        {
            json["default_witness_commitment"] = "6a24";
            json["rules"] = new JsonArray("csv", "!segwit");
        }).WitnessCommitment.Length);
    }

    [Fact]
    public void Where_the_node_gives_no_commitment_it_is_computed() => Assert.Equal(38, Parse(json =>
    {
        json["rules"] = new JsonArray("segwit");
        json["transactions"] = new JsonArray(
            new JsonObject { ["data"] = "aa", ["txid"] = Id, ["hash"] = new string('c', 64) });
    }).WitnessCommitment.Length);

    [Theory]
    [InlineData("version", "\"2\"", "version")]
    [InlineData("version", "1e99", "version")]
    [InlineData("previousblockhash", "\"ab\"", "previousblockhash")]
    [InlineData("previousblockhash", null, "previousblockhash")]
    [InlineData("transactions", "{}", "transactions")]
    [InlineData("transactions", "[1]", "transaction")]
    [InlineData("transactions", "[{\"data\":\"zz\"}]", "data")]
    [InlineData("transactions", "[{\"data\":\"aa\"}]", "hash")]
    [InlineData("coinbasevalue", "-1", "coinbasevalue")]
    [InlineData("coinbasevalue", "1.5", "coinbasevalue")]
    [InlineData("coinbasevalue", null, "coinbasevalue")]
    [InlineData("coinbaseaux", "{\"flags\":5}", "coinbaseaux")]
    [InlineData("target", "\"0000000000000000000000000000000000000000000000000000000000000000\"", "target is zero")]
    [InlineData("bits", "5", "bits")]
    [InlineData("curtime", "-5", "curtime")]
    [InlineData("curtime", "99999999999", "curtime")]
    [InlineData("height", "0", "height")]
    [InlineData("mweb", "\"0\"", "mweb")]
    [InlineData("rules", "[\"!unheard\"]", "unheard")]
    public void A_bad_member_is_named(string name, string? value, string named)
    {
        FormatException refusal = Assert.Throws<FormatException>(() => Parse(json =>
        {
            if (value is null) json.Remove(name);
            else json[name] = JsonNode.Parse(value);
        }));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    public void What_is_no_template_is_refused(string json) =>
        Assert.Throws<FormatException>(() => BlockTemplate.Parse(Lines.Json(json)));

    private static BlockTemplate Parse(Action<JsonObject> change)
    {
        JsonObject json = TemplateJson.Sample();
        change(json);
        return BlockTemplate.Parse(Lines.Json(json.ToJsonString()));
    }

}
