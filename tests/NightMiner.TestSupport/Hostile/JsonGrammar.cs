using System.Globalization;
using System.Text;

namespace NightMiner.TestSupport.Hostile;

/// <summary>
/// Writes JSON as others write it, and as nobody should: numbers and texts in every spelling, values of every kind.
/// The seed decides everything. Derived grammars know the messages; here are the words that they are made of.
/// </summary>
internal abstract class JsonGrammar(int seed)
{
    private static readonly string[] OddNumbers =
    [
        "0", "-0", "-0.0", "1", "-1", "2", "4.0", "4.00000", "5e0", "0.5e1", "50E-1", "1e3", "1e999", "-1e999",
        "1e-400", "1e400", "0e999999999999", "1e99999999999", "0.1", "1e-5", "3.1415926", "31", "32", "33", "65535",
        "65536", "2147483647", "2147483648", "-2147483648", "4294967295", "4294967296", "9007199254740993",
        "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616",
        "5.0000000000000002e-5", "1.7976931348623157e308", "4.9e-324", "123456789012345678901234567890",
    ];

    private static readonly string[] NoNumbers =
        ["01", "1.", ".5", "+1", "0x10", "1e", "NaN", "Infinity", "-", "1_000", "1,5", "--1", "1e+", "٣"];

    private static readonly string[] OddTexts =
    [
        "", " ", "0", "00", "null", "\\u0000", "a\\u0000b", "\\ud800", "\\udfff", "\\ud83d\\ude00", "\\ude00\\ud83d",
        "\\u001b[31mred", "\\r\\n", "\\\"", "\\\\", "\\/", "ä", "\u202e\u2066", "\U0001F600", "\ufeff", "zz", "0x12",
        "-1", "1e5", "NaN", "true", "0.0", "\\u00e9", "..", "a.b.c", "%s%n", "{}", "[\\\"x\\\"]",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];

    private static readonly string[] BadTexts = ["\\", "\\x41", "\\u12", "\t", "\u0001", "a\"b"];

    private static readonly string[] Blanks = [" ", "  ", "\t", "\r", " \t "];

    private int _spoiling; // in 1,000: how often a place is spoilt
    private bool _isPlain; // nothing but what everybody writes

    protected Random Random { get; } = new(seed);

    /// <summary>How often a place holds what it should not, of 1,000; at 0 each line is JSON still.</summary>
    protected void Spoil(int often) => (_spoiling, _isPlain) = (often, false);

    /// <summary>Nothing is spoilt, and nothing is there that some readers do not expect.</summary>
    protected void KeepPlain() => (_spoiling, _isPlain) = (0, true);

    /// <summary>Whether this place is spoilt.</summary>
    protected bool IsSpoilt => MayBreak && Random.Next(1000) < _spoiling;

    private bool MayBreak => _spoiling > 0;

    /// <summary>True once in so many times.</summary>
    protected bool Once(int inTimes) => Random.Next(inTimes) == 0;

    protected T Pick<T>(params T[] of) => of[Random.Next(of.Length)];

    /// <summary>What should stand here, or now and then something else of any kind.</summary>
    protected string Place(string proper) => IsSpoilt ? AnyValue(3) : proper;

    /// <summary>
    /// A value of any kind, a few levels deep or now and then very deep or very long; where lines may be spoilt, also
    /// what is no JSON.
    /// </summary>
    protected string AnyValue(int depth) => Random.Next(14) switch
    {
        0 => "null",
        1 => Pick("true", "false"),
        2 or 3 => Pick(OddNumbers),
        4 => MayBreak && Once(6) ? Pick(NoNumbers) : Whole(1000),
        5 or 6 => OddText(),
        7 => Text(Hex(Random.Next(40))),
        8 => MayBreak && Once(12) ? Nested(Random.Next(1, 80)) : "[]",
        9 => Once(12) ? Text(new string(Pick('0', 'a', '\u20ac'), Random.Next(3000))) : "{}",
        10 when depth > 0 => List(Enumerable.Range(0, Random.Next(4)).Select(_ => AnyValue(depth - 1))),
        11 when depth > 0 => Object(Enumerable.Range(0, Random.Next(4))
            .Select(i => (Once(3) ? "a" : $"m{i}", AnyValue(depth - 1)))),
        12 => new string('9', Random.Next(1, Once(8) ? 2000 : 30)),
        _ => MayBreak && Once(20) ? Pick("", "nul", "tru", "'a'", "/**/1", "undefined") : "1",
    };

    protected string OddNumber() => Pick(OddNumbers);

    protected string OddText() => $"\"{(MayBreak && Once(12) ? Pick(BadTexts) : Pick(OddTexts))}\"";

    /// <summary>A whole number below a limit, now and then in another spelling of the same.</summary>
    protected string Whole(int below)
    {
        int number = Random.Next(below);
        string plain = number.ToString(CultureInfo.InvariantCulture);
        return Random.Next(12) switch
        {
            0 => plain + ".0",
            1 => plain + "e0",
            2 => $"\"{plain}\"",
            _ => plain,
        };
    }

    /// <summary>A text, now and then with escapes that mean the same.</summary>
    protected string Text(string plain)
    {
        if (!Once(25) || plain.Length == 0) return $"\"{plain}\"";
        int at = Random.Next(plain.Length);
        if (!char.IsAsciiLetterOrDigit(plain[at])) return $"\"{plain}\"";
        string escaped = $"\\u{(int)plain[at]:x4}";
        return $"\"{plain[..at]}{escaped}{plain[(at + 1)..]}\"";
    }

