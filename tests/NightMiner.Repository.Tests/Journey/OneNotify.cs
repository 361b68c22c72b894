using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Repository.Tests.Journey;

/// <summary>A real miner at a pool of a few lines, on loopback: one mining.notify becomes one mining.submit.</summary>
public static class OneNotify
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string Notify =
        $$"""{"id":null,"method":"mining.notify","params":["j1","{{new string('0', 64)}}","01","ff",[],"""
        + """ "20000000","1b04864c","4d1b2237",true]}""";

    /// <summary>What ran between the notify's bytes and the submit's: threads, and files by their numbers.</summary>
    public static async Task<(int Thread, int File)[]> FollowAsync()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Miner miner = new($"stratum+tcp://{listener.LocalEndpoint}", "user", "x", new HalfOfAll());
        miner.Events.Listen(happened =>
        {
            if (happened is LineSent { Line: var line } && line.Contains("mining.submit", StringComparison.Ordinal))
                Footprints.Stop(); // the bytes go out next
        });
        using CancellationTokenSource stop = new(Patience);
        Task<StopReason> mining = miner.RunAsync(stop.Token);

        using TcpClient client = await listener.AcceptTcpClientAsync(stop.Token);
        TaskCompletionSource loggedIn = new(), submitted = new();
        Task answering = AnswerAsync(client, loggedIn, submitted, stop.Token);
        await loggedIn.Task.WaitAsync(stop.Token);
        await QuietAsync(stop.Token);
        await SayAsync(client, Notify, stop.Token);
        await submitted.Task.WaitAsync(stop.Token);
        await stop.CancelAsync();
        await mining;
        await answering;
        return Footprints.All();
    }

    private static async Task AnswerAsync(
        TcpClient client, TaskCompletionSource loggedIn, TaskCompletionSource submitted, CancellationToken stop)
    {
        using StreamReader reader = new(client.GetStream());
        while (await reader.ReadLineAsync(stop).AsTask().ContinueWith(Line, TaskScheduler.Default) is { } line)
        {
            using JsonDocument message = JsonDocument.Parse(line);
            string method = message.RootElement.GetProperty("method").GetString()!;
            if (method == "mining.submit") submitted.TrySetResult();
            string id = message.RootElement.GetProperty("id").GetRawText();
            await SayAsync(client, Answer(method, id), CancellationToken.None);
            if (method == "mining.authorize") loggedIn.TrySetResult();
        }

        // The connection may end in any way when all has been seen.
        static string? Line(Task<string?> reading) => reading.IsCompletedSuccessfully ? reading.Result : null;
    }

    /// <summary>Waits until the miner has handled all that was said: nothing runs in it for a while.</summary>
    private static async Task QuietAsync(CancellationToken stop)
    {
        do
        {
            Footprints.Start();
            await Task.Delay(TimeSpan.FromMilliseconds(50), stop);
        }
        while (Footprints.Count > 0);
    }

    private static string Answer(string method, string id) => method switch
    {
        "mining.subscribe" => $$"""{"id":{{id}},"result":[[["mining.notify","s"]],"f000000d",4],"error":null}""",
        "mining.authorize" => $$"""{"id":{{id}},"result":true,"error":null}""",
        _ => $$"""{"id":{{id}},"result":null,"error":[20,"unknown method",null]}""",
    };

    private static async Task SayAsync(TcpClient client, string line, CancellationToken stop) =>
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), stop);

    /// <summary>Every other hash is a share at difficulty 1.</summary>
    private sealed class HalfOfAll : PowAlgorithm
    {
        public override string Name => "half";

        public override Target DifficultyOne { get; } =
            new(UInt256.FromBigInteger(UInt256.MaxValue.ToBigInteger() >> 1));

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) => SHA256.HashData(header, digest);
    }
}
