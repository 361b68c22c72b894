using System.Buffers.Binary;
using System.Numerics;
using NightMiner.Hashing;
using NightMiner.Protocol.Blocks;

namespace NightMiner.ProofOfWork;

/// <summary>
/// Scans nonces of scrypt. PBKDF2 at both ends takes one nonce per 32-bit lane, the mixing in between one per 128 bits
/// and some vectors of them: a batch is as many nonces as fill both without a rest.
/// </summary>
internal sealed unsafe class ScryptScanner<TSha, TSalsa, TVector> : NonceScanner
    where TSha : struct, ISha256Ops<TVector>
    where TSalsa : struct, ISalsa20Ops<TVector>
    where TVector : unmanaged
{
    private readonly AlignedMemory _memory;
    private readonly ScryptKeys<TSha, TVector>[] _keys;
    private readonly ScryptMixer<TSalsa, TVector> _mixer;
    private readonly TVector* _laneNumbers;
    private readonly uint* _rows; // of every nonce

    /// <summary>Makes a scanner.</summary>
    /// <param name="isa">What it runs on.</param>
    /// <param name="lanes">The hashes mixed at a time; null, or a number of no whole vectors: the usual.</param>
    public ScryptScanner(Isa isa, int? lanes)
    {
        Name = isa.Name;
        int groups = ScryptLanes.Groups(TSalsa.Hashes, lanes);
        // Three times 16 nonces are two mixings of 6 times 4; so it is for other widths and numbers.
        _keys = new ScryptKeys<TSha, TVector>[groups / (int)BigInteger.GreatestCommonDivisor(groups, 4)];
        int mixerBytes = ScryptMixer<TSalsa, TVector>.MemoryBytes(groups);
        int rowBytes = Lanes * ScryptMixer<TSalsa, TVector>.RowWords * sizeof(uint);
        int vectors = 1 + Sha256.Rounds + (_keys.Length * ScryptKeys<TSha, TVector>.Vectors);
        _memory = new AlignedMemory((nuint)(mixerBytes + rowBytes + (vectors * sizeof(TVector))));

        _mixer = new(_memory.Pointer, groups);
        _rows = (uint*)((byte*)_memory.Pointer + mixerBytes);
        _laneNumbers = (TVector*)((byte*)_rows + rowBytes);
        for (uint lane = 0; lane < TSha.Lanes; lane++) ((uint*)_laneNumbers)[lane] = lane;
        TVector* constants = _laneNumbers + 1;
        for (int t = 0; t < Sha256.Rounds; t++) constants[t] = TSha.Broadcast(Sha256.RoundConstants[t]);
        for (int i = 0; i < _keys.Length; i++)
            _keys[i] = new(constants + Sha256.Rounds + (i * ScryptKeys<TSha, TVector>.Vectors), constants);
    }

    public override string Name { get; }

    public override int Lanes => _keys.Length * TSha.Lanes;

    public override void Scan(in NonceRange range, List<Candidate> found)
    {
        ObjectDisposedException.ThrowIf(_memory.IsClosed, this);
        Span<uint> header = stackalloc uint[2 * Sha256.BlockWords];
        Sha256.ReadMessage(range.Header, header);
        ReadOnlySpan<uint> own = [BinaryPrimitives.ReadUInt32LittleEndian(range.Header)];
        foreach (uint version in range.Versions.IsEmpty ? own : range.Versions)
        {
            header[0] = BinaryPrimitives.ReverseEndianness(version);
            for (ulong index = 0; index < range.Count; index += (uint)Lanes)
            {
                var first = new Candidate(version, range.First + (uint)index);
                int count = (int)Math.Min((uint)Lanes, range.Count - index);
                Hash(header, first.Nonce, count);
                Check(in range, first, count, found);
            }
        }
        GC.KeepAlive(this); // or the finalizer might free the memory under a scan
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _memory.Dispose(); // else its own finalizer does
        base.Dispose(disposing);
    }

    private void Hash(ReadOnlySpan<uint> header, uint nonce, int count)
    {
        const int RowWords = ScryptMixer<TSalsa, TVector>.RowWords;
        for (int i = 0; i * TSha.Lanes < count; i++)
        {
            TVector nonces = TSha.Add(TSha.Broadcast(nonce + (uint)(i * TSha.Lanes)), *_laneNumbers);
            _keys[i].Begin(header, TSha.ReverseBytes(nonces), _rows + (i * TSha.Lanes * RowWords));
        }
        for (int i = 0; i < count; i += _mixer.Hashes) _mixer.Mix(_rows + (i * RowWords));
        for (int i = 0; i * TSha.Lanes < count; i++) _keys[i].Finish(_rows + (i * TSha.Lanes * RowWords));
    }

    /// <summary>Adds those of the batch whose hash meets the target.</summary>
    private void Check(in NonceRange range, Candidate first, int count, List<Candidate> found)
    {
        TVector limit = TSha.Broadcast(range.Target.Value.TopWord);
        Span<byte> digest = stackalloc byte[Hash256.Size];
        for (int i = 0; i * TSha.Lanes < count; i++)
        {
            TVector* hashes = _keys[i].Hashes;
            uint lanes = TSha.AtMost(TSha.ReverseBytes(hashes[Sha256.StateWords - 1]), limit);
            for (; lanes != 0; lanes &= lanes - 1)
            {
                int lane = BitOperations.TrailingZeroCount(lanes);
                int offset = (i * TSha.Lanes) + lane;
                if (offset >= count) break;
                for (int word = 0; word < Sha256.StateWords; word++)
                {
                    BinaryPrimitives.WriteUInt32BigEndian(
                        digest[(word * sizeof(uint))..], ((uint*)(hashes + word))[lane]);
                }
                if (range.Target.IsMetBy(new Hash256(digest)))
                    found.Add(first with { Nonce = first.Nonce + (uint)offset });
            }
        }
    }
}
