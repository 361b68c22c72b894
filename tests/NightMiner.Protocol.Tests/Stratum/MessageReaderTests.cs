using System.Text;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Stratum;

public sealed class MessageReaderTests
{
    private const string Hash = "0b29bfff96c5dc08ee65e63d7b7bab431745b089ff0cf95b49a1631e1d2f9f31";

    [Fact]
    public void A_notify_becomes_values_in_header_order()
    {
        Notify notify = GoldenData.BuiltIn.ToNotify();
        Assert.Equal(new JobId("1db7"), notify.JobId);
        Assert.Equal("ffbf290b08dcc5963de665ee43ab7b7b89b045175bf90cff1e63a149319f2f1d",
            Convert.ToHexStringLower(notify.PreviousBlock.ToArray()));
        Assert.Equal(GoldenData.BuiltIn.Coinb1, Convert.ToHexStringLower(notify.Coinbase1.Span));
        Assert.Equal(GoldenData.BuiltIn.Coinb2, Convert.ToHexStringLower(notify.Coinbase2.Span));
        Assert.Equal(GoldenData.BuiltIn.MerkleBranches,
            notify.MerkleBranch.Select(b => Convert.ToHexStringLower(b.ToArray())));
        Assert.Equal((2u, 0x1b148272u, 0x52c7b81au, true),
            (notify.Version, notify.Bits, notify.Time, notify.CleanJobs));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(",true", true)]
    [InlineData(",false", false)]
    [InlineData(",null", false)]
    [InlineData(",1", false)]
    [InlineData(",\"true\"", false)]
    [InlineData(",true,{\"more\":1},[],\"x\"", true)]
    public void A_notify_has_8_parameters_or_9_or_more(string tail, bool clean)
    {
        Notify notify = Lines.Read<Notify>(
            $$"""{"method":"mining.notify","params":["a","{{Hash}}","","ff",[],"1","2","3"{{tail}}]}""");
        Assert.Equal(clean, notify.CleanJobs);
        Assert.True(notify.Coinbase1.IsEmpty);
    }

