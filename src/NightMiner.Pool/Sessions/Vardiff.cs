using System.Globalization;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Sessions;

/// <summary>
/// Finds the difficulty at which one connection hands in one share per interval. While it knows nothing it steps down
/// quickly, because a first share should come within seconds on any CPU. Later it compares the shares that came with
/// those that it expected, and changes the difficulty only where luck alone does not explain the difference. So it
/// settles and does not swing. Times are counted from any fixed instant.
/// </summary>
internal sealed class Vardiff
{
    private const double FadeIntervals = 32;     // how far back shares still count
    private const int SharesToKnow = 4;          // before that, silence says more than shares do
    private const int SharesToRise = 10;
    private const int QuickSteps = 6;            // of a quarter each: 4,096 times easier within three seconds
    private const double LeastHashes = 16;       // per share: nothing that mines is slower,
    private const double MostHashes = 1e24;      // or faster

    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan SlowStep = TimeSpan.FromSeconds(5);

    private readonly double _interval; // in seconds
    private readonly double _least;
    private readonly double _most;
    private double _came;     // shares of the current difficulty, older ones fading
    private double _expected; // had the difficulty been right; fading likewise
    private int _shares;      // since the start
    private int _steps;
    private TimeSpan _last;
    private TimeSpan _quietSince;
    private TimeSpan _changed;

    /// <param name="interval">How often a share should come.</param>
    /// <param name="hashesOfOne">The hashes that a share of difficulty 1 takes, on average.</param>
    public Vardiff(TimeSpan interval, double hashesOfOne)
    {
        _interval = interval.TotalSeconds;
        _least = LeastHashes / hashesOfOne;
        _most = MostHashes / hashesOfOne;
        Current = StartFor(hashesOfOne);
    }

    /// <summary>The difficulty of the jobs to send.</summary>
    public Difficulty Current { get; private set; }

    /// <summary>
    /// Where to begin: at one share a second for 1 kH/s of scrypt, or for 256 kH/s of an algorithm that counts as
    /// SHA256d does.
    /// </summary>
    public static Difficulty StartFor(double hashesOfOne)
    {
        double hashes = hashesOfOne < 1 << 24 ? 1 << 10 : 1 << 18;
        return Readable(hashes / hashesOfOne);
    }

    /// <summary>Begins at another difficulty.</summary>
    public void Start(Difficulty difficulty) => Current = difficulty;

    /// <summary>Whether a client may ask for this difficulty: it must not be lower than this class ever goes.</summary>
    public bool Allows(Difficulty difficulty) => difficulty.ToDouble() >= _least;

    /// <summary>The client can mine from now on.</summary>
    public void Begin(TimeSpan now) => _last = _quietSince = _changed = now;

    /// <summary>The client named a difficulty: it starts there, and is trusted as if shares had shown it.</summary>
    public void Suggest(Difficulty difficulty, TimeSpan now)
    {
        _shares = SharesToKnow;
        Change(Within(difficulty.ToDouble()), now);
    }

    /// <summary>A share was accepted whose job had this difficulty.</summary>
    public void Count(Difficulty required, TimeSpan now)
    {
        if (required != Current) return; // from before a change: it says nothing about now
        Fade(now);
        _came++;
        if (_shares < SharesToKnow) _shares++;
        _quietSince = now;
    }

    /// <summary>Whether the difficulty should change, and if so changes <see cref="Current"/>.</summary>
    public bool Adjust(TimeSpan now)
    {
        Fade(now);
        if (now - _changed < ShortestLook) return false;
        double factor = Factor(now);
        if (factor == 1) return false;
        Difficulty next = Within(Current.ToDouble() * factor);
        if (next == Current) return false;
        Change(next, now);
        return true;
    }

    private double Factor(TimeSpan now)
    {
        TimeSpan quiet = now - _quietSince;
        if (_shares == 0 && quiet >= Longer(_interval / 2, _steps < QuickSteps ? ShortestLook : SlowStep))
        {
            _steps++;
            return 1.0 / 4;
        }
        if (_shares is > 0 and < SharesToKnow && quiet.TotalSeconds >= 4 * _interval) return 1.0 / 2;

        // Shares come like raindrops: where n are expected, n ± √n come. Four times that deviation is not luck.
        // Downwards the count can't fall below zero: 2.8 times acts on no shares at all after 12 expected ones (e^-12).
        double deviation = Math.Sqrt(_expected);
        if (_came >= SharesToRise && _came > 1.25 * _expected + 4 * deviation) return _came / _expected;
        if (_came < 0.8 * _expected - 2.8 * deviation) return (_came + 1) / _expected;
        return 1;
    }

    private static TimeSpan Longer(double seconds, TimeSpan other) =>
        seconds > other.TotalSeconds ? TimeSpan.FromSeconds(seconds) : other;

    private void Change(Difficulty next, TimeSpan now)
    {
        Current = next;
        _came = _expected = 0;
        Begin(now);
    }

    private void Fade(TimeSpan now)
    {
        double kept = Math.Exp(-(now - _last).TotalSeconds / _interval / FadeIntervals);
        _came *= kept;
        _expected = _expected * kept + FadeIntervals * (1 - kept);
        _last = now;
    }

    private Difficulty Within(double difficulty) => Readable(Math.Clamp(difficulty, _least, _most));

    private static Difficulty Readable(double difficulty) =>
        Difficulty.Parse(difficulty.ToString("G3", CultureInfo.InvariantCulture));
}
