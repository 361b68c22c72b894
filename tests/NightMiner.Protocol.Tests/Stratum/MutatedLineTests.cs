using System.Text;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Stratum;

public sealed class MutatedLineTests
{
    [Fact]
    public void Proper_lines_are_understood() =>
        Assert.DoesNotContain(Mutations.ProperLines, line => Lines.Read(line) is Malformed);

    [Fact]
    public void No_line_whatsoever_makes_the_reader_throw()
    {
        Mutations mutations = new(seed: 20260801);
        Dictionary<Type, int> seen = [];
        for (int i = 0; i < 30_000; i++)
        {
            byte[] line = mutations.Next();
            try
            {
                ServerMessage message = MessageReader.Read(line);
                seen[message.GetType()] = seen.GetValueOrDefault(message.GetType()) + 1;
                Use(message);
            }
            catch (Exception e)
            {
                Assert.Fail($"line {i}: {Encoding.Latin1.GetString(line)}\n{e}");
            }
        }
        // The mutations are worth something only if many lines get past the first glance.
        foreach (Type kind in new[] { typeof(Notify), typeof(SetDifficulty), typeof(SetExtranonce), typeof(Reply),
            typeof(Ping),
                     typeof(GetVersion), typeof(ShowMessage), typeof(UnknownMethod), typeof(Malformed),
                     typeof(Reconnect) })
            Assert.True(seen.GetValueOrDefault(kind) > 30, $"only {seen.GetValueOrDefault(kind)} of {kind.Name}");
    }

    private static void Try(Action parse)
    {
        try
        {
            parse();
        }
        catch (FormatException)
        {
        }
    }

    // What the miner does with a message must not throw either.
    private static void Use(ServerMessage message)
    {
        _ = message.ToString();
        if (message is not Reply reply) return;
        _ = (reply.IsYes, reply.Id.ToNumber(), reply.Error?.Reason, reply.Error?.ToString());
        Try(() => SubscribeResult.Parse(reply.Result));
        Try(() => ConfigureResult.Parse(reply.Result));
    }
}
