using System.Net;
using System.Net.Sockets;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Transport;

public sealed class AcceptLoopTests
{
    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task A_listener_that_was_disposed_before_the_loop_began_ends_it_in_peace()
    {
        using Socket socket = Listen(out _);
        socket.Dispose();
        await AcceptLoop.RunAsync(socket, _ => { }, Never).WaitAsync(ScriptedPool.Patience);

        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        listener.Dispose(); // its Server is now a new socket, which does not listen
        await AcceptLoop.RunAsync(listener.Server, _ => { }, Never).WaitAsync(ScriptedPool.Patience);
        listener.Server.Dispose();
    }

    [Fact]
    public async Task It_ends_when_it_is_stopped_and_when_its_listener_is_disposed()
    {
        using CancellationTokenSource stop = new();
        using Socket stopped = Listen(out _), disposed = Listen(out _);
        Task first = AcceptLoop.RunAsync(stopped, _ => { }, stop.Token);
        Task second = AcceptLoop.RunAsync(disposed, _ => { }, Never);
        Assert.False(first.IsCompleted || second.IsCompleted);
        await stop.CancelAsync();
        disposed.Dispose();
        await Task.WhenAll(first, second).WaitAsync(ScriptedPool.Patience);
    }

    public static TheoryData<Exception> Troubles =>
    [
        new IOException(), new SocketException(), new ObjectDisposedException("socket"),
        new OperationCanceledException(),
    ];

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task A_connection_that_ends_while_it_is_welcomed_is_closed_and_the_next_is_accepted(Exception trouble)
    {
        using CancellationTokenSource stop = new();
        using Socket listener = Listen(out EndPoint place);
        using SemaphoreSlim welcomed = new(0);
        Socket? broken = null;
        Task loop = AcceptLoop.RunAsync(listener, socket =>
        {
            if (broken is null)
            {
                broken = socket;
                throw trouble;
            }
            socket.Dispose();
            welcomed.Release();
        }, stop.Token);
        for (int i = 0; i < 2; i++)
        {
            using Socket client = new(SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(place);
            Assert.Equal(0, await client.ReceiveAsync(new byte[1]).WaitAsync(ScriptedPool.Patience)); // closed
        }
        Assert.True(await welcomed.WaitAsync(ScriptedPool.Patience));
        await stop.CancelAsync();
        await loop.WaitAsync(ScriptedPool.Patience);
    }

    private static Socket Listen(out EndPoint place)
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        place = listener.LocalEndPoint!;
        return listener;
    }
}
