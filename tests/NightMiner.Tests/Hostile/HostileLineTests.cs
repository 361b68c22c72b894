using System.Text;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Tests.Hostile;

/// <summary>
/// Lines that are made to hurt: each is refused, or becomes values within limits, for a bounded amount of memory.
/// </summary>
public sealed class HostileLineTests
{
    // Parsing takes a multiple of the line: text in UTF-16, tokens of a dozen bytes for each comma.
    private const int BytesPerByte = 40;
    private const int Overhead = 64 * 1024;

    public static TheoryData<string, string> Lines { get; } = new()
    {
        { "an endless nesting", new string('[', 1 << 20) },
        { "deep parameters", Method("mining.notify", new string('[', 9000) + new string(']', 9000)) },
        { "a million merkle branches", Notify(branch: "[" + string.Join(',', Enumerable.Repeat("0", 500_000)) + "]") },
        { "a million parameters", Method("mining.notify", $"[{string.Join(',', Enumerable.Repeat("0", 500_000))}]") },
        { "a coinbase that is no hex", Notify(coinbase1: "\"" + new string('x', 1_000_000) + "\"") },
        { "a job id of a megabyte", Notify(jobId: "\"" + new string('j', 1_000_000) + "\"") },
        { "a job id of a million digits", Notify(jobId: new string('9', 1_000_000)) },
        { "a difficulty of a million digits", Method("mining.set_difficulty", $"[{new string('9', 1_000_000)}]") },
        { "a difficulty that is too large", Method("mining.set_difficulty", "[1e999999999]") },
        { "a difficulty of zero", Method("mining.set_difficulty", "[0]") },
        { "a negative difficulty", Method("mining.set_difficulty", "[-1]") },
        { "a difficulty that is no number", Method("mining.set_difficulty", "[\"NaN\"]") },
        { "an infinite difficulty", Method("mining.set_difficulty", "[\"Infinity\"]") },
        { "NaN itself", Method("mining.set_difficulty", "[NaN]") },
        { "an extranonce1 of a megabyte", Method("mining.set_extranonce", $"[\"{new string('0', 1_000_000)}\",4]") },
        { "an extranonce1 of odd length", Method("mining.set_extranonce", "[\"f80\",4]") },
        { "an extranonce2 of -1", Method("mining.set_extranonce", "[\"00\",-1]") },
        { "an extranonce2 of 33", Method("mining.set_extranonce", "[\"00\",33]") },
        { "an extranonce2 of a billion", Method("mining.set_extranonce", "[\"00\",1000000000]") },
    };

    [Theory, MemberData(nameof(Lines))]
    public void It_is_refused_in_a_few_words_and_takes_no_more_memory_than_its_length_allows(string name, string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        MessageReader.Read(bytes); // once before: what is made for all lines does not count
        long before = GC.GetAllocatedBytesForCurrentThread();
        ServerMessage message = MessageReader.Read(bytes);
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Malformed refused = Assert.IsType<Malformed>(message);
        Assert.InRange(refused.Problem.Length, 1, 300);
        Assert.True(taken < bytes.Length * (long)BytesPerByte + Overhead, $"{name}: {taken} bytes");
    }

    [Fact]
    public void A_coinbase_is_as_long_as_the_line_limit_allows_and_no_longer()
    {
        string half = "\"" + new string('0', (LineReader.DefaultLimit / 2) - 400) + "\"";
        string line = Notify(coinbase1: half, coinbase2: half);
        Assert.InRange(line.Length, 1, LineReader.DefaultLimit);
        Notify notify = Assert.IsType<Notify>(MessageReader.Read(Encoding.UTF8.GetBytes(line)));
        Assert.InRange(notify.Coinbase1.Length + notify.Coinbase2.Length, 1, LineReader.DefaultLimit / 2);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("1.5")]
    [InlineData("1.0000000000000000000000001")]
    [InlineData("-1")]
    [InlineData("1e999999")]
    [InlineData("99999999999999999999999999")]
    [InlineData("[1]")]
    [InlineData("{\"1\":1}")]
    [InlineData("\"one\"")]
    [InlineData("\"\\u0031\"")]
    [InlineData("null")]
    public void A_reply_under_an_id_of_another_kind_is_a_reply_to_nothing(string id)
    {
        Reply reply = Assert.IsType<Reply>(MessageReader.Read(Encoding.UTF8.GetBytes(
            $$"""{"id":{{id}},"result":true,"error":null}""")));
        Assert.NotEqual(1, reply.Id.ToNumber());
    }

    private static string Notify(string jobId = "\"a\"", string coinbase1 = "\"01\"", string coinbase2 = "\"ff\"",
        string branch = "[]") => Method("mining.notify",
        $"[{jobId},\"{TestSupport.Lines.ZeroHash}\",{coinbase1},{coinbase2},{branch},\"1\",\"1b04864c\",\"1\",true]");

    private static string Method(string name, string parameters) =>
        $$"""{"id":null,"method":"{{name}}","params":{{parameters}}}""";
}
