using System.Globalization;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool;

/// <summary>
/// Finds the difficulty at which one connection hands in one share per interval. While nothing is known it steps down
/// quickly, as a first share should come within seconds on any CPU. Later it compares the shares that came with those
/// expected and moves only where luck alone does not explain the difference: so it settles and does not swing.
/// Times are counted from any fixed instant.
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
    /// Where to begin: at a share a second for 1 kH/s of scrypt, or for 256 kH/s of what counts like SHA256d.
    /// </summary>
    public static Difficulty StartFor(double hashesOfOne)
    {
        double hashes = hashesOfOne < 1 << 24 ? 1 << 10 : 1 << 18;
        return Readable(hashes / hashesOfOne);
    }

    /// <summary>Begins elsewhere.</summary>
    public void Start(Difficulty difficulty) => Current = difficulty;

    /// <summary>Whether it could come to this difficulty, or one above.</summary>
    public bool Allows(Difficulty difficulty) => difficulty.ToDouble() >= _least;

    /// <summary>From now on the client could mine.</summary>
    public void Begin(TimeSpan now) => _last = _quietSince = _changed = now;

    /// <summary>The client named a difficulty: start from there and trust it as if shares had shown it.</summary>
    public void Suggest(Difficulty difficulty, TimeSpan now)
    {
        _shares = SharesToKnow;
        Change(Within(difficulty.ToDouble()), now);
    }

    /// <summary>A share was accepted that was asked for at this difficulty.</summary>
    public void Count(Difficulty required, TimeSpan now)
    {
        if (required != Current) return; // left over from before a change: says nothing about now
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

        // Shares come like raindrops: of n expected, n ± √n fall. Four times that is no luck; downwards the count can't
        // fall below zero, and 2.8 makes the first look at no shares at all the one after 12 expected (e^-12).
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
