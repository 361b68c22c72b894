using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Recording;

/// <summary>
/// Plays the pool of a recording to a miner: the first connection that comes gets the first recorded one, and so on.
/// The miner's requests are answered by method and order, under the miner's own ids.
/// </summary>
public sealed class ReplayPool : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly SessionRecording _recording;
    private readonly ReplayOptions _options;
    private readonly CancellationTokenSource _stop = new();

    private ReplayPool(Socket listener, SessionRecording recording, ReplayOptions options)
    {
        (_listener, _recording, _options) = (listener, recording, options);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        Finished = Task.Run(PlayAllAsync);
    }

    /// <summary>Where it listens, with the port that was found.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>What a miner on this machine is told.</summary>
    public string Url => $"stratum+tcp://{EndPoint}";

    /// <summary>
    /// Ends when all recorded connections have been played and the miner has gone, or when this is disposed. Tells
    /// what the miner did otherwise than in the recording.
    /// </summary>
    public Task<ReplayReport> Finished { get; }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="ArgumentException">There is nothing to play, or an option is impossible.</exception>
    /// <exception cref="SocketException">The port is taken, or the address is not this machine's.</exception>
    public static ReplayPool Start(SessionRecording recording, ReplayOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(recording);
        options ??= new ReplayOptions();
        options.Check();
        if (recording.Lines.Count == 0) throw new ArgumentException("the recording holds no line: nothing to play");
        Socket listener = new(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(options.Listen);
            listener.Listen();
            return new ReplayPool(listener, recording, options);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Ends all connections and frees the port.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await Finished.ConfigureAwait(false);
    }

    private async Task<ReplayReport> PlayAllAsync()
    {
        long since = Stopwatch.GetTimestamp();
        List<Task<IReadOnlyList<RecordedLine>>> playing = [];
        int[] connections = [.. _recording.Connections];
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await AcceptLoop.RunAsync(_listener, miner =>
        {
            playing.Add(PlayAsync(connections[playing.Count], playing.Count + 1, miner, since));
            if (playing.Count == connections.Length) enough.Cancel();
        }, enough.Token).ConfigureAwait(false);
        _listener.Dispose(); // there is nothing more to play: a miner that comes back is told at once
        IReadOnlyList<RecordedLine>[] seen = await Task.WhenAll(playing).ConfigureAwait(false);
        SessionRecording now = new([.. seen.SelectMany(lines => lines).OrderBy(line => line.Time)]);
        return new ReplayReport(now, SessionComparison.Compare(_recording, now, Compared.Requests));
    }

    private async Task<IReadOnlyList<RecordedLine>> PlayAsync(int connection, int number, Socket socket, long since)
    {
        using (socket)
        {
            socket.NoDelay = true;
            using NetworkStream stream = new(socket, ownsSocket: false);
            using LiveSession live = new(stream, number, Side.Pool, since);
            _options.Tell?.Invoke(new RelayNews(number, $"a miner connected from {socket.RemoteEndPoint}"));
            string end = await new PoolPart(Message.ReadAll(_recording.Of(connection)), live, _options)
                .PlayAsync(_stop.Token).ConfigureAwait(false);
            _options.Tell?.Invoke(new RelayNews(number, end));
            return live.Lines;
        }
    }
}
