using NightMiner.Pool.Sessions;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Tests;

/// <summary>Vardiff against simulated miners: shares come at random, from a seed; no real time passes.</summary>
public class VardiffTests
{
    public static TheoryData<string, double> Speeds => new(
        from miner in new[]
        {
            ("scrypt", 200.0), ("scrypt", 1e3), ("scrypt", 5e3), ("scrypt", 3e4), ("scrypt", 2e5),
            ("sha256d", 1e3), ("sha256d", 3e4), ("sha256d", 1e6), ("sha256d", 1.5e7), ("sha256d", 2e8),
        }
        select new TheoryDataRow<string, double>(miner.Item1, miner.Item2));

    [Theory]
    [MemberData(nameof(Speeds))]
    public void Any_cpu_is_soon_at_a_share_a_second_and_stays_there(string algorithm, double hashesPerSecond)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Simulation miner = new(algorithm, seed) { HashesPerSecond = hashesPerSecond };

            miner.Run(TimeSpan.FromSeconds(30));
            Assert.InRange(miner.FirstShare.TotalSeconds, 0, 10);
            Assert.InRange(miner.Shares, 5, 700);          // also at 200 MH/s: one look at too easy a start
            miner.Run(TimeSpan.FromSeconds(30));
            Assert.InRange(miner.SharesPerSecond, 0.25, 4);
            int changes = miner.Changes;
            miner.Run(TimeSpan.FromHours(1));

            Assert.InRange(miner.SharesPerSecond, 0.4, 2.5);
            Assert.InRange(miner.Changes - changes, 0, 4); // an hour of luck, good and bad
        }
    }

    [Fact]
    public void A_first_share_mostly_comes_within_three_seconds()
    {
        foreach (TheoryDataRow<string, double> speed in Speeds)
        {
            if (speed.Data is ("scrypt", < 1e3)) continue; // beyond what was promised
            double[] first = [.. Enumerable.Range(0, 101).Select(seed =>
            {
                Simulation miner = new(speed.Data.Item1, seed) { HashesPerSecond = speed.Data.Item2 };
                miner.Run(TimeSpan.FromSeconds(30));
                return miner.FirstShare.TotalSeconds;
            }).Order()];

            Assert.InRange(first[50], 0, 3);
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(0.05)]
    public void A_change_of_speed_is_followed(double factor)
    {
        Simulation miner = new("sha256d", 3) { HashesPerSecond = 1e7 };
        miner.Run(TimeSpan.FromMinutes(10));

        miner.HashesPerSecond *= factor;
        miner.Run(TimeSpan.FromMinutes(2));
        miner.Run(TimeSpan.FromMinutes(10));

        Assert.InRange(miner.SharesPerSecond, 0.4, 2.5);
    }

    [Fact]
    public void Silence_lowers_the_difficulty_down_to_a_floor()
    {
        Simulation miner = new("sha256d", 4) { HashesPerSecond = 1e7 };
        miner.Run(TimeSpan.FromMinutes(10));
        double before = miner.Difficulty.ToDouble();

        miner.HashesPerSecond = 0;
        miner.Run(TimeSpan.FromMinutes(1));
        Assert.InRange(miner.Difficulty.ToDouble(), 0, before / 2);
        miner.Run(TimeSpan.FromMinutes(20));
        Assert.Equal(16, miner.Difficulty.ToDouble() * new Sha256d().HashesOfOne, 0.1);
        int changes = miner.Changes;
        miner.Run(TimeSpan.FromHours(1));
        Assert.Equal(changes, miner.Changes); // and no messages for nothing
    }

    [Fact]
    public void Another_interval_is_kept_as_well()
    {
        Simulation miner = new("sha256d", 5, TimeSpan.FromSeconds(10)) { HashesPerSecond = 1e6 };
        miner.Run(TimeSpan.FromMinutes(5));
        miner.Run(TimeSpan.FromHours(2));

        Assert.InRange(miner.SharesPerSecond, 0.04, 0.25);
    }

    [Fact]
    public void Shares_of_jobs_from_before_a_change_do_not_count()
    {
        Simulation miner = new("sha256d", 6);
        Vardiff vardiff = miner.Vardiff;
        vardiff.Suggest(Difficulty.One, TimeSpan.Zero);

        for (int i = 0; i < 1000; i++) vardiff.Count(Difficulty.Parse("0.5"), TimeSpan.FromSeconds(1));

        Assert.False(vardiff.Adjust(TimeSpan.FromSeconds(1)));
        Assert.Equal(Difficulty.One, vardiff.Current);
    }

    [Theory]
    [InlineData("1e-300", "0.00000000373")]
    [InlineData("1e399", "233000000000000")]
    [InlineData("1.23456", "1.23")]
    public void A_suggestion_is_taken_within_reason(string suggested, string taken)
    {
        Simulation miner = new("sha256d", 7);
        miner.Vardiff.Suggest(Difficulty.Parse(suggested), TimeSpan.Zero);

        Assert.Equal(taken, miner.Vardiff.Current.ToString());
        Assert.False(miner.Vardiff.Adjust(TimeSpan.FromSeconds(10))); // trusted for a while
    }

    /// <summary>A miner, looked at four times a second and at each share, as the pool does.</summary>
    private sealed class Simulation
    {
        private static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.25);

        private readonly double _hashesOfOne;
        private readonly Random _random;
        private TimeSpan _now;

        public Simulation(string algorithm, int seed, TimeSpan? interval = null)
        {
            _hashesOfOne = Algorithms.Get(algorithm).HashesOfOne;
            _random = new Random(seed);
            Vardiff = new Vardiff(interval ?? TimeSpan.FromSeconds(1), _hashesOfOne);
            Vardiff.Begin(_now);
        }

        public Vardiff Vardiff { get; }

        public double HashesPerSecond { get; set; }

        public Difficulty Difficulty => Vardiff.Current;

        public int Changes { get; private set; }

        /// <summary>In the last run.</summary>
        public int Shares { get; private set; }

        /// <summary>In the last run.</summary>
        public double SharesPerSecond { get; private set; }

        public TimeSpan FirstShare { get; private set; } = TimeSpan.MaxValue;

        public void Run(TimeSpan time)
        {
            Shares = 0;
            TimeSpan end = _now + time;
            while (_now < end)
            {
                TimeSpan next = _now + Tick;
                while (Wait() is { } wait && _now + wait < next) Submit(wait);
                _now = next; // waiting has no memory: a new wait from here is as good as the rest of the old one
                Adjust();
            }
            SharesPerSecond = Shares / time.TotalSeconds;
        }

        private TimeSpan? Wait()
        {
            if (HashesPerSecond == 0) return null;
            double hashes = Difficulty.ToDouble() * _hashesOfOne;
            return TimeSpan.FromSeconds(-Math.Log(1 - _random.NextDouble()) * hashes / HashesPerSecond);
        }

        private void Submit(TimeSpan wait)
        {
            _now += wait;
            if (FirstShare == TimeSpan.MaxValue) FirstShare = _now;
            Shares++;
            Vardiff.Count(Difficulty, _now);
            Adjust();
        }

        private void Adjust()
        {
            Difficulty before = Difficulty;
            if (!Vardiff.Adjust(_now)) return;
            Assert.NotEqual(before, Difficulty);
            Changes++;
        }
    }
}
