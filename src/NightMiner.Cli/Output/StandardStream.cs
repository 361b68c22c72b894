using System.Runtime.InteropServices;

namespace NightMiner.Cli.Output;

/// <summary>
/// Standard output or standard error as the shell handed it over. The runtime's own streams keep quiet about a pipe
/// that nobody reads any more, which is a reason for this program to end.
/// </summary>
internal sealed class StandardStream : Stream
{
    /// <summary>Nobody reads the pipe any more (EPIPE): the number that the exception carries.</summary>
    public const int BrokenPipe = 32;

    private const int GetDescriptorFlags = 1; // F_GETFD
    private const int CloseOnExec = 1;        // FD_CLOEXEC
    private const int Interrupted = 4;        // EINTR
    private static readonly int TryAgain = OperatingSystem.IsLinux() ? 11 : 35; // EAGAIN

    private readonly int _descriptor;

    private StandardStream(int descriptor) => _descriptor = descriptor;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Standard output.</summary>
    public static Stream Output() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : Open(1);

    /// <summary>Standard error.</summary>
    public static Stream Error() => OperatingSystem.IsWindows() ? Console.OpenStandardError() : Open(2);

    /// <exception cref="IOException">It can't be written; the exception's HResult is the system's number.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written = Write(_descriptor, in MemoryMarshal.GetReference(buffer), buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }
            int error = Marshal.GetLastPInvokeError();
            if (error == TryAgain) Thread.Sleep(10); // some parents hand over pipes that don't block
            else if (error != Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // A descriptor that the shell closed may belong to the runtime by now, which must not find our lines in its files.
    // What this process opened itself is closed on exec; what it inherited is not, or it would not be here.
    private static Stream Open(int descriptor)
    {
        int flags = Control(descriptor, GetDescriptorFlags);
        return flags < 0 || (flags & CloseOnExec) != 0 ? Null : new StandardStream(descriptor);
    }

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint Write(int descriptor, in byte first, nint count);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static extern int Control(int descriptor, int command);
}
