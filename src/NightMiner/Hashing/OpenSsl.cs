using System.Runtime.InteropServices;

namespace NightMiner.Hashing;

/// <summary>
/// The scrypt of OpenSSL, where its libcrypto is installed: an implementation that shares no line with ours, and the
/// yardstick for rates.
/// </summary>
internal static unsafe class OpenSsl
{
    private static readonly nint Function = Find();

    /// <summary>Whether it was found.</summary>
    public static bool IsAvailable => Function != 0;

    /// <summary>scrypt of RFC 7914.</summary>
    /// <exception cref="NotSupportedException">OpenSSL was not found.</exception>
    /// <exception cref="InvalidOperationException">OpenSSL refused: bad costs, or no memory.</exception>
    public static void Scrypt(
        ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, ScryptCost cost, Span<byte> key)
    {
        if (!IsAvailable) throw new NotSupportedException("no libcrypto with EVP_PBE_scrypt was found");
        // int EVP_PBE_scrypt(pass, passlen, salt, saltlen, N, r, p, maxmem, key, keylen): 1 is success.
        var deriveKey =
            (delegate* unmanaged<byte*, nuint, byte*, nuint, ulong, ulong, ulong, ulong, byte*, nuint, int>)Function;
        fixed (byte* passwordStart = password, saltStart = salt, keyStart = key)
        {
            // An empty span gives null, which OpenSSL takes for "only check the costs" or refuses: point somewhere.
            byte nothing = 0;
            int result = deriveKey(
                passwordStart is null ? &nothing : passwordStart, (nuint)password.Length,
                saltStart is null ? &nothing : saltStart, (nuint)salt.Length,
                (ulong)cost.N, (ulong)cost.R, (ulong)cost.P, (ulong)cost.MemoryBytes,
                keyStart, (nuint)key.Length);
            if (result != 1) throw new InvalidOperationException($"EVP_PBE_scrypt failed for {cost}");
        }
    }

    private static nint Find()
    {
        string[] names = OperatingSystem.IsWindows()
            ? ["libcrypto-3-x64.dll", "libcrypto-3-arm64.dll", "libcrypto-3.dll", "libcrypto-1_1-x64.dll"]
            : OperatingSystem.IsMacOS()
                ? ["libcrypto.3.dylib", "/opt/homebrew/lib/libcrypto.3.dylib", "/usr/local/lib/libcrypto.3.dylib"]
                : ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"];
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library)
                && NativeLibrary.TryGetExport(library, "EVP_PBE_scrypt", out nint function))
            {
                return function;
            }
        }
        return 0;
    }
}
