using System.Diagnostics;
using System.Security.Cryptography;
using NightMiner.ProofOfWork;

namespace NightMiner.Cli.Bench;

/// <summary>
/// What OpenSSL does on the same core: a measure that every machine has, so that figures of different machines, and of
/// different minutes on one, can be compared.
/// </summary>
internal static class Yardstick
{
    /// <summary>
    /// For scrypt its hashes, for sha256d its SHA-256 compressions on long messages; null where there is no OpenSSL.
    /// </summary>
    public static Func<ILoad>? For(PowAlgorithm algorithm)
    {
        if (algorithm is Sha256d) return Sha256Load.IsOpenSsl ? () => new Sha256Load() : null;
        PowImplementation? openSsl = algorithm.Implementations.FirstOrDefault(i => i.Name == "openssl");
        return openSsl is null
            ? null
            : () => new ScannerLoad(algorithm, openSsl.CreateScanner(), rollsVersions: false);
    }

    private sealed class Sha256Load : ILoad
    {
        private const int BlockBytes = 64;

        private readonly byte[] _message = new byte[16 * 1024];

        // The base library hashes with OpenSSL except on these, which bring their own.
        public static bool IsOpenSsl => !OperatingSystem.IsWindows() && !OperatingSystem.IsMacOS();

        public double Run(TimeSpan time, CancellationToken stop)
        {
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            long startedAt = Stopwatch.GetTimestamp();
            long messages = 0;
            double elapsed;
            do
            {
                SHA256.HashData(_message, digest);
                messages++;
                elapsed = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
            }
            while (elapsed < time.TotalSeconds && !stop.IsCancellationRequested);
            return messages * (_message.Length / BlockBytes) / elapsed;
        }

        public void WarmUp(TimeSpan time, CancellationToken stop) => Run(time, stop);

        public void Dispose() { }
    }
}
