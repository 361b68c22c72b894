using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Nodes.Tests;

/// <summary>A node of somebody else's making: a process, and calls to it.</summary>
internal sealed class RealNode(Process process, int port, Func<string> login) : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

    public Endpoint Url => Endpoint.Parse($"http://{login()}@127.0.0.1:{port}");

    /// <summary>Starts a program that ends with its standard input, so that none is left behind.</summary>
    public static Process Run(string file, string[] arguments, params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = new(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach ((string name, string value) in variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Calls and gives the result.</summary>
    public async Task<JsonElement> CallAsync(string method, params JsonNode?[] parameters)
    {
        JsonObject call = new() { ["id"] = 1, ["method"] = method, ["params"] = new JsonArray(parameters) };
        using HttpRequestMessage request = new(HttpMethod.Post, (Uri?)null)
        {
            Content = new StringContent(call.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(login())));
        using HttpResponseMessage response = await _http.SendAsync(request);
        JsonElement answer = Lines.Json(await response.Content.ReadAsStringAsync());
        return answer.GetProperty("error").ValueKind == JsonValueKind.Null
            ? answer.GetProperty("result")
            : throw new InvalidOperationException($"{method}: {answer.GetProperty("error")}");
    }

    public async Task<int> HeightAsync() => (await CallAsync("getblockcount")).GetInt32();

    /// <summary>The newest block, with its transactions in full.</summary>
    public async Task<JsonElement> TipAsync() =>
        await CallAsync("getblock", (await CallAsync("getbestblockhash")).GetString(), 2);

    /// <summary>
    /// Makes the node give up its newest block, and waits until whoever mines here has put another one in its place,
    /// and one on top: other nodes follow then.
    /// </summary>
    public async Task ReplaceTipAsync()
    {
        int height = await HeightAsync();
        string block = (await CallAsync("getblockhash", height)).GetString()!;
        await CallAsync("invalidateblock", block);
        await UntilAsync(async () => await HeightAsync() > height);
        Assert.NotEqual(block, (await CallAsync("getblockhash", height)).GetString());
    }

    /// <summary>Waits until something holds that another process brings about.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds)
    {
        Stopwatch waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if (await holds()) return;
            }
            catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException
                or IOException or UnauthorizedAccessException)
            {
                if (process.HasExited) throw new InvalidOperationException("the node has ended by itself", e);
            }
            if (waiting.Elapsed > StartLimit) throw new TimeoutException("the node does not get there");
            await Task.Delay(20);
        }
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(10_000)) process.Kill(entireProcessTree: true);
        process.Dispose();
        _http.Dispose();
    }
}
