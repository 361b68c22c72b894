using System.Text;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;
using NightMiner.Workbench.Explain;
using NightMiner.Workbench.Recording;

namespace NightMiner.Workbench.Tests.Explain;

public sealed class SessionLogTests
{
    private static readonly StatedTerms Stated = new(new Sha256d());

    private const string Configured =
        """{"id":9,"result":{"version-rolling":true,"version-rolling.mask":"0000e000"},"error":null}""";

    [Fact]
    public void A_job_is_under_what_was_said_before_it()
    {
        SessionLog said = SessionLog.Read([
            Lines.Subscribed("1", "aabb", 3), Configured, Lines.SetDifficulty("2"), Lines.SmallNotify("a"),
            Lines.SetDifficulty("0.5"), Lines.SetExtranonce("cc", 5), Lines.SmallNotify("b"),
        ]);
        JobTerms first = said.TermsOf(said.Jobs[0], Stated);
        JobTerms second = said.TermsOf(said.Jobs[1], Stated);
        Assert.Equal(
            ("aabb", 3, "2", 0xe000u), (Hex(first), first.Extranonce2Size, $"{first.Difficulty}", first.VersionMask));
        Assert.Equal(("cc", 5, "0.5"), (Hex(second), second.Extranonce2Size, $"{second.Difficulty}"));
    }

    [Fact]
    public void A_new_extranonce_without_a_size_keeps_the_size()
    {
        SessionLog said = SessionLog.Read([
            Lines.Subscribed("1", "aabb", 3), """{"method":"mining.set_extranonce","params":["cc"]}""",
            Lines.SmallNotify("a"),
        ]);
        JobTerms terms = said.TermsOf(said.Jobs[0], Stated);
        Assert.Equal(("cc", 3), (Hex(terms), terms.Extranonce2Size));
    }

    [Theory]
    [InlineData("4")]
    [InlineData("4.0")]
    [InlineData("\"4\"")]
    public void An_answer_belongs_to_its_share_however_the_id_is_spelled(string id)
    {
        SessionLog said = SessionLog.Read([
            Lines.SmallNotify("a"),
            """{"id":4,"method":"mining.submit","params":["w","a","00000000","00000003","00000000"]}""",
            $$"""{"id":{{id}},"result":true,"error":null}""",
        ]);
        Assert.True(Assert.Single(said.Shares).Ruling.IsAccepted);
    }

    [Fact]
    public void What_comes_only_later_is_taken_all_the_same()
    {
        SessionLog said = SessionLog.Read(
            [Lines.SmallNotify("a"), Lines.SetDifficulty("7"), Lines.Subscribed("1", "0102", 4)]);
        JobTerms terms = said.TermsOf(said.Jobs[0], Stated);
        Assert.Equal(("0102", "7"), (Hex(terms), $"{terms.Difficulty}"));
    }

    [Fact]
    public void What_somebody_states_wins()
    {
        SessionLog said = SessionLog.Read([.. ExampleJob.Lines]);
        JobTerms terms = said.TermsOf(
            said.Jobs[0], Stated with { Extranonce1 = new byte[] { 5 }, Extranonce2Size = 0 });
        Assert.Equal(("05", 0, "32"), (Hex(terms), terms.Extranonce2Size, $"{terms.Difficulty}"));
    }

    [Fact]
    public void A_log_with_prefixes_reads_like_the_wire()
    {
        SessionLog said = SessionLog.Read(ExampleJob.Lines
            .Select((line, i) => $"18:39:36  {(i == 3 ? '>' : '<')}         {line}\r").Append("18:39:36  login  as x"));
        Assert.Single(said.Jobs);
        Assert.True(Assert.Single(said.Shares).Ruling.IsAccepted);
        Assert.Empty(said.Problems);
    }

    [Fact]
    public void The_connections_of_a_recording_are_kept_apart()
    {
        const string submit =
            """{"id":4,"method":"mining.submit","params":["w","a","00000000","4d1b2237","00000002"]}""";
        SessionLog said = SessionLog.Read(
        [
            """{"format":"nightminer-session","version":1,"pool":"stratum+tcp://h:1"}""",
            Recorded(1, Side.Pool, Lines.Subscribed("1", "aa", 3)), Recorded(2, Side.Pool, Lines.Subscribed("1", "bb")),
            Recorded(1, Side.Pool, Lines.SetDifficulty("1")), Recorded(2, Side.Pool, Lines.SetDifficulty("2")),
            Recorded(1, Side.Pool, Lines.SmallNotify("a")), Recorded(2, Side.Pool, Lines.SmallNotify("a", block: 2)),
            Recorded(1, Side.Miner, submit), Recorded(2, Side.Miner, submit),
            Recorded(2, Side.Pool, """{"id":4,"result":null,"error":[23,"low",null]}"""),
            Recorded(1, Side.Miner, """{"id":4,"result":"an agent","error":null}"""), // an answer to the pool
            Recorded(1, Side.Pool, Lines.Yes("4")),
            """{"time":1,"connection":1,"from":"miner","end":true}""",
        ]);
        Assert.Empty(said.Problems);
        Assert.Equal([true, false], said.Shares.Select(share => share.Ruling.IsAccepted));
        JobTerms[] terms = [.. said.Shares.Select(share => said.CaseOf(share, said.JobOf(share)!, Stated).Terms)];
        Assert.Equal(["aa 3 1", "bb 4 2"],
            terms.Select(one => $"{Hex(one)} {one.Extranonce2Size} {one.Difficulty}"));
        Assert.NotEqual(terms[0].Notify.PreviousBlock, terms[1].Notify.PreviousBlock);
        Assert.Null(said.CaseOf(said.Shares[1], said.Jobs[1], Stated).JobBefore);
        Assert.Null(said.CaseOf(said.Shares[1], said.Jobs[1], Stated).DifficultyBefore);
    }

