using System.Buffers.Binary;
using System.Numerics;
using NightMiner.Hashing;
using NightMiner.Protocol.Blocks;

namespace NightMiner.ProofOfWork;

/// <summary>
/// Scans nonces of SHA256d with one nonce per lane. The header's first block holds the version, its second one the
/// nonce: one schedule per nonce serves all versions, each of which only brings its own midstate. Of the second hash
/// just the top word is computed, which is known three rounds before the end; the few lanes where it may meet the
/// target go through the reference.
/// </summary>
internal sealed unsafe class Sha256dScanner<TOps, TVector> : NonceScanner
    where TOps : struct, ISha256Ops<TVector>
    where TVector : unmanaged
{
    private const int Rounds = 61; // rounds 3 to 63 of the first hash, 0 to 60 of the second
    private const int First = Sha256dStream<TOps, TVector>.NonceWord; // the first round that the nonce takes part in
    private const int Completing = Sha256Lanes<TOps, TVector>.CompletingRounds;
    private const int VersionLimit = 64; // versions that share a schedule: 4 KiB of midstates, which stay in L1
    private const int MidstateWords = 2 * Sha256.StateWords; // after the first block, and where the nonce comes in

    private readonly PowAlgorithm _algorithm;
    private readonly AlignedMemory _memory;
    private readonly Sha256dStream<TOps, TVector>[] _streams;
    private readonly TVector* _laneNumbers;
    private readonly uint* _midstates;

    public Sha256dScanner(PowAlgorithm algorithm, Isa isa)
    {
        (_algorithm, Name) = (algorithm, isa.Name);
        _streams = new Sha256dStream<TOps, TVector>[TOps.RunsTwoStreams ? 2 : 1];
        int vectors = 1 + Sha256.Rounds + (_streams.Length * Sha256dStream<TOps, TVector>.Vectors);
        int midstateBytes = VersionLimit * MidstateWords * sizeof(uint);
        _memory = new AlignedMemory((nuint)((vectors * sizeof(TVector)) + midstateBytes));

        _laneNumbers = (TVector*)_memory.Pointer;
        for (uint lane = 0; lane < TOps.Lanes; lane++) ((uint*)_laneNumbers)[lane] = lane;
        TVector* constants = _laneNumbers + 1;
        for (int t = 0; t < Sha256.Rounds; t++) constants[t] = TOps.Broadcast(Sha256.RoundConstants[t]);
        TVector* stream = constants + Sha256.Rounds;
        for (int i = 0; i < _streams.Length; i++, stream += Sha256dStream<TOps, TVector>.Vectors)
            _streams[i] = new Sha256dStream<TOps, TVector>(stream, constants);
        _midstates = (uint*)stream;
    }

    public override string Name { get; }

    public override int Lanes => _streams.Length * TOps.Lanes;

    public override void Scan(in NonceRange range, List<Candidate> found)
    {
        ObjectDisposedException.ThrowIf(_memory.IsClosed, this);
        Span<uint> header = stackalloc uint[2 * Sha256.BlockWords];
        Sha256.ReadMessage(range.Header, header);
        foreach (Sha256dStream<TOps, TVector> stream in _streams) stream.Header.SetWords(header[Sha256.BlockWords..]);

        ReadOnlySpan<uint> own = [BinaryPrimitives.ReadUInt32LittleEndian(range.Header)];
        ReadOnlySpan<uint> versions = range.Versions.IsEmpty ? own : range.Versions;
        while (!versions.IsEmpty)
        {
            ReadOnlySpan<uint> some = versions[..Math.Min(VersionLimit, versions.Length)];
            for (int i = 0; i < some.Length; i++)
            {
                header[0] = BinaryPrimitives.ReverseEndianness(some[i]);
                SetMidstate(new Span<uint>(_midstates + (i * MidstateWords), MidstateWords), header);
            }
            ScanVersions(in range, some, found);
            versions = versions[some.Length..];
        }
        GC.KeepAlive(this); // or the finalizer might free the memory under a scan
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _memory.Dispose(); // else its own finalizer does
        base.Dispose(disposing);
    }

    private static void SetMidstate(Span<uint> midstate, ReadOnlySpan<uint> header)
    {
        Span<uint> afterFirstBlock = midstate[..Sha256.StateWords];
        Span<uint> whereNonceComesIn = midstate[Sha256.StateWords..];
        Sha256.InitialState.CopyTo(afterFirstBlock);
        Sha256.Compress(afterFirstBlock, header);
        afterFirstBlock.CopyTo(whereNonceComesIn);
        Sha256.RunRounds(whereNonceComesIn, header[Sha256.BlockWords..], Sha256dStream<TOps, TVector>.NonceWord);
    }

    private void ScanVersions(in NonceRange range, ReadOnlySpan<uint> versions, List<Candidate> found)
    {
        TVector limit = TOps.Broadcast(range.Target.Value.TopWord);
        for (ulong index = 0; index < range.Count; index += (uint)Lanes)
        {
            uint nonce = range.First + (uint)index;
            ulong left = range.Count - index;
            uint wanted = left < (uint)Lanes ? (1u << (int)left) - 1 : uint.MaxValue;
            SetNonces(nonce);
            StartHeaders(_midstates);
            if (versions.Length > 1) RunSharedHeaders();
            else RunHeaders<PassingWords>();
            for (int i = 0; i < versions.Length; i++)
            {
                uint* midstate = _midstates + (i * MidstateWords);
                foreach (Sha256dStream<TOps, TVector> stream in _streams) stream.StartHash(midstate);
                if (i + 1 < versions.Length) RunHashesAndHeaders(midstate + MidstateWords);
                else RunHashes();
                uint lanes = LanesAtMost(limit) & wanted;
                if (lanes != 0) Check(in range, new Candidate(versions[i], nonce), lanes, found);
            }
        }
    }

    private void SetNonces(uint first)
    {
        foreach (Sha256dStream<TOps, TVector> stream in _streams)
        {
            TVector nonces = TOps.Add(TOps.Broadcast(first), *_laneNumbers);
            stream.Header.SetWord(Sha256dStream<TOps, TVector>.NonceWord, TOps.ReverseBytes(nonces));
            first += (uint)TOps.Lanes;
        }
    }

    private void StartHeaders(uint* midstate)
    {
        foreach (Sha256dStream<TOps, TVector> stream in _streams)
            stream.Header.SetState(new ReadOnlySpan<uint>(midstate + Sha256.StateWords, Sha256.StateWords));
    }

    /// <summary>The first hash of the first version: its rounds complete the schedule for the others.</summary>
    private void RunSharedHeaders()
    {
        foreach (Sha256dStream<TOps, TVector> stream in _streams) stream.Header.AddConstants();
        RunHeaders<MissingWords>();
    }

    /// <summary>The first hash.</summary>
    private void RunHeaders<TWords>()
        where TWords : struct, IScheduleWords
    {
        Sha256Block<TOps, TVector> one = _streams[0].Header, two = _streams[^1].Header;
        if (TOps.RunsTwoStreams) RunTwo<TWords, TWords>(one, First, two, First);
        else Run<TWords>(one, First);
    }

    /// <summary>The second hash, up to the top word.</summary>
    private void RunHashes()
    {
        Sha256Block<TOps, TVector> one = _streams[0].Hash, two = _streams[^1].Hash;
        if (TOps.RunsTwoStreams) RunTwo<PassingWords, PassingWords>(one, 0, two, 0);
        else Run<PassingWords>(one, 0);
    }

    /// <summary>
    /// The second hash of one version, beside the first hash of the next. That one computes no words, and two such in
    /// step would leave the CPU waiting for them; together with one that does, neither waits.
    /// </summary>
    private void RunHashesAndHeaders(uint* nextMidstate)
    {
        StartHeaders(nextMidstate);
        if (TOps.RunsTwoStreams)
        {
            foreach (Sha256dStream<TOps, TVector> stream in _streams)
                RunTwo<PassingWords, ComputedWords<MissingWords>>(stream.Hash, 0, stream.Header, First);
            return;
        }
        RunHashes();
        RunHeaders<ComputedWords<MissingWords>>();
    }

    private uint LanesAtMost(TVector limit)
    {
        uint lanes = 0;
        for (int i = 0; i < _streams.Length; i++) lanes |= _streams[i].LanesAtMost(limit) << (i * TOps.Lanes);
        return lanes;
    }

    private static void Run<TWords>(Sha256Block<TOps, TVector> block, int first)
        where TWords : struct, IScheduleWords
    {
        Sha256Lanes<TOps, TVector>.Run<TWords>(block, first, Completing);
        Sha256Lanes<TOps, TVector>.Run<ComputedWords<TWords>>(block, first + Completing, Rounds - Completing);
    }

    private static void RunTwo<TWords, TWords2>(
        Sha256Block<TOps, TVector> one, int first, Sha256Block<TOps, TVector> two, int first2)
        where TWords : struct, IScheduleWords
        where TWords2 : struct, IScheduleWords
    {
        Sha256Lanes<TOps, TVector>.RunTwo<TWords, TWords2>(one, first, two, first2, Completing);
        Sha256Lanes<TOps, TVector>.RunTwo<ComputedWords<TWords>, ComputedWords<TWords2>>(
            one, first + Completing, two, first2 + Completing, Rounds - Completing);
    }

    /// <summary>Adds those of the lanes, one per set bit, whose full hash meets the target.</summary>
    private void Check(in NonceRange range, Candidate firstLane, uint lanes, List<Candidate> found)
    {
        Span<byte> header = stackalloc byte[BlockHeader.Size];
        range.Header.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header, firstLane.Version);
        for (; lanes != 0; lanes &= lanes - 1)
        {
            uint nonce = firstLane.Nonce + (uint)BitOperations.TrailingZeroCount(lanes);
            BinaryPrimitives.WriteUInt32LittleEndian(header[BlockHeader.NonceOffset..], nonce);
            if (range.Target.IsMetBy(_algorithm.HashOf(header))) found.Add(firstLane with { Nonce = nonce });
        }
    }
}
