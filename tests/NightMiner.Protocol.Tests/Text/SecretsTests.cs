using System.Text;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Text;

public sealed class SecretsTests
{
    [Theory]
    [InlineData("""{"id":1,"method":"mining.authorize","params":["me","s3cret"]}""",
        """{"id":1,"method":"mining.authorize","params":["me","***"]}""",
        """{"id":1,"method":"mining.authorize","params":["***","***"]}""")]
    [InlineData("""{ "params" : ["me",  "s3cret" ] , "method":"MINING.AUTH" }""",
        """{ "params" : ["me",  "***" ] , "method":"MINING.AUTH" }""",
        """{ "params" : ["***",  "***" ] , "method":"MINING.AUTH" }""")]
    [InlineData("""{"method":"mining.submit","params":["me","1","00","0","0"]}""",
        """{"method":"mining.submit","params":["me","1","00","0","0"]}""",
        """{"method":"mining.submit","params":["***","1","00","0","0"]}""")]
    [InlineData("""{"method":"mining.subscribe","params":["me","s3cret"]}""",
        """{"method":"mining.subscribe","params":["me","s3cret"]}""",
        """{"method":"mining.subscribe","params":["me","s3cret"]}""")]
    [InlineData("""{"method":"mining.authorize","params":["me","s3cret"]""", "(a malformed login of 53 bytes)",
        "(a malformed login of 53 bytes)")]
    public void A_login_is_masked_by_its_shape(string line, string masked, string withUser)
    {
        Assert.Equal(masked, Encoding.UTF8.GetString(Secrets.Mask(Encoding.UTF8.GetBytes(line))));
        Assert.Equal(withUser, Encoding.UTF8.GetString(Secrets.Mask(Encoding.UTF8.GetBytes(line), masksUser: true)));
    }

    [Theory]
    [InlineData("""{"method":"mining.authorize","params":["me","x"]}""", "x",
        """{"method":"mining.authorize","params":["me","***"]}""")]
    [InlineData("""{"method":"mining.authorize","params":["me","x"]""", "x",
        """{"method":"mining.authorize","params":["me","***"]""")]
    [InlineData("""{"method":"mining.authorize","params":["me",null]}""", "x",
        """{"method":"mining.authorize","params":["me",null]}""")]
    [InlineData("""{"method":"mining.submit","params":["x"]}""", "x", """{"method":"mining.submit","params":["x"]}""")]
    [InlineData("""{"error":[24,"wrong password s3cret",null]}""", "s3cret",
        """{"error":[24,"wrong password ***",null]}""")]
    [InlineData("""{"error":[24,"\u00E4\u00F6\u00FC!",null]}""", "äöü!", """{"error":[24,"***",null]}""")]
    [InlineData("""{"error":[24,"äöü!",null]}""", "äöü!", """{"error":[24,"***",null]}""")]
    [InlineData("""{"id":1}""", "", """{"id":1}""")]
    public void A_known_password_is_masked_wherever_it_stands(string line, string secret, string masked) =>
        Assert.Equal(masked, Secrets.Mask(line, secret));

    [Fact]
    public async Task A_connection_shows_no_password_whatever_request_brings_it()
    {
        (Stream client, Stream pool) = StreamPair.Create();
        List<string> shown = [];
        await using StratumConnection connection = new(client) { LineSent = shown.Add };
        await connection.SendAsync(new Authorize("me", "s3cret"));
        await connection.SendAsync(new CustomRequest("mining.authorize", "me", "s3cret"));
        Assert.Equal(2, shown.Count);
        Assert.All(shown, line => Assert.EndsWith("""["me","***"]}""", line, StringComparison.Ordinal));
        byte[] sent = new byte[1000];
        int length = await pool.ReadAsync(sent);
        Assert.Contains("s3cret", Encoding.UTF8.GetString(sent, 0, length), StringComparison.Ordinal);
    }
}