    [Fact]
    public void A_spoilt_line_of_a_recording_is_a_problem() => Assert.Equal(
        ["line 1: no line of a recording, though it looks like one", "line 2 is not JSON"], SessionLog.Read([
            """{"time":1,"connection":0,"from":"pool","line":"{}"}""", """{"time":1,"connection":1,"from":"po""",
        ]).Problems);

    [Theory]
    [InlineData("""{"method":"mining.set_version_mask","params":[]}""")]
    [InlineData("""{"method":"mining.set_version_mask"}""")]
    public void A_mask_that_is_missing_is_a_problem(string line) =>
        Assert.Single(SessionLog.Read([line]).Problems);

    [Fact]
    public void A_stray_byte_in_a_text_does_not_hide_a_job()
    {
        string line = ExampleJob.Lines.Single(
            line => line.Contains("mining.notify\",\"params", StringComparison.Ordinal));
        Assert.Single(SessionLog.Read(["{\"x\":\"\udcff\"," + line[1..]]).Jobs);
    }

    [Fact]
    public void Answers_are_tied_to_their_shares()
    {
        static string Submit(int id) =>
            $$"""{"id":{{id}},"method":"mining.submit","params":["w","a","00","1","2"]}""";
        SessionLog said = SessionLog.Read([
            Submit(4), Submit(5), Submit(6), Lines.Yes("6"),
            """{"id":4,"result":null,"error":[23,"low difficulty share of 0.25",null]}""",
        ]);
        Assert.Equal([false, null, true], said.Shares.Select(share => share.Ruling.IsAccepted));
        Assert.Equal("low difficulty share of 0.25", said.Shares[0].Ruling.Error!.Text);
    }

    [Fact]
    public void A_share_is_seen_between_the_jobs_and_difficulties_around_it()
    {
        SessionLog said = SessionLog.Read([
            Lines.Subscribed("1"), Lines.SetDifficulty("1"), Lines.SmallNotify("a"), Lines.SetDifficulty("2"),
            Lines.SmallNotify("b"), Lines.SetDifficulty("3"), Lines.SmallNotify("c"),
            """{"id":4,"method":"mining.submit","params":["w","b","00000000","4d1b2237","00000002"]}""",
            Lines.SetDifficulty("9"), Lines.SmallNotify("d"),
        ]);
        SentShare share = said.Shares[0];
        ShareCase seen = said.CaseOf(share, said.JobOf(share)!, Stated);
        Assert.Equal(
            ("2", "1", "3"), ($"{seen.Terms.Difficulty}", $"{seen.DifficultyBefore}", $"{seen.DifficultyAfter}"));
        Assert.Equal(("a", "c"), (seen.JobBefore!.Notify.JobId.Text, seen.JobAfter!.Notify.JobId.Text));
    }

    [Fact]
    public void Mutated_lines_become_problems_and_nothing_is_thrown()
    {
        Random random = new(1);
        foreach (string line in ExampleJob.Lines)
            for (int i = 0; i < 200; i++)
            {
                char[] letters = line.ToCharArray();
                for (int hit = 0; hit < 3; hit++) letters[random.Next(letters.Length)] = (char)random.Next(1, 0x300);
                SessionLog said = SessionLog.Read([new string(letters)]);
                Assert.InRange(said.Problems.Count, 0, 1);
            }
    }

    [Theory]
    [InlineData("w,a,0011,4d1b2237,10572b0f")]
    [InlineData(" \"w\", \"a\", \"0011\", \"4d1b2237\", \"10572b0f\" ")]
    [InlineData("""["w","a","0011","4d1b2237","10572b0f"]""")]
    [InlineData("""> {"id":4,"method":"mining.submit","params":["w","a","0011","4d1b2237","10572b0f"]}""")]
    public void A_share_can_be_pasted_in_several_ways(string text)
    {
        Submit share = SubmitReader.Parse(text);
        Assert.Equal(("w", "a", 0x4d1b2237u, 0x10572b0fu), (share.Worker, share.JobId.Text, share.Time, share.Nonce));
        Assert.Equal([0x00, 0x11], share.Extranonce2.ToArray());
        Assert.Null(share.VersionBits);
    }

    [Theory]
    [InlineData("w,a,00,1", "5 fields")]
    [InlineData("w,a,0,1,2", "extranonce2")]
    [InlineData("w,a,00,x,2", "ntime")]
    [InlineData("w,a,00,1,123456789", "nonce")]
    [InlineData("w,a,00,1,2,g", "version bits")]
    [InlineData("{oops", "not JSON")]
    [InlineData("""{"params":5}""", "not a list")]
    public void A_bad_share_is_told_what_is_wrong(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => SubmitReader.Parse(text)).Message,
            StringComparison.Ordinal);

    private static string Recorded(int connection, Side from, string line) => Encoding.UTF8.GetString(
        RecordingFormat.Line(new RecordedLine(TimeSpan.Zero, connection, from, Encoding.UTF8.GetBytes(line))));

    private static string Hex(JobTerms terms) => Convert.ToHexStringLower(terms.Extranonce1.Span);
}
