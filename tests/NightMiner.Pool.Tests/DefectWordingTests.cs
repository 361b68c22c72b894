using System.Text;
using System.Text.Json;
using NightMiner.Pool.Chain;
using NightMiner.Pool.Defects;
using NightMiner.Pool.Judging;
using NightMiner.Pool.Messages;
using NightMiner.Pool.Sessions;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

/// <summary>A defect goes by what is wrong, never by the words for it: other words must not disable one.</summary>
public sealed class DefectWordingTests
{
    private const string AnyWords = "words that no pool has ever used";

    // What the real judge says, the difficulty of the share, and what the pool with the defect says.
    public static TheoryData<PoolDefect, RefusalKind, double, RefusalKind> Verdicts => new()
    {
        { PoolDefect.AcceptsStaleShares, RefusalKind.StaleJob, 0, RefusalKind.None },
        { PoolDefect.AcceptsLowShares, RefusalKind.LowDifficulty, 0, RefusalKind.None },
        { PoolDefect.TargetTooEasy, RefusalKind.LowDifficulty, 0.5, RefusalKind.None },
        { PoolDefect.AcceptsDuplicates, RefusalKind.Duplicate, 2, RefusalKind.None },
        { PoolDefect.CapitalsAreAnotherShare, RefusalKind.Duplicate, 2, RefusalKind.None },
        { PoolDefect.DuplicatesPerWorker, RefusalKind.Duplicate, 2, RefusalKind.None },
        { PoolDefect.AcceptsStrangers, RefusalKind.NotLoggedIn, 0, RefusalKind.None },
        { PoolDefect.NoTimeFloor, RefusalKind.NtimeTooOld, 0, RefusalKind.None },
        { PoolDefect.NoTimeCeiling, RefusalKind.NtimeTooNew, 0, RefusalKind.None },
        { PoolDefect.IgnoresVersionMask, RefusalKind.VersionMask, 0, RefusalKind.None },
        { PoolDefect.TargetTooHard, RefusalKind.None, 1, RefusalKind.LowDifficulty },
        { PoolDefect.TargetHalved, RefusalKind.None, 1, RefusalKind.LowDifficulty },
        { PoolDefect.RetroactiveDifficulty, RefusalKind.None, 0.5, RefusalKind.LowDifficulty },
        { PoolDefect.CallsUnknownJobsDuplicates, RefusalKind.UnknownJob, 0, RefusalKind.Duplicate },
    };

    [Theory, MemberData(nameof(Verdicts))]
    public void A_verdict_in_other_words_is_turned_all_the_same(
        PoolDefect defect, RefusalKind said, double difficulty, RefusalKind expected)
    {
        PoolOptions options = TestPool.Quiet with { Defects = [defect] };
        Submission share = Read("""["me","1","00000000","00000000","00000000"]""");
        SessionState session = new([0, 0, 0, 1]);
        SentJob job = new(new PoolChain(options, Difficulty.One).Current, Difficulty.One);
        session.Jobs.Add(job);
        Judgement real = new(said == RefusalKind.None ? null : new Refusal(said, AnyWords))
        {
            Job = said == RefusalKind.UnknownJob ? null : job,
            Difficulty = difficulty,
        };

        DefectiveJudge judge = new(options, new FixedJudge(real));

        Assert.Equal(expected, judge.Judge(share, session).Kind);
    }

    [Fact]
    public void A_share_that_was_refused_in_other_words_is_remembered_all_the_same()
    {
        PoolOptions options = TestPool.Quiet with { Defects = [PoolDefect.RemembersRefusedShares] };
        Submission share = Read("""["me","1","00000000","00000000","00000000"]""");
        FixedJudge real = new(new Judgement(new Refusal(RefusalKind.NotLoggedIn, AnyWords)));
        DefectiveJudge judge = new(options, real);

        judge.Judge(share, new SessionState([1]));
        real.Answer = new Judgement(Refusal: null);

        Assert.Equal(RefusalKind.Duplicate, judge.Judge(share, new SessionState([1])).Kind);
    }

    [Fact]
    public void A_refusal_of_an_unknown_method_in_other_words_is_swallowed_all_the_same()
    {
        Recorder recorder = new();
        ISessionClient client = Spoilt(PoolDefect.SilentOnUnknownMethods, recorder);
        byte[] line = Encoding.UTF8.GetBytes($$"""{"id":1,"result":null,"error":[20,"{{AnyWords}}",null]}""" + "\n");

        client.Send(line, RefusalKind.UnknownMethod);
        Assert.Empty(recorder.Lines);
        client.Send(line, RefusalKind.Malformed);
        Assert.Single(recorder.Lines);
    }

    [Fact]
    public void Junk_drops_everybody_whatever_the_reason_is_called()
    {
        Recorder one = new(), two = new();
        Sabotage sabotage = Sabotage.Of(TestPool.Quiet with { Defects = [PoolDefect.JunkDropsEverybody] })!;
        ISessionClient client = sabotage.Wrap(one);
        sabotage.Wrap(two);

        client.Drop(AnyWords, RefusalKind.Malformed);
        Assert.Empty(two.Reasons);
        client.Drop(AnyWords, RefusalKind.NotJson);
        Assert.Equal([AnyWords], two.Reasons);
    }

    private static ISessionClient Spoilt(PoolDefect defect, ISessionClient client) =>
        Sabotage.Of(TestPool.Quiet with { Defects = [defect] })!.Wrap(client);

    private static Submission Read(string parameters)
    {
        using JsonDocument document = JsonDocument.Parse(parameters);
        return Submission.Read(document.RootElement);
    }

    private sealed class FixedJudge(Judgement answer) : IShareJudge
    {
        public Judgement Answer { get; set; } = answer;

        public Judgement Judge(Submission share, SessionState session) => Answer;
    }

    private sealed class Recorder : ISessionClient
    {
        public List<string> Lines { get; } = [];

        public List<string> Reasons { get; } = [];

        public long Number => 1;

        public void Send(byte[] line, RefusalKind refused) => Lines.Add(Encoding.UTF8.GetString(line));

        public void Drop(string reason, RefusalKind cause) => Reasons.Add(reason);
    }
}