    [Theory]
    [InlineData("\"20000000\"", 0x20000000)]
    [InlineData("\"2\"", 2)]
    [InlineData("\"FfFf\"", 0xffff)]
    [InlineData("\"00000000\"", 0)]
    public void Words_need_no_padding(string token, uint expected) =>
        Assert.Equal(expected, Lines.Read<Notify>(
            $$"""{"method":"mining.notify","params":["a","{{Hash}}","","",[],{{token}},"2","3"]}""").Version);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"123456789\"")]
    [InlineData("\"0x12\"")]
    [InlineData("\" 12\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"12\\u0000\"")]
    [InlineData("12")]
    [InlineData("null")]
    public void Other_words_are_named_in_the_complaint(string token)
    {
        foreach ((string field, string parameters) in new[]
        {
            ("version", $"""["a","{Hash}","","",[],{token},"2","3"]"""),
            ("nbits", $"""["a","{Hash}","","",[],"1",{token},"3"]"""),
            ("ntime", $"""["a","{Hash}","","",[],"1","2",{token}]"""),
        })
        {
            string line = $$"""{"method":"mining.notify","params":{{parameters}}}""";
            Assert.Contains(field, Lines.Read<Malformed>(line).Problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("[]", "fewer than 8")]
    [InlineData("{}", "fewer than 8")]
    [InlineData("null", "fewer than 8")]
    [InlineData("""["a","HASH","","",[],"1","2"]""", "fewer than 8")]
    [InlineData("""[null,"HASH","","",[],"1","2","3"]""", "job id")]
    [InlineData("""[[],"HASH","","",[],"1","2","3"]""", "job id")]
    [InlineData("""["a","HASH00","","",[],"1","2","3"]""", "previous block")]
    [InlineData("""["a",7,"","",[],"1","2","3"]""", "previous block")]
    [InlineData("""["a","HASH","0","",[],"1","2","3"]""", "coinbase1")]
    [InlineData("""["a","HASH","","zz",[],"1","2","3"]""", "coinbase2")]
    [InlineData("""["a","HASH","","",["00"],"1","2","3"]""", "merkle branch")]
    [InlineData("""["a","HASH","","",[null],"1","2","3"]""", "merkle branch")]
    [InlineData("""["a","HASH","","","HASH","1","2","3"]""", "merkle branch")]
    public void A_notify_that_lacks_something_says_what(string parameters, string problem)
    {
        parameters = parameters.Replace("HASH", Hash, StringComparison.Ordinal);
        string line = $$"""{"method":"mining.notify","params":{{parameters}}}""";
        Assert.Contains(problem, Lines.Read<Malformed>(line).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_merkle_branch_has_at_most_32_hashes()
    {
        static string Line(int count) => Lines.Notify(
            "\"a\"", Hash, "", "", [.. Enumerable.Repeat(Hash, count)], "1", "2", "3", clean: false);
        Assert.Equal(32, Lines.Read<Notify>(Line(32)).MerkleBranch.Count);
        Assert.Contains("merkle branch", Lines.Read<Malformed>(Line(33)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"1db7\"")]
    [InlineData("\"00AB\"")]
    [InlineData("\"1700000000:12\"")]
    [InlineData("\"\"")]
    [InlineData("7")]
    [InlineData("7.50")]
    [InlineData("1e2")]
    [InlineData("123456789012345678901234567890")]
    public void A_job_id_goes_back_as_the_token_that_it_was(string token)
    {
        Notify notify = Lines.Read<Notify>(Lines.Notify(token, Hash, "", "", [], "1", "2", "3", clean: false));
        byte[] line = MessageWriter.Request(MessageId.From(4), "mining.submit",
            new Submit("w", notify.JobId, new byte[] { 0 }, 0, 0).WriteParameters);
        Assert.Contains($"""["w",{token},"00",""", Encoding.UTF8.GetString(line), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("32", "32")]
    [InlineData("0.001", "0.001")]
    [InlineData("1e12", "1000000000000")]
    [InlineData("\"16\"", "16")]
    [InlineData("8,\"more\",null", "8")]
    public void A_difficulty_is_a_number_or_its_text(string parameters, string expected) =>
        Assert.Equal(Difficulty.Parse(expected), Lines.Read<SetDifficulty>(Lines.SetDifficulty(parameters)).Difficulty);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("1e999999999")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public void What_is_no_difficulty_is_malformed(string parameters) =>
        Assert.True(Lines.Read<Malformed>(Lines.SetDifficulty(parameters)).IsJson);

    [Fact]
    public void Set_extranonce_carries_both()
    {
        SetExtranonce message = Lines.Read<SetExtranonce>(Lines.SetExtranonce("0aFF", 8));
        Assert.Equal([0x0a, 0xff], message.Extranonce1.ToArray());
        Assert.Equal(8, message.Extranonce2Size);
        Assert.IsType<Malformed>(Lines.Read("""{"method":"mining.set_extranonce","params":[]}"""));
        Assert.IsType<Malformed>(Lines.Read(Lines.SetExtranonce("00", 33)));
        Assert.IsType<Malformed>(Lines.Read(Lines.SetExtranonce(new string('0', 66), 4)));
        Assert.IsType<Malformed>(Lines.Read(Lines.SetExtranonce("0", 4)));
    }

    [Fact]
    public void Requests_of_the_pool_keep_the_token_of_their_id()
    {
        foreach (string id in new[] { "42", "\"auth\"", "-1", "1.50" })
        {
            Assert.Equal(id, Lines.Read<Ping>($$"""{"id":{{id}},"method":"mining.ping","params":[]}""").Id.ToString());
            Assert.Equal(id, Lines.Read<GetVersion>($$"""{"id":{{id}},"method":"client.get_version"}""").Id.ToString());
            Assert.Equal(id, Lines.Read<ShowMessage>(
                $$"""{"id":{{id}},"method":"client.show_message","params":["hi"]}""").Id.ToString());
            Assert.Equal(id, Lines.Read<UnknownMethod>($$"""{"id":{{id}},"method":"client.get_algo"}""").Id.ToString());
        }
        Assert.True(Lines.Read<Ping>("""{"id":null,"method":"mining.ping"}""").Id.IsNone);
        Assert.True(Lines.Read<Ping>("""{"method":"mining.ping"}""").Id.IsNone);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[[[1]]]")]
    public void An_id_that_is_no_id_is_none(string id) =>
        Assert.True(Lines.Read<Ping>($$"""{"id":{{id}},"method":"mining.ping"}""").Id.IsNone);

    [Fact]
    public void An_id_too_long_to_be_sent_back_is_none() =>
        Assert.True(Lines.Read<Ping>($$"""{"id":"{{new string('x', 2000)}}","method":"mining.ping"}""").Id.IsNone);

    [Fact]
    public void What_has_a_method_is_a_message_whatever_its_id_and_other_members() =>
        Assert.IsType<SetDifficulty>(Lines.Read(
        """{"jsonrpc":"2.0","result":null,"extra":{},"params":[1],"method":"mining.set_difficulty","id":7}"""));

    [Fact]
    public void A_message_of_the_operator_is_made_printable()
    {
        Assert.Equal("·[31mred·[0m", Lines.Read<ShowMessage>(
            """{"id":null,"method":"client.show_message","params":["\u001b[31mred\u001b[0m"]}""").Text);
        Assert.Equal("""{"a":1}""", Lines.Read<ShowMessage>(
            """{"id":null,"method":"client.show_message","params":[{"a":1}]}""").Text);
    }

    [Theory]
    [InlineData("""{"id":4,"result":true,"error":null}""", true)]
    [InlineData("""{"id":4,"result":true}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":4,"result":true,"error":null}""", true)]
    [InlineData("""{"id":4,"result":true,"error":[]}""", true)]
    [InlineData("""{"id":4,"result":true,"error":false}""", true)]
    [InlineData("""{"id":4,"result":false,"error":null}""", false)]
    [InlineData("""{"id":4,"result":null,"error":null}""", false)]
    [InlineData("""{"id":4,"result":true,"error":[23,"low"]}""", false)]
    [InlineData("""{"id":4,"result":true,"error":null,"reject-reason":"Above target"}""", false)]
    [InlineData("""{"id":4,"result":true,"error":""}""", true)]
    [InlineData("""{"id":4,"result":true,"error":0}""", true)]
    [InlineData("""{"id":4,"error":"Stale"}""", false)]
    public void A_reply_is_a_yes_only_with_true_and_no_error(string line, bool yes) =>
        Assert.Equal(yes, Lines.Read<Reply>(line).IsYes);

    [Theory]
    [InlineData("4", 4L)]
    [InlineData("\"4\"", 4L)]
    [InlineData("-4", -4L)]
    [InlineData("\"auth\"", null)]
    [InlineData("null", null)]
    [InlineData("99999999999999999999", null)]
    public void The_id_of_a_reply_may_be_the_text_of_its_number(string id, long? number) =>
        Assert.Equal(number, Lines.Read<Reply>(Lines.Yes(id)).Id.ToNumber());

    [Theory]
    [InlineData("""[20,"Other"]""", 20, "Other", RejectReason.Other)]
    [InlineData("""[21,"job not found"]""", 21, "job not found", RejectReason.Stale)]
    [InlineData("""[22,"duplicate share"]""", 22, "duplicate share", RejectReason.Duplicate)]
    [InlineData("""[23,"low difficulty share"]""", 23, "low difficulty share", RejectReason.LowDifficulty)]
    [InlineData("""[24,"unauthorized worker",null]""", 24, "unauthorized worker", RejectReason.Unauthorized)]
    [InlineData("""[25,"not subscribed",null]""", 25, "not subscribed", RejectReason.NotSubscribed)]
    [InlineData("""[20,"ntime out of range"]""", 20, "ntime out of range", RejectReason.Time)]
    [InlineData("""[20,"time too old",false]""", 20, "time too old", RejectReason.Time)]
    [InlineData("""[23,"Difficulty too low",""]""", 23, "Difficulty too low", RejectReason.LowDifficulty)]
    [InlineData("""[33,"Invalid version mask"]""", 33, "Invalid version mask", RejectReason.Other)]
    [InlineData("""[0,"not up to date",false]""", 0, "not up to date", RejectReason.Other)]
    [InlineData("""[-1,"missing request id"]""", -1, "missing request id", RejectReason.Other)]
    [InlineData("""[null,"Stale"]""", null, "Stale", RejectReason.Stale)]
    [InlineData("""{"code":23,"message":"low (0.01)","data":null}""", 23, "low (0.01)", RejectReason.LowDifficulty)]
    [InlineData("""{"code":22,"message":"duplicate share"}""", 22, "duplicate share", RejectReason.Duplicate)]
    [InlineData("""{"message":"high-hash"}""", null, "high-hash", RejectReason.LowDifficulty)]
    [InlineData("\"Stale\"", null, "Stale", RejectReason.Stale)]
    [InlineData("\"stale-prevblk\"", null, "stale-prevblk", RejectReason.Stale)]
    [InlineData("\"unknown-work\"", null, "unknown-work", RejectReason.Stale)]
    [InlineData("\"Low diff share\"", null, "Low diff share", RejectReason.LowDifficulty)]
    [InlineData("\"Unauthorized user\"", null, "Unauthorized user", RejectReason.Unauthorized)]
    [InlineData("\"Invalid array size\"", null, "Invalid array size", RejectReason.Other)]
    [InlineData("true", null, "no reason given", RejectReason.Other)]
    public void Errors_of_every_shape_are_classified(string error, int? code, string text, RejectReason reason)
    {
        foreach (string result in new[] { "null", "false" })
        {
            StratumError read = Lines.Read<Reply>($$"""{"id":4,"result":{{result}},"error":{{error}}}""").Error!;
            Assert.Equal((code, text, reason), (read.Code, read.Text, read.Reason));
        }
    }

    [Theory]
    [InlineData("Invalid JobID", RejectReason.Stale)]
    [InlineData("Stale", RejectReason.Stale)]
    [InlineData("Ntime out of range", RejectReason.Time)]
    [InlineData("Duplicate", RejectReason.Duplicate)]
    [InlineData("Above target", RejectReason.LowDifficulty)]
    public void The_reject_reasons_of_ckpool_stand_in_a_member_of_their_own(string text, RejectReason reason)
    {
        Reply reply = Lines.Read<Reply>($$"""{"id":4,"result":false,"error":null,"reject-reason":"{{text}}"}""");
        Assert.Equal((text, reason), (reply.Error!.Text, reply.Error.Reason));
    }

    [Fact]
    public void The_words_of_an_error_are_made_printable() => Assert.Equal("·]0;gotcha·",
        Lines.Read<Reply>("""{"id":4,"result":null,"error":[20,"\u001b]0;gotcha\u0007"]}""").Error!.Text);

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request", "web server")]
    [InlineData("\u0016\u0003\u0001", "TLS")]
    [InlineData("\u0015\u0003\u0003", "TLS")]
    [InlineData("Invalid JSON, disconnecting", "Invalid JSON, disconnecting")]
    [InlineData("{\"id\":1,", "not JSON")]
    [InlineData("\u001b[2J", "·[2J")]
    public void Foreign_text_is_called_what_it_looks_like(string line, string described)
    {
        Malformed malformed = Lines.Read<Malformed>(line);
        Assert.False(malformed.IsJson);
        Assert.Contains(described, malformed.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"id":1}""")]
    [InlineData("""{"method":7,"params":[]}""")]
    [InlineData("""{"method":null}""")]
    [InlineData("""{"id":1,"result":"\ud800","method":"\udc00"}""")]
    public void Json_that_is_no_message_is_malformed(string line) => Assert.True(Lines.Read<Malformed>(line).IsJson);

    [Fact]
    public void Text_in_another_code_page_does_not_hide_the_message_that_it_stands_in()
    {
        byte[] line = Encoding.Latin1.GetBytes("""{"id":4,"result":null,"error":[21,"T\u00e2che périmé",null]}""");
        Reply reply = Assert.IsType<Reply>(MessageReader.Read(line));
        Assert.Equal((4, RejectReason.Stale), (reply.Id.ToNumber(), reply.Error!.Reason));
        Assert.Equal("T\u00e2che p\ufffdrim\ufffd", reply.Error.Text);
        _ = reply.ToString();
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        string deep = new string('[', 100_000) + new string(']', 100_000);
        Assert.IsType<Malformed>(Lines.Read($$"""{"id":1,"result":{{deep}}}"""));
        Assert.IsType<Malformed>(Lines.Read(new string('[', 1 << 20)));
    }
}
