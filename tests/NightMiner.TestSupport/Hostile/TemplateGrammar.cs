using System.Globalization;

namespace NightMiner.TestSupport.Hostile;

/// <summary>What nodes answer to getblocktemplate (BIP 22, 23, 145; Litecoin's mweb), right and wrong.</summary>
internal sealed class TemplateGrammar(int seed) : JsonGrammar(seed)
{
    /// <summary>The next answer, without the envelope of the call.</summary>
    public byte[] Next()
    {
        int kind = Random.Next(100);
        if (kind < 3) return Noise();
        Spoil(kind < 45 ? 0 : kind < 80 ? 25 : 120);
        return ToLine(Template());
    }

    private string Template()
    {
        bool hasWitness = Once(2);
        List<(string, string)> members =
        [
            ("version", Place(Once(4) ? OddNumber() : "536870912")),
            ("previousblockhash", Place(Text(Hex(64)))),
            ("transactions", Place(List(Enumerable.Range(0, Random.Next(5)).Select(_ => Transaction(hasWitness))))),
            ("coinbaseaux", Place(Once(3)
                ? Object(("flags", Place(Text(Hex(2 * Random.Next(Once(9) ? 64 : 9)))))) : "{}")),
            ("coinbasevalue", Place(Once(6) ? OddNumber() : Amount())),
            ("bits", Place(Text(Pick("207fffff", "1b0404cb", "1d00ffff", "00000000", "ff7fffff", Hex(8))))),
            ("curtime", Place(Once(8) ? OddNumber() : "1700000000")),
            ("height", Place(Once(6) ? OddNumber() : Whole(900_000))),
        ];
        if (Once(2)) members.Add(("target", Place(Text(Once(9) ? new string('0', 64) : "7fffff" + Hex(58)))));
        if (Once(2)) members.Add(("longpollid", Place(Once(4) ? OddText() : Text(Hex(70)))));
        if (Once(5)) members.Add(("workid", Place(Once(4) ? OddText() : Text(Hex(8)))));
        if (Once(2)) members.Add(("rules", Place(List(Enumerable.Range(0, Random.Next(4)).Select(_ => Rule())))));
        if (hasWitness) members.Add(("default_witness_commitment", Place(Text("6a24aa21a9ed" + Hex(64)))));
        if (Once(4)) members.Add(("mweb", Place(Once(4) ? OddText() : Text(Hex(2 * Random.Next(60))))));
        return Object(members);
    }

    private string Transaction(bool hasWitness)
    {
        string id = Hex(64);
        List<(string, string)> members = [("data", Place(Text(Hex(2 * Random.Next(1, 40)))))];
        if (!Once(6)) members.Add(("txid", Place(Text(id))));
        if (!Once(6)) members.Add(("hash", Place(Text(hasWitness ? Hex(64) : id))));
        if (Once(2)) members.Add(("fee", Place(Amount())));
        return Place(Object(members));
    }

    private string Rule() =>
        Place(Text(Pick("csv", "segwit", "!segwit", "!mweb", "taproot", "!signet", "!unheard-of")));

    private string Amount() => Random.NextInt64(10_000_000_000).ToString(CultureInfo.InvariantCulture);
}
