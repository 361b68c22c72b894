using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Stratum;

public sealed class MessageWriterTests
{
    private static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf();
    private static readonly Gen<uint> Words = Gen.Choose(int.MinValue, int.MaxValue).Select(n => (uint)n);
    private static readonly Gen<Hash256> Hashes =
        Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf(Hash256.Size).Select(raw => new Hash256(raw));

    private static readonly Gen<Notify> Notifies =
        from id in Gen.Elements(new JobId("1db7"), new JobId("ä\"\\\n"), new JobId(""), new JobId("17", IsNumber: true))
        from previous in Hashes
        from coinbase1 in Bytes
        from coinbase2 in Bytes
        from branch in Hashes.ListOf()
        from version in Words
        from bits in Words
        from time in Words
        from clean in Gen.Elements(true, false)
        select new Notify(id, previous, coinbase1, coinbase2, [.. branch.Take(Notify.BranchLimit)], version, bits,
            time, clean);

    [Fact]
    public void A_notify_survives_a_round_trip() => Properties.Holds(Notifies, notify =>
    {
        byte[] line = MessageWriter.Request(MessageId.None, Notify.MethodName, notify.WriteParameters);
        Notify read = Assert.IsType<Notify>(MessageReader.Read(line.AsMemory(..^1)));
        Assert.Equal(
            (notify.JobId, notify.PreviousBlock, notify.Version, notify.Bits, notify.Time),
            (read.JobId, read.PreviousBlock, read.Version, read.Bits, read.Time));
        Assert.Equal(notify.Coinbase1.ToArray(), read.Coinbase1.ToArray());
        Assert.Equal(notify.Coinbase2.ToArray(), read.Coinbase2.ToArray());
        Assert.Equal(notify.MerkleBranch, read.MerkleBranch);
        Assert.Equal(notify.CleanJobs, read.CleanJobs);
        Assert.Equal(line, MessageWriter.Request(MessageId.None, Notify.MethodName, read.WriteParameters));
    });

    [Fact]
    public void Every_golden_notify_is_written_as_it_was_read()
    {
        foreach (GoldenJob golden in GoldenData.Jobs)
            Assert.Equal(golden.NotifyLine(),
                Text(MessageWriter.Request(MessageId.None, Notify.MethodName, golden.ToNotify().WriteParameters)));
    }

    [Fact]
    public void Requests_look_as_the_protocol_has_them()
    {
        Assert.Equal("""{"id":1,"method":"mining.subscribe","params":["NightMiner/1.0"]}""",
            Line(1, new Subscribe("NightMiner/1.0")));
        Assert.Equal("""{"id":2,"method":"mining.authorize","params":["user.worker","x"]}""",
            Line(2, new Authorize("user.worker", "x")));
        Assert.Equal(
            """{"id":4,"method":"mining.submit","params":["worker","1db7","00000000","52c7b81a","482601c0"]}""",
            Line(4, new Submit("worker", new JobId("1db7"), new byte[4], 0x52c7b81a, 0x482601c0)));
        Assert.Equal(
            """{"id":5,"method":"mining.submit","params":["w","pp","c7080000","00000001","0000000a","00002000"]}""",
            Line(5, new Submit("w", new JobId("pp"), new byte[] { 0xc7, 8, 0, 0 }, 1, 10, 0x2000)));
        Assert.Equal(
            """{"id":6,"method":"mining.submit","params":["w",17,"","00000000","00000000"]}""",
            Line(6, new Submit("w", new JobId("17", IsNumber: true), Array.Empty<byte>(), 0, 0)));
        Assert.Equal(
            """{"id":7,"method":"mining.suggest_difficulty","params":[0.5,42,"x",true,null,{"a":[1]}]}""",
            Line(7, new CustomRequest("mining.suggest_difficulty", 0.5, 42, "x", true, null,
                new JsonObject { ["a"] = new JsonArray(1) })));
    }

    [Fact]
    public void A_custom_request_that_json_can_not_hold_is_refused_where_it_is_made()
    {
        foreach (double number in (double[])[double.NaN, double.PositiveInfinity])
        {
            ArgumentException problem = Assert.Throws<ArgumentException>(() => new CustomRequest("m", 1, number));
            Assert.Contains("parameter 2 can't be written as JSON", problem.Message, StringComparison.Ordinal);
        }
        Assert.Throws<ArgumentException>(() => new CustomRequest(""));
    }

    [Fact]
    public void A_custom_request_does_not_change_with_what_it_was_made_of()
    {
        JsonArray list = [1];
        CustomRequest request = new("m", list);
        list.Add(2);
        Assert.Equal("""{"id":1,"method":"m","params":[[1]]}""", Line(1, request));
    }

    [Fact]
    public void Answers_carry_the_token_of_the_id()
    {
        foreach (string id in new[] { "42", "\"auth\"", "null", "1.50" })
        {
            MessageId token = MessageId.From(Lines.Json(id));
            Assert.Equal($$"""{"id":{{id}},"result":"pong","error":null}""",
                Text(MessageWriter.Result(token, json => json.WriteStringValue("pong"))));
            Assert.Equal($$"""{"id":{{id}},"result":null,"error":[20,"unknown method",null]}""",
                Text(MessageWriter.Error(token, 20, "unknown method")));
        }
    }

    [Theory]
    [InlineData("plain", "x")]
    [InlineData("quote\"back\\slash", "new\nline\r\ttab")]
    [InlineData("jürgen.wörker", "пароль 密码 🔑")]
    [InlineData("\u0000\u001b\u007f\u2028", "<script>&'+")]
    [InlineData("", "")]
    public void Awkward_names_and_passwords_stay_one_line_of_ascii(string user, string password)
    {
        byte[] line =
            MessageWriter.Request(MessageId.From(2), "mining.authorize", new Authorize(user, password).WriteParameters);
        Assert.Equal((byte)'\n', line[^1]);
        Assert.All(line[..^1], letter => Assert.InRange(letter, (byte)0x20, (byte)0x7e));
        JsonElement parameters = Lines.Json(Text(line)).GetProperty("params");
        Assert.Equal((user, password), (parameters[0].GetString(), parameters[1].GetString()));
    }

    [Fact]
    public void A_login_as_text_does_not_show_its_password() =>
        Assert.DoesNotContain("secret", new Authorize("user", "secret").ToString(), StringComparison.Ordinal);

    private static string Line(long id, ClientRequest request) =>
        Text(MessageWriter.Request(MessageId.From(id), request.Method, request.WriteParameters));

    private static string Text(byte[] line)
    {
        string text = Encoding.UTF8.GetString(line);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return text[..^1];
    }
}
