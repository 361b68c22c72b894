using FsCheck;
using FsCheck.Fluent;

namespace NightMiner.TestSupport;

/// <summary>Runs properties; a failure shows the shrunk example and the seed to repeat it with.</summary>
internal static class Properties
{
    public static void Holds<T>(Gen<T> inputs, Action<T> check, int times = 500) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(times), Prop.ForAll(inputs.ToArbitrary(), check));
}
