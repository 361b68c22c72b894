namespace NightMiner.ProofOfWork;

/// <summary>
/// The implementations of scrypt. On the command line their names are written in lower case. The numbers are fixed, and
/// more implementations may come.
/// </summary>
public enum ScryptLibrary
{
    /// <summary>The widest vectors that the CPU has, or those that were asked for by instruction set.</summary>
    Auto = 0,

    /// <summary>The readable one, word for word from RFC 7914.</summary>
    Reference = 1,

    /// <summary>OpenSSL's libcrypto, if it is installed.</summary>
    OpenSsl = 2,

    /// <summary>128-bit vectors: SSE2 and later, or Arm AdvSimd.</summary>
    Vector128 = 3,

    /// <summary>256-bit vectors: AVX2.</summary>
    Vector256 = 4,

    /// <summary>512-bit vectors: AVX-512.</summary>
    Vector512 = 5,
}
