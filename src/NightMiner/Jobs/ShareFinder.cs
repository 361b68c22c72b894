using System.Buffers.Binary;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Jobs;

/// <summary>
/// Finds shares with a scanner and checks each with the algorithm's own Hash before anybody sees it. This is the one
/// way from a range of nonces to shares: for the slices of a job, or for any header. For one thread at a time.
/// </summary>
/// <remarks>
/// The header of the last extranonce2 is kept, so that the merkle root is folded once per 2^32 nonces. Nothing is
/// allocated but for shares and, once for each extranonce2, its bytes.
/// </remarks>
/// <param name="scanner">Hashes; disposed with the finder.</param>
public sealed class ShareFinder(NonceScanner scanner) : IDisposable
{
    private readonly byte[] _header = new byte[BlockHeader.Size];
    private readonly List<Candidate> _candidates = new(64);
    private byte[] _extranonce2 = [];
    private (Job? Job, ulong Extranonce2, uint TimeOffset) _headerFor;

    /// <summary>What hashes.</summary>
    public NonceScanner Scanner => scanner;

    /// <summary>Hashes a slice of a job, with every block version of the job, and adds the shares in it.</summary>
    /// <param name="job">Gives the header, the versions and the target.</param>
    /// <param name="slice">The extranonce2, the time and the nonces.</param>
    /// <param name="shares">Shares are added to it, in no particular order.</param>
    /// <exception cref="InvalidOperationException">
    /// The scanner threw, or the algorithm's Hash threw or does not confirm what the scanner reported. The message says
    /// which of these it was. Shares that were confirmed before have been added.
    /// </exception>
    public void Find(Job job, in Slice slice, List<Share> shares)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(shares);
        PrepareHeader(job, in slice);
        Scan(job.Algorithm, new NonceRange
        {
            Header = _header, Versions = job.Versions.Span,
            First = slice.FirstNonce, Count = slice.Count, Target = job.Target,
        });
        foreach (Candidate candidate in _candidates)
        {
            FoundHeader found = Confirm(job.Algorithm, _header, candidate, job.Target);
            shares.Add(new Share(job, _extranonce2, found.Header, found.Hash));
            if (job.Work.Shares == ShareRule.OneOfASlice) return;
        }
    }

    /// <summary>Hashes a range of nonces of any header, and adds the headers whose hash meets the target.</summary>
    /// <param name="algorithm">The algorithm that the scanner is for.</param>
    /// <param name="range">The header, the nonces, the versions and the target.</param>
    /// <param name="found">Headers are added to it, in no particular order.</param>
    /// <exception cref="InvalidOperationException">As for the slice of a job.</exception>
    public void Find(PowAlgorithm algorithm, in NonceRange range, List<FoundHeader> found)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        ArgumentNullException.ThrowIfNull(found);
        Scan(algorithm, in range);
        foreach (Candidate candidate in _candidates)
            found.Add(Confirm(algorithm, range.Header, candidate, range.Target));
    }

    /// <summary>Frees the scanner.</summary>
    public void Dispose() => scanner.Dispose();

    private void PrepareHeader(Job job, in Slice slice)
    {
        if (_headerFor == (job, slice.Extranonce2, slice.TimeOffset)) return;
        _extranonce2 = new byte[job.Extranonce2Size]; // the shares found before keep the old one
        Span<byte> counter = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(counter, slice.Extranonce2);
        counter[..Math.Min(counter.Length, _extranonce2.Length)].CopyTo(_extranonce2);
        BlockHeader header = job.Header(_extranonce2, nonce: 0);
        (header with { Time = job.Time + slice.TimeOffset }).WriteTo(_header);
        _headerFor = (job, slice.Extranonce2, slice.TimeOffset);
    }

    private void Scan(PowAlgorithm algorithm, in NonceRange range)
    {
        _candidates.Clear();
        try
        {
            scanner.Scan(in range, _candidates);
        }
        catch (Exception e) // a scanner or a Hash of the user's own may throw anything
        {
            string who = scanner is ReferenceScanner reference && reference.Calls(algorithm)
                ? $"the Hash of {algorithm}"
                : $"the {scanner.Name} kernel of {algorithm}";
            throw new InvalidOperationException($"{who} failed: {e.GetType().Name}: {e.Message}", e);
        }
    }

    private FoundHeader Confirm(
        PowAlgorithm algorithm, ReadOnlySpan<byte> template, Candidate candidate, Target target)
    {
        Span<byte> header = stackalloc byte[BlockHeader.Size];
        template.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header, candidate.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[BlockHeader.NonceOffset..], candidate.Nonce);
        Hash256 hash;
        try
        {
            hash = algorithm.HashOf(header);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"the Hash of {algorithm} failed: {e.GetType().Name}: {e.Message}", e);
        }
        if (target.IsMetBy(hash)) return new FoundHeader(BlockHeader.Parse(header), hash);
        if (SteadyHash.FindProblem(algorithm, header, hash) is { } unsteady)
            throw new InvalidOperationException(unsteady);
        throw new InvalidOperationException(scanner is ReferenceScanner reference && reference.Calls(algorithm)
            ? SteadyHash.Describe(algorithm, $"nonce {candidate.Nonce:x8} met the target {target} while it was "
                + $"scanned, and missed it with {hash} when it was hashed again")
            : $"the {scanner.Name} kernel of {algorithm} is broken: it reported nonce {candidate.Nonce:x8}, "
                + $"whose hash {hash} misses the target {target}");
    }
}

/// <summary>A header whose hash meets a target, confirmed by the algorithm's own Hash.</summary>
/// <param name="Header">The header, with the nonce and the version that were found.</param>
/// <param name="Hash">Its proof-of-work hash, in the order of computation.</param>
public readonly record struct FoundHeader(BlockHeader Header, Hash256 Hash);
