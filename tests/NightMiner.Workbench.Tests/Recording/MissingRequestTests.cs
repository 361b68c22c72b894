using System.Text;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;
using NightMiner.Workbench.Recording;

namespace NightMiner.Workbench.Tests.Recording;

/// <summary>What a replayed pool does when the miner leaves out what the recorded one asked.</summary>
public sealed class MissingRequestTests
{
    private const string Configure = """{"id":1,"method":"mining.configure","params":[[],{}]}""";
    private const string Subscribe = """{"id":2,"method":"mining.subscribe","params":[]}""";

    private static readonly SessionRecording Recording = Recordings.Of(
        ">" + Configure, """<{"id":1,"result":{},"error":null}""", ">" + Subscribe,
        """<{"id":2,"result":"subscribed","error":null}""", """<{"id":null,"method":"mining.notify","params":[]}""");

    [Theory]
    [InlineData(null)]
    [InlineData(1000.0)]
    public async Task A_later_request_is_answered_at_once_and_the_missing_one_when_it_comes(double? speed)
    {
        List<string> told = [];
        await using ReplayPool pool = ReplayPool.Start(Recording, Options(told) with
        {
            Speed = speed,
            Patience = TimeSpan.FromHours(1),
        });
        using Client client = await Client.ConnectAsync(pool);
        await client.SayAsync(Subscribe);
        Assert.Equal("""{"id":2,"result":"subscribed","error":null}""", await client.HearAsync());
        Assert.Contains("mining.notify", await client.HearAsync(), StringComparison.Ordinal);
        await client.SayAsync(Configure.Replace(":1,", ":7,", StringComparison.Ordinal));
        Assert.Equal("""{"id":7,"result":{},"error":null}""", await client.HearAsync());
        lock (told) Assert.Contains("mining.subscribe #1 came before mining.configure #1: on without it", told);
    }

    [Fact]
    public async Task What_does_not_come_is_waited_for_once_and_told()
    {
        List<string> told = [];
        await using ReplayPool pool = ReplayPool.Start(Recording, Options(told) with
        {
            Speed = null,
            Patience = TimeSpan.FromMilliseconds(50),
            Linger = TimeSpan.FromMinutes(1),
        });
        using Client client = await Client.ConnectAsync(pool);
        Assert.Contains("mining.notify", await client.HearAsync(), StringComparison.Ordinal);
        lock (told)
            Assert.Equal(["mining.configure #1 did not come: on without it",
                "mining.subscribe #1 did not come: on without it"], told.Where(text => text.Contains('#')));
        await client.SayAsync(Subscribe);
        Assert.Equal("""{"id":2,"result":"subscribed","error":null}""", await client.HearAsync());
    }

    [Fact]
    public async Task A_miner_that_leaves_an_extension_out_gets_its_job_all_the_same()
    {
        SessionRecording recording = Recordings.Of(
            ">" + Subscribe, """<{"id":2,"result":"subscribed","error":null}""",
            """>{"id":3,"method":"mining.extranonce.subscribe","params":[]}""",
            """<{"id":null,"method":"mining.notify","params":[]}""");
        await using ReplayPool pool = ReplayPool.Start(
            recording, new ReplayOptions { Speed = null, Patience = TimeSpan.FromHours(1) });
        using Client client = await Client.ConnectAsync(pool);
        await client.SayAsync(Subscribe);
        Assert.Contains("subscribed", await client.HearAsync(), StringComparison.Ordinal);
        Assert.Contains("mining.notify", await client.HearAsync(), StringComparison.Ordinal);
    }

    private static ReplayOptions Options(List<string> told) => new()
    {
        Tell = news => { lock (told) told.Add(news.Text); },
    };

    private sealed class Client(Stream stream) : IDisposable
    {
        private readonly LineReader _lines = new(stream);

        public static async Task<Client> ConnectAsync(ReplayPool pool) => new(await Dialer.ConnectAsync(
            Endpoint.Parse(pool.Url), ScriptedPool.Patience, CancellationToken.None));

        public async Task SayAsync(string line) => await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));

        public async Task<string> HearAsync()
        {
            ReadOnlyMemory<byte>? line = await _lines.ReadLineAsync().AsTask().WaitAsync(ScriptedPool.Patience);
            return Encoding.UTF8.GetString(Assert.NotNull(line).Span);
        }

        public void Dispose() => stream.Dispose();
    }
}
