using System.Globalization;
using System.Text.Json;
using NightMiner.Cli.Mine;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Cli.Tests;

/// <summary>Every place that a pool's text reaches: nothing there may steer a terminal or forge a line.</summary>
public sealed class HostileTextTests
{
    // Clears the screen, sets a title, C1 controls, turns text around, breaks the line, and hides.
    private const string Nasty = @"\u001b[2J\u001b]0;x\u0007\u009b31m\u0085\u202e\u2066\u200b\u2028\u2029\ufeff"
        + @"\r\n12:00:00  ERROR  forged\u0000\u007f";

    private static readonly UnicodeCategory[] Unseen =
    [
        UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.LineSeparator,
        UnicodeCategory.ParagraphSeparator, UnicodeCategory.Surrogate,
    ];

    [Fact]
    public async Task No_text_of_a_pool_gets_through_to_a_terminal_a_log_or_json()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with { Threads = 1, Retries = 0 });
        using (ScriptedPeer peer = await pool.AcceptAsync())
        {
            await peer.ExpectAsync("mining.subscribe");
            await peer.SayAsync($$"""{"id":1,"result":"{{Nasty}}","error":null}""");
            await peer.ExpectAsync("mining.subscribe");
            await peer.SayAsync($$"""{"id":2,"result":[[["mining.notify","{{Nasty}}"]],"00",4],"error":null}""");
            await peer.ExpectAsync("mining.authorize");
            await peer.SayAsync(Lines.Yes("3"));
            await peer.SayAsync(
                $$"""{"id":null,"method":"client.show_message","params":["{{Nasty}}"]}""",
                $$"""{"id":null,"method":"{{Nasty}}","params":[]}""",
                $$"""{"id":"{{Nasty}}","result":true}""",
                $$"""{"id":null,"method":"mining.set_difficulty","params":["{{Nasty}}"]}""",
                $$"""{"id":null,"method":"mining.set_extranonce","params":["{{Nasty}}","{{Nasty}}"]}""",
                "\u001b[2J\u202e\u0085 not even JSON",
                Lines.SmallNotify("a").Replace("\"a\"", $"\"{Nasty}\"", StringComparison.Ordinal));
            Request submit = await peer.ExpectAsync("mining.submit");
            await peer.SayAsync($$"""{"id":{{submit.Id}},"result":null,"error":[20,"{{Nasty}}",null]}""");
            await run.SeeAsync<ShareRejected>();
            await peer.SayAsync([.. Enumerable.Repeat((byte)27, LineReader.DefaultLimit + 2)]);
            await run.SeeAsync<Disconnected>();
        }
        await run.Finished.WaitAsync(ScriptedPool.Patience);
        await run.EndAsync();
        Assert.Equal(5, run.All<ProtocolProblem>().Count);
        Assert.Single(run.All<PoolMessage>());
        foreach (MinerEvent happened in run.All<MinerEvent>()) Check(happened);
    }

    [Fact]
    public async Task A_refused_login_tells_the_pools_words_without_their_tricks()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.ExpectAsync("mining.subscribe");
        await peer.SayAsync(Lines.Subscribed("1"));
        await peer.ExpectAsync("mining.authorize");
        await peer.SayAsync($$"""{"id":2,"result":null,"error":[24,"{{Nasty}}",null]}""");
        Assert.Equal(StopReason.LoginRefused, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        foreach (MinerEvent happened in run.All<MinerEvent>()) Check(happened);
    }

    [Theory]
    [InlineData()]
    [InlineData("-P")]
    [InlineData("--json")]
    [InlineData("--json", "-P")]
    [InlineData("-d", "-P")]
    public async Task No_password_is_printed_wherever_it_came_from(params string[] options)
    {
        using ScriptedPool pool = new();
        string url = $"stratum+tcp://alice:hunter1@127.0.0.1:{pool.Url.Port}";
        foreach (string[] login in new[] { [], new[] { "-u", "bob", "-p", "hunter2" }, ["-O", "carol:hunter3"] })
        {
            string log = Path.Combine(Path.GetTempPath(), $"nightminer-test-{Guid.NewGuid():N}.log");
            CliRun run = CliRun.Start(["-o", url, "-t", "1", "-l", log, .. login, .. options]);
            using ScriptedPeer peer = await pool.AcceptAsync();
            await peer.ExpectAsync("mining.subscribe");
            await peer.SayAsync(Lines.Subscribed("1"));
            Assert.Contains("hunter", (await peer.ExpectAsync("mining.authorize")).Parameters[1].GetString()!,
                StringComparison.Ordinal);
            await peer.SayAsync("""{"id":2,"result":false,"error":null}""");
            await run.Finished.WaitAsync(ScriptedPool.Patience);
            string everything = run.Out + run.Error + await File.ReadAllTextAsync(log);
            File.Delete(log);
            Assert.Contains("refused", everything, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("hunter", everything, StringComparison.Ordinal);
        }
    }

    private static void Check(MinerEvent happened)
    {
        if (MinerLines.Render(happened, new Telling { Retries = 1, LastProblem = "", IsFirstOfReason = true }) is
            { } line)
        {
            CheckText(line.Text, happened);
            Assert.DoesNotContain("\n12:00:00", line.Text, StringComparison.Ordinal);
        }
        string json = MinerJson.Render(happened);
        CheckText(json, happened);
        Assert.DoesNotContain('\n', json);
        JsonDocument.Parse(json).Dispose();
    }

    private static void CheckText(string text, MinerEvent happened)
    {
        foreach (char letter in text)
            Assert.False(letter != '\n' && Unseen.Contains(char.GetUnicodeCategory(letter)),
                $"U+{(int)letter:X4} in the text of {happened.GetType().Name}");
    }
}
