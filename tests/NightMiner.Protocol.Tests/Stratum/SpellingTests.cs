using System.Text.Json;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Stratum;

/// <summary>JSON does not tell 4 from 4.0: each place that takes a whole number takes each of its spellings.</summary>
public sealed class SpellingTests
{
    private static readonly Dictionary<string, (long Value, Func<string, long?> Read)> Places = new()
    {
        ["extranonce2 size of mining.subscribe"] =
            (4, token => Try(() => SubscribeResult.Parse(Lines.Json($"""[[],"f000000f",{token}]""")))?.Extranonce2Size),
        ["extranonce2 size of mining.set_extranonce"] = (4, token =>
            Read<SetExtranonce>("mining.set_extranonce", $"\"f000000f\",{token}")?.Extranonce2Size),
        ["id of a reply"] = (7, token =>
            Assert.IsType<Reply>(Lines.Read($$"""{"id":{{token}},"result":true}""")).Id.ToNumber()),
        ["port of client.reconnect"] = (3333, token => Read<Reconnect>("client.reconnect", $"\"\",{token}")?.Port),
        ["code of an error in a list"] = (21, token => Error($"[{token},\"text\",null]").Code),
        ["code of an error in an object"] = (21, token => Error($$"""{"code":{{token}},"message":"text"}""").Code),
        ["template's height"] = (7, token => Template("height", token)?.Height),
        ["template's version"] = (536870912, token => Template("version", token)?.Version),
        ["template's curtime"] = (1_700_000_000, token => Template("curtime", token)?.Time),
        ["template's coinbasevalue"] = (5_000_000_000, token => Template("coinbasevalue", token)?.CoinbaseValue),
    };

    public static TheoryData<string> Names => [.. Places.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_spelling_of_a_whole_number_is_taken_and_no_other_number(string place)
    {
        (long value, Func<string, long?> read) = Places[place];
        foreach (string spelling in (string[])
            [$"{value}", $"{value}.0", $"{value}.000", $"{value}e0", $"{value}0E-1", $"{value}00.0e-2"])
            Assert.True(value == read(spelling), $"{place}: {spelling}");
        foreach (string other in (string[])
            [$"{value}.5", $"{value}.0000000000000000000001", $"{value}e-30", "1e30", $"-{value}e20", "null", "[]"])
            Assert.True(read(other) is null, $"{place}: {other}");
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData("5.0", 5)]
    [InlineData("5e0", 5)]
    [InlineData("\"5\"", 5)]
    [InlineData("1.5", 1.5)]
    [InlineData("-5.0", 0)]
    [InlineData("1e300", 24 * 3600)]
    public void The_wait_of_a_reconnect_is_in_seconds_that_may_have_a_fraction(string token, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read<Reconnect>("client.reconnect", $"\"\",1,{token}")!.Wait);

    [Theory]
    [InlineData("1", "1", true)]
    [InlineData("1.0", "1", true)]
    [InlineData("\"1\"", "1", true)]
    [InlineData("1", "\"1\"", true)]
    [InlineData("\"auth\"", "\"auth\"", true)]
    [InlineData("\"auth\"", "\"Auth\"", false)]
    [InlineData("2", "1", false)]
    [InlineData("1.5", "1", false)]
    [InlineData("null", "1", false)]
    [InlineData("null", "null", false)]
    public void A_reply_answers_the_request_of_the_same_id_in_any_spelling(
        string reply, string request, bool expected) =>
        Assert.Equal(expected, MessageId.From(Lines.Json(reply)).Answers(MessageId.From(Lines.Json(request))));

    [Fact]
    public async Task A_reply_with_the_id_1_0_is_tied_to_request_1()
    {
        (Stream client, Stream pool) = StreamPair.Create();
        await using StratumConnection connection = new(client);
        await connection.SendAsync(new Subscribe("a"));
        const string reply = """{"id":1.0,"result":[[["mining.notify","x"]],"f000000f",4.0],"error":null}""";
        await pool.WriteAsync(System.Text.Encoding.ASCII.GetBytes(reply + "\n"));
        await pool.DisposeAsync();
        await foreach (ServerMessage message in connection.ReadAllAsync())
        {
            Reply read = Assert.IsType<Reply>(message);
            Assert.IsType<Subscribe>(read.Request);
            Assert.Equal(4, SubscribeResult.Parse(read.Result).Extranonce2Size);
        }
        Assert.Empty(connection.Unanswered);
    }

    [Theory]
    [InlineData("[\"0aFF\"]", null)]
    [InlineData("[\"0aFF\",null]", null)]
    [InlineData("[\"0aFF\",8]", 8)]
    public void A_new_extranonce_without_a_size_leaves_the_size_open(string parameters, int? size)
    {
        SetExtranonce message = Lines.Read<SetExtranonce>(
            $$"""{"method":"mining.set_extranonce","params":{{parameters}}}""");
        Assert.Equal(new SetExtranonce(new byte[] { 0x0a, 0xff }, size), message);
    }

    private static T? Read<T>(string method, string parameters) where T : ServerMessage =>
        Lines.Read($$"""{"id":null,"method":"{{method}}","params":[{{parameters}}]}""") as T;

    private static StratumError Error(string json) =>
        Assert.IsType<Reply>(Lines.Read($$"""{"id":1,"result":null,"error":{{json}}}""")).Error!;

    private static BlockTemplate? Template(string member, string token)
    {
        Dictionary<string, string> members = new()
        {
            ["version"] = "536870912", ["height"] = "7", ["curtime"] = "1700000000", ["coinbasevalue"] = "50",
            ["bits"] = "\"207fffff\"", ["transactions"] = "[]", ["previousblockhash"] = $"\"{new string('a', 64)}\"",
            [member] = token,
        };
        string json = "{" + string.Join(",", members.Select(each => $"\"{each.Key}\":{each.Value}")) + "}";
        return Try(() => BlockTemplate.Parse(Lines.Json(json)));
    }

    private static T? Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException)
        {
            return default;
        }
    }
}
