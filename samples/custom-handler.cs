#:project ../src/NightMiner.Protocol
#:project ../src/NightMiner.Pool
#:property PublishAot=false
// The bare Stratum connection with a handler of one's own: sends any request, prints whatever comes back. Without
// arguments it asks a pool that it starts itself. A project of your own references NightMiner.Protocol, which has all
// that goes over the wire, and NightMiner.Pool for that pool.
//
//     dotnet run samples/custom-handler.cs
//     dotnet run samples/custom-handler.cs -- URL METHOD [TEXT ...]
//     dotnet run samples/custom-handler.cs -- 127.0.0.1:3333 mining.get_transactions 1

using System.Text.Json.Nodes;
using NightMiner.Pool;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

if (args.Length == 1)
{
    Console.Error.WriteLine("usage: custom-handler [URL METHOD [TEXT ...]]");
    return 1;
}
await using StratumPool? ownPool = args.Length > 0 ? null : StratumPool.Start(new PoolOptions());
string url = ownPool?.Url ?? args[0];
string method = args.Length > 1 ? args[1] : "mining.extranonce.subscribe";
Stream stream = await Dialer.ConnectAsync(Endpoint.Parse(url), TimeSpan.FromSeconds(30));
await using StratumConnection pool = new(stream)
{
    LineSent = line => Console.WriteLine($"> {line}"),
    LineReceived = line => Console.WriteLine($"< {PrintableText.From(line, 2000)}"),
    SilenceLimit = TimeSpan.FromSeconds(10),
};
await pool.SendAsync(new Subscribe("custom-handler/1.0"));
await pool.SendAsync(new CustomRequest(method, [.. args.Skip(2).Select(text => (JsonNode?)text)]));

await foreach (ServerMessage message in pool.ReadAllAsync())
{
    if (message is not Reply { Request: CustomRequest request } reply) continue;
    Console.WriteLine(reply.Error is { } error
        ? $"{request.Method} was refused after {reply.RoundTrip.TotalMilliseconds:0} ms: {error}"
        : $"{request.Method} was answered after {reply.RoundTrip.TotalMilliseconds:0} ms: {reply.Result}");
    return reply.Error is null ? 0 : 1;
}
Console.Error.WriteLine("the pool closed the connection without an answer");
return 1;
