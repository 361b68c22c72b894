using System.Runtime.InteropServices;

namespace NightMiner.Hashing;

/// <summary>
/// Memory outside the garbage collector's heap that starts at a page: no vector straddles two cache lines, and a kernel
/// runs as fast in one such memory as in another (from just any cache line on, one in five was 5 to 10 % slower). A
/// large one asks the kernel for huge pages: random reads then rarely miss the TLB. Freed on dispose, or by the
/// finalizer.
/// </summary>
internal sealed unsafe partial class AlignedMemory : SafeHandle
{
    private const nuint Page = 4096;
    private const nuint HugePage = 2 << 20;
    private const int AdviceHugePage = 14; // MADV_HUGEPAGE of Linux

    /// <summary>Allocates zeroed memory.</summary>
    /// <param name="bytes">Its size.</param>
    public AlignedMemory(nuint bytes)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        bool isLarge = bytes >= HugePage;
        void* memory = NativeMemory.AlignedAlloc(bytes, isLarge ? HugePage : Page);
        SetHandle((nint)memory);
        if (isLarge && OperatingSystem.IsLinux()) AskForHugePages(memory, bytes);
        NativeMemory.Clear(memory, bytes);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Where it starts.</summary>
    /// <exception cref="ObjectDisposedException">It was freed.</exception>
    public void* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return (void*)handle;
        }
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }

    private static void AskForHugePages(void* memory, nuint bytes)
    {
        try
        {
            _ = Advise(memory, bytes, AdviceHugePage); // refused: small pages work too, a little slower
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
        {
            // A libc without the call, or by another name: go on with small pages.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* memory, nuint bytes, int advice);
}
