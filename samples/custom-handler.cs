#:project ../src/NightMiner
#:property PublishAot=false
// The bare Stratum connection with a handler of one's own: sends any request, prints whatever comes back.
//
//     dotnet run samples/custom-handler.cs -- URL METHOD [TEXT ...]
//     dotnet run samples/custom-handler.cs -- 127.0.0.1:3333 mining.get_transactions 1

using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

if (args.Length < 2)
{
    Console.Error.WriteLine("usage: custom-handler URL METHOD [TEXT ...]");
    return 1;
}
Stream stream = await Dialer.ConnectAsync(Endpoint.Parse(args[0]), TimeSpan.FromSeconds(30));
await using StratumConnection pool = new(stream)
{
    LineSent = line => Console.WriteLine($"> {line}"),
    LineReceived = line => Console.WriteLine($"< {PrintableText.From(line, 2000)}"),
    SilenceLimit = TimeSpan.FromSeconds(10),
};
await pool.SendAsync(new Subscribe("custom-handler/1.0"));
await pool.SendAsync(new CustomRequest(args[1], args[2..]));

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
