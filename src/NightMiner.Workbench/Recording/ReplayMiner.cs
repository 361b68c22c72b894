using System.Diagnostics;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Recording;

/// <summary>
/// Plays the miner of a recording to a pool. Requests are sent as they were recorded, each when the replies that it
/// may have depended on have come, a share when the pool has sent its job. The pool's requests are answered under the
/// pool's ids.
/// </summary>
public static class ReplayMiner
{
    private static readonly TimeSpan DialLimit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Plays all connections: at a pace each at its time, at once one after the other.
    /// </summary>
    /// <returns>What the pool answered otherwise than in the recording. Jobs are not compared.</returns>
    /// <exception cref="ArgumentException">There is nothing to play, or an option is impossible.</exception>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public static async Task<ReplayReport> PlayAsync(
        SessionRecording recording, Endpoint pool, ReplayOptions? options = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(pool);
        options ??= new ReplayOptions();
        options.Check();
        if (recording.Lines.Count == 0) throw new ArgumentException("the recording holds no line: nothing to play");
        options = options with { User = options.User ?? pool.User, Password = options.Password ?? pool.Password };

        long since = Stopwatch.GetTimestamp();
        Pace pace = new(options.Speed, recording.Lines[0].Time);
        List<RecordedLine> seen = [];
        List<string> problems = [];
        List<Task> playing = [];
        for (int i = 0; i < recording.Connections.Count; i++)
        {
            IReadOnlyList<RecordedLine> lines = recording.Of(recording.Connections[i]);
            await pace.WaitAsync(lines[0], stop).ConfigureAwait(false);
            Task one = PlayOneAsync(lines, i + 1);
            if (!pace.HasClock) await one.ConfigureAwait(false);
            playing.Add(one);
        }
        await Task.WhenAll(playing).ConfigureAwait(false);
        SessionRecording now = new([.. seen.OrderBy(line => line.Time)]);
        SessionComparison comparison = SessionComparison.Compare(recording, now, Compared.Replies);
        return new ReplayReport(now, comparison) { Problems = problems };

        async Task PlayOneAsync(IReadOnlyList<RecordedLine> lines, int number)
        {
            try
            {
                Stream stream = await Dialer.ConnectAsync(pool, DialLimit, stop).ConfigureAwait(false);
                await using (stream.ConfigureAwait(false))
                {
                    options.Tell?.Invoke(new RelayNews(number, $"connected to {pool}"));
                    using LiveSession live = new(stream, number, Side.Miner, since);
                    string end = await new MinerPart(Message.ReadAll(lines), live, options).PlayAsync(stop)
                        .ConfigureAwait(false);
                    options.Tell?.Invoke(new RelayNews(number, end));
                    lock (seen) seen.AddRange(live.Lines);
                }
            }
            catch (ConnectionException e)
            {
                options.Tell?.Invoke(new RelayNews(number, e.Message, IsProblem: true));
                lock (seen) problems.Add(e.Message);
            }
        }
    }
}
