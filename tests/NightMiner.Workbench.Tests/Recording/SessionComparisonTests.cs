using NightMiner.TestSupport;
using NightMiner.Workbench.Recording;

namespace NightMiner.Workbench.Tests.Recording;

public sealed class SessionComparisonTests
{
    private const string Subscribe = """>{"id":1,"method":"mining.subscribe","params":["a"]}""";
    private const string Subscribed = """<{"id":1,"result":[[["mining.notify","s1"]],"00000001",4],"error":null}""";
    private const string Submit = """>{"id":2,"method":"mining.submit","params":["u","j","00","t","n1"]}""";
    private const string Yes = """<{"id":2,"result":true,"error":null}""";
    private const string Difficulty = """<{"id":null,"method":"mining.set_difficulty","params":[1]}""";

    [Fact]
    public void Ids_times_order_of_members_and_forms_of_numbers_mean_nothing()
    {
        SessionComparison comparison = SessionComparison.Compare(
            Recordings.Of(Subscribe, Subscribed, Difficulty, Submit, Yes),
            Recordings.Of("""<{"params":[1.0],"method":"mining.set_difficulty"}""",
                """>{"params":["\u0061"],"method":"mining.subscribe","id":"seven"}""",
                Subscribed.Replace("\"id\":1", "\"id\":\"seven\"", StringComparison.Ordinal),
                Submit, """<{"result":true,"id":"2"}"""));
        Assert.Empty(comparison.Differences);
        Assert.Empty(comparison.Varying);
    }

    [Fact]
    public void What_depends_on_the_extranonce_is_listed_apart()
    {
        SessionComparison comparison = SessionComparison.Compare(
            Recordings.Of(Subscribe, Subscribed, Submit),
            Recordings.Of(Subscribe, Subscribed.Replace("s1", "s2", StringComparison.Ordinal)
                .Replace("00000001", "0000000f", StringComparison.Ordinal),
                Submit.Replace("n1", "n2", StringComparison.Ordinal)));
        Assert.Empty(comparison.Differences);
        Assert.Equal(
            ["params[4] is \"n1\" in A, \"n2\" in B", "result[0][0][1] is \"s1\" in A, \"s2\" in B",
                "result[1] is \"00000001\" in A, \"0000000f\" in B"],
            comparison.Varying.Select(field => field.What));
    }

    [Theory]
    [InlineData(Submit, ">{\"id\":2,\"method\":\"mining.submit\",\"params\":[\"u\",\"k\",\"00\",\"t\",\"n1\"]}",
        "params[1] is \"j\" in A, \"k\" in B")]
    [InlineData(Submit, ">{\"id\":2,\"method\":\"mining.submit\",\"params\":[\"u\",\"j\",\"0000\",\"t\",\"n1\"]}",
        "params[2] is \"00\" in A, \"0000\" in B")]
    [InlineData(Submit, ">{\"id\":2,\"method\":\"mining.submit\",\"params\":[\"u\",\"j\"]}",
        "params has 5 elements in A, 2 in B")]
    [InlineData(Difficulty, "<{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[\"1\"]}",
        "params[0] is 1 in A, \"1\" in B")]
    [InlineData(">{\"method\":\"x\",\"params\":{\"\\ud800\":1}}", ">{\"method\":\"x\",\"params\":{\"\\ud800\":2}}",
        "it has another text in A than in B")]
    [InlineData("<junk", "<other", "it is junk in A, other in B")]
    [InlineData(Difficulty, "<{\"id\":null,\"params\":[1]}", "B has a line that is no message in its place")]
    public void A_difference_is_named_with_its_place(string inA, string inB, string what) =>
        Assert.Equal(what, Assert.Single(SessionComparison.Compare(
            Recordings.Of(Subscribe, inA), Recordings.Of(Subscribe, inB)).Differences).What);

    [Fact]
    public void Replies_are_compared_by_request_however_late_they_come()
    {
        string other = Submit.Replace("\"id\":2", "\"id\":3", StringComparison.Ordinal);
        string no = """<{"id":3,"result":null,"error":[21,"job not found",null]}""";
        Assert.Empty(SessionComparison.Compare(
            Recordings.Of(Submit, other, Yes, no), Recordings.Of(Submit, other, no, Yes)).Differences);
        SessionDifference difference = Assert.Single(SessionComparison.Compare(
            Recordings.Of(Submit, other, Yes, no), Recordings.Of(Submit, other, Yes)).Differences);
        Assert.Equal(("the reply to mining.submit #2", "it is only in A"), (difference.Message, difference.What));
    }

    [Fact]
    public void One_id_for_all_shares_is_understood()
    {
        IReadOnlyList<Message> messages = Message.ReadAll(Recordings.Of(Submit, Submit, Yes, Yes).Lines);
        Assert.Same(messages[0], messages[2].Request);
        Assert.Same(messages[1], messages[3].Request);
    }
}