    /// <summary>So many hex digits.</summary>
    protected string Hex(int digits)
    {
        char[] text = new char[digits];
        Random.GetItems("0123456789abcdef".AsSpan(), text);
        if (Once(30)) return new string(text).ToUpperInvariant();
        return new string(text);
    }

    /// <summary>A word of eight digits, or of fewer: some pools do not pad.</summary>
    protected string Word(uint value) =>
        Text(value.ToString(Once(15) ? "x" : "x8", CultureInfo.InvariantCulture));

    protected string List(params IEnumerable<string> values) => $"[{string.Join(Comma(), values)}]";

    /// <summary>Parameters: the proper ones, or now and then one more, one less, or a list that is none.</summary>
    protected string Parameters(params string[] proper)
    {
        List<string> values = [.. proper.Select(Place)];
        if (IsSpoilt && values.Count > 0) values.RemoveAt(Random.Next(values.Count));
        if (IsSpoilt) values.Insert(Random.Next(values.Count + 1), AnyValue(2));
        if (!_isPlain && Once(40)) values.Add(AnyValue(1)); // more than one knows of is allowed
        if (IsSpoilt && Once(4)) return Object(values.Select((value, i) => ($"p{i}", value)));
        return IsSpoilt && Once(3) ? AnyValue(2) : List(values);
    }

    /// <summary>An object: its members in any order, now and then doubled, left out, or beside unknown ones.</summary>
    protected string Object(params IEnumerable<(string Name, string Value)> proper)
    {
        List<(string Name, string Value)> members = [.. proper];
        if (Once(8)) Random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(members));
        if (!_isPlain && Once(30))
            members.Insert(Random.Next(members.Count + 1), (Pick("jsonrpc", "x", "", "é"), AnyValue(1)));
        if (IsSpoilt && members.Count > 0) members.RemoveAt(Random.Next(members.Count));
        if (IsSpoilt && members.Count > 0) members.Add((members[Random.Next(members.Count)].Name, AnyValue(2)));
        string colon = Once(25) ? " : " : ":";
        return $"{{{string.Join(Comma(), members.Select(member => Text(member.Name) + colon + member.Value))}}}";
    }

    /// <summary>A line of it, as bytes: mostly as it is, now and then damaged on its way.</summary>
    protected byte[] ToLine(string text)
    {
        if (Once(60)) text = Pick(Blanks) + text;
        if (Once(60)) text += Pick(Blanks);
        if (MayBreak && Once(200)) text = "\ufeff" + text;
        byte[] line = Encoding.UTF8.GetBytes(text);
        return IsSpoilt && Once(3) ? Damage(line) : line;
    }

    /// <summary>A line that no grammar makes.</summary>
    protected byte[] Noise()
    {
        switch (Random.Next(8))
        {
            case 0:
                return [];
            case 1:
                return Encoding.UTF8.GetBytes(AnyValue(3));
            case 2:
                byte[] any = new byte[Random.Next(1, 60)];
                Random.NextBytes(any);
                return WithoutEnds(any);
            case 3:
                return Encoding.UTF8.GetBytes(Pick(
                    "HTTP/1.1 200 OK", "GET / HTTP/1.1", "\u0016\u0003\u0001\u0002", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2",
                    "\r", "{", "}", "[", "\"", "{}", "[]", "null", "{\"id\"", "{\"method\":", "\ufeff{}", "# hello"));
            case 4:
                return Encoding.UTF8.GetBytes(Nested(Random.Next(1, Once(30) ? 4000 : 40)));
            case 5:
                return Encoding.UTF8.GetBytes(new string(
                    Pick('{', '[', '"', '0', ' ', '\\'), Random.Next(1, Once(20) ? 20_000 : 300)));
            default:
                return Encoding.UTF8.GetBytes(Object(Enumerable.Range(0, Random.Next(5)).Select(_ =>
                    (Pick("id", "method", "params", "result", "error", "reject-reason"), AnyValue(3)))));
        }
    }

    protected string Nested(int depth) => Random.Next(3) switch
    {
        0 => new string('[', depth) + new string(']', depth),
        1 => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth),
        _ => new string('[', depth),
    };

    private string Comma() => Once(40) ? " , " : ",";

    private byte[] Damage(byte[] line)
    {
        List<byte> bytes = [.. line];
        for (int times = Random.Next(1, 4); times > 0; times--)
        {
            int at = Random.Next(bytes.Count + 1);
            int length = Math.Min(Random.Next(1, 20), bytes.Count - at);
            switch (Random.Next(7))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << Random.Next(8));
                    break;
                case 1:
                    bytes.Insert(at, (byte)Random.Next(256));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at); // cut off
                    break;
                case 5:
                    bytes.InsertRange(at, (byte[])Pick<byte[]>(
                        [0xc3, 0x28], [0xff], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0]));
                    break;
                default:
                    if (at < bytes.Count) bytes[at] = (byte)Pick("{}[],:\"\\ 0e-".ToCharArray());
                    break;
            }
        }
        return WithoutEnds([.. bytes]);
    }

    private static byte[] WithoutEnds(byte[] bytes)
    {
        bytes.AsSpan().Replace((byte)'\n', (byte)' ');
        return bytes;
    }
}
