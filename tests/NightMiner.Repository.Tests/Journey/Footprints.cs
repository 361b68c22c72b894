namespace NightMiner.Repository.Tests.Journey;

/// <summary>
/// Where the code has been: <see cref="Instrumented"/> puts a call of <see cref="Step"/> before each statement.
/// It uses nothing but the base library, as it runs in the middle of everything.
/// </summary>
public static class Footprints
{
    private static readonly Lock Guard = new();
    private static readonly List<(int Thread, int File)> Taken = [];
    private static volatile bool _isOn;

    private static volatile int _start; // counts the starts

    [ThreadStatic]
    private static (int Start, int File) _last; // this thread's last step

    /// <summary>A statement of a file is about to run.</summary>
    public static void Step(int file)
    {
        if (!_isOn || _last == (_start, file)) return;
        _last = (_start, file);
        lock (Guard)
            if (_isOn) Taken.Add((Environment.CurrentManagedThreadId, file));
    }

    /// <summary>Forgets what was before.</summary>
    public static void Start()
    {
        lock (Guard)
        {
            Taken.Clear();
            _start++;
            _isOn = true;
        }
    }

    /// <summary>How many steps from one file to another there have been since the start.</summary>
    public static int Count
    {
        get { lock (Guard) return Taken.Count; }
    }

    public static void Stop() => _isOn = false;

    /// <summary>Each step from one file to another, with the thread that took it, in the order of time.</summary>
    public static (int Thread, int File)[] All()
    {
        lock (Guard) return [.. Taken];
    }
}
