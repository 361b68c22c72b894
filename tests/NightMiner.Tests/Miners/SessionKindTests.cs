using NightMiner.Jobs;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;
using NightMiner.Sessions;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Miners;

/// <summary>A wire protocol of one's own plugs in with what is public.</summary>
public sealed class SessionKindTests
{
    [Fact]
    public async Task A_session_of_another_kind_gives_work_and_takes_shares()
    {
        List<OwnSession> opened = [];
        await using MinerRun run = MinerRun.Start(MinerRun.Defaults(Endpoint.Parse("nowhere.example:1")) with
        {
            Shares = 3,
            Threads = 1,
            Sessions = SessionKinds.BuiltIn.With(EndpointKind.Stratum, context => new OwnSessions(context, opened)),
        });
        MinerSnapshot end = await run.EndAsync();

        Assert.Equal(StopReason.AsAsked, await run.Finished);
        Assert.Equal(3, end.Accepted);
        Assert.Equal(1, Assert.Single(run.All<ShareRejected>().Select(e => e.Error.Code!.Value).Distinct()));
        Assert.True(Assert.Single(opened).IsDisposed);
        Assert.All(run.All<ShareAccepted>(), e => Assert.Equal("own", e.Share.Job.Id.Text));
    }

    private sealed class OwnSessions(SessionContext context, List<OwnSession> opened) : ISessionFactory
    {
        public Task<IMiningSession> OpenAsync(PoolLogin login, TimeSpan timeout, CancellationToken stop)
        {
            opened.Add(new OwnSession(context));
            return Task.FromResult<IMiningSession>(opened[^1]);
        }

        public Task<bool> AnswersAsync(PoolLogin login, TimeSpan limit, CancellationToken stop) =>
            Task.FromResult(true);
    }

    /// <summary>Gives one job, rejects the first share and accepts the others.</summary>
    private sealed class OwnSession(SessionContext context) : IMiningSession
    {
        private int _submitted;

        public bool IsLoggedIn { get; private set; }

        public string? Refusal => null;

        public Difficulty? Difficulty { get; private set; }

        public bool IsDisposed { get; private set; }

        public async Task TalkAsync(CancellationToken closing)
        {
            Job job = context.Jobs.Create(new JobId("own"), new Work
            {
                PreviousBlock = default,
                Coinbase = new Coinbase(new byte[] { 1 }, new byte[] { 2 }, new byte[] { 3 }),
                Extranonce2Size = 4,
                MerkleBranch = [],
                Version = 0x20000000,
                Bits = new CompactBits(0x1d00ffff),
                Time = 1_700_000_000,
                Target = context.Options.Algorithm.DifficultyOne,
                Difficulty = Protocol.Blocks.Difficulty.One,
            }, isClean: true);
            (IsLoggedIn, Difficulty) = (true, job.Difficulty);
            context.Tell(new LoggedIn("own"));
            context.Mine(job);
            await Task.Delay(Timeout.Infinite, closing);
        }

        public Task SubmitAsync(Share share, CancellationToken closing)
        {
            object ticket = new();
            context.Shares.Sending(ticket, share);
            StratumError? error = _submitted++ == 0 ? new StratumError(1, "not this one") : null;
            Assert.True(context.Shares.Judged(ticket, error, TimeSpan.Zero));
            Assert.False(context.Shares.Judged(ticket, error: null, TimeSpan.Zero)); // it ends in one count
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return default;
        }
    }
}
