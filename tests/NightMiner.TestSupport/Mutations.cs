using System.Text;

namespace NightMiner.TestSupport;

/// <summary>
/// Lines from pools, and what bugs, attackers and bad cables make of them. The seed decides everything.
/// </summary>
internal sealed class Mutations(int seed)
{
    private static readonly string[] Tokens =
    [
        "null", "true", "-1", "0", "1e999999999", "-0.0", "99999999999999999999999999", "0.1e-400", "\"\"",
            "\"\\ud800\"",
        "\"\\u0000\"", "{}", "[]", "[[]]", "{\"a\":1,\"a\":2}", "\"mining.notify\"", "\"mining.set_difficulty\"",
            "\"id\":",
        "\"method\":", "\"params\":", ",", ":", "\"", "\\", "/*", "NaN", "1.", "\u00e4", "\u202e", "4", "1", "2", "3",
    ];

    private readonly Random _random = new(seed);

    /// <summary>One proper line of every kind, and of every shape that is in the field.</summary>
    public static IReadOnlyList<string> ProperLines { get; } =
    [
        GoldenData.BuiltIn.NotifyLine(), Lines.SmallNotify("a"), Lines.SmallNotify("b", block: 2, clean: true),
        Lines.SetDifficulty("32"), Lines.SetDifficulty("0.001"), Lines.SetDifficulty("\"1e12\""),
        Lines.SetExtranonce("f800880e", 4), Lines.SetExtranonce("", 8),
        Lines.Subscribed("1"), """{"id":1,"result":[["mining.notify","ae68"],"f8",4],"error":null}""",
        """{"id":1,"result":"proxy full","error":null}""", Lines.Yes("2"), Lines.Yes("3"), Lines.Yes("\"4\""),
        """{"id":4,"result":null,"error":[23,"low difficulty share",null]}""",
        """{"id":5,"result":false,"error":{"code":21,"message":"job not found","data":null}}""",
        """{"id":6,"result":false,"error":null,"reject-reason":"Above target"}""", """{"id":7,"error":"Stale"}""",
        """{"id":8,"method":"client.get_version","params":[]}""", """{"id":9,"method":"mining.ping","params":[]}""",
        """{"id":null,"method":"client.show_message","params":["hello"]}""",
        """{"id":null,"method":"client.reconnect","params":["h",1,2]}""",
        """{"id":null,"method":"mining.set_version_mask","params":["1fffe000"]}""",
        """{"id":1,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"},"error":null}""",
    ];

    /// <summary>A line without line ends, mostly unlike a proper one.</summary>
    public byte[] Next()
    {
        List<byte> line = [.. Pick()];
        for (int i = _random.Next(1, 5); i > 0; i--) Mutate(line);
        return [.. line.Select(letter => letter is (byte)'\n' or (byte)'\r' ? (byte)' ' : letter)];
    }

    private byte[] Pick() => Encoding.UTF8.GetBytes(ProperLines[_random.Next(ProperLines.Count)]);

    private void Mutate(List<byte> line)
    {
        int at = _random.Next(line.Count + 1);
        int length = Math.Min(_random.Next(1, 20), line.Count - at);
        switch (_random.Next(10))
        {
            case 0 when at < line.Count:
                line[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                line.Insert(at, (byte)_random.Next(256));
                break;
            case 2:
                line.RemoveRange(at, length);
                break;
            case 3:
                line.InsertRange(at, line.GetRange(at, length));
                break;
            case 4 or 5:
                ReplaceToken(line, Encoding.UTF8.GetBytes(Tokens[_random.Next(Tokens.Length)]));
                break;
            case 6:
                byte[] other = Pick();
                int from = _random.Next(other.Length);
                line.InsertRange(at, other[from..(from + _random.Next(other.Length - from))]);
                break;
            case 7:
                int depth = _random.Next(1, 40);
                ReplaceToken(line, Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth)));
                break;
            case 8:
                ReplaceToken(line,
                    Encoding.UTF8.GetBytes(new string((char)('0' + _random.Next(10)), _random.Next(1, 1200))));
                break;
            case 9:
                line.InsertRange(at,
                    new byte[] { 0xc3, 0x28, 0xff, 0xed, 0xa0, 0x80 }.AsSpan(0, _random.Next(1, 6)).ToArray());
                break;
        }
    }

    // Puts a token where another one stood: between two of the letters that separate them.
    private void ReplaceToken(List<byte> line, byte[] token)
    {
        int[] separators = [.. Enumerable.Range(0, line.Count).Where(i => ",:[]{}"u8.Contains(line[i]))];
        int first = separators.Length < 2 ? -1 : _random.Next(separators.Length - 1);
        int start = first < 0 ? 0 : separators[first] + 1;
        int end = first < 0 ? line.Count : separators[first + 1];
        line.RemoveRange(start, end - start);
        line.InsertRange(start, token);
    }
}
