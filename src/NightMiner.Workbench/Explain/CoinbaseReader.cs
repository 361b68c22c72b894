using System.Buffers.Binary;
using System.Globalization;
using NightMiner.Protocol.Addresses;

namespace NightMiner.Workbench.Explain;

/// <summary>
/// Takes a coinbase transaction apart: without witness, as pools send it (the hash of that form is in the merkle tree).
/// Each field is cut where the extranonces begin and end, so that no field has two sources.
/// </summary>
internal sealed class CoinbaseReader
{
    private const int ScriptLimit = 100; // consensus: 2 to 100 bytes

    private readonly JobTerms _terms;
    private readonly byte[] _bytes;
    private readonly List<ByteField> _fields = [];
    private readonly List<string> _findings = [];
    private int _at;

    private CoinbaseReader(JobTerms terms, byte[] bytes) => (_terms, _bytes) = (terms, bytes);

    /// <summary>The fields in order, without gaps, and what is odd about them.</summary>
    public static (IReadOnlyList<ByteField> Fields, IReadOnlyList<string> Findings) Read(JobTerms terms, byte[] bytes)
    {
        CoinbaseReader reader = new(terms, bytes);
        try
        {
            reader.ReadTransaction();
        }
        catch (FormatException e)
        {
            reader._findings.Add($"the coinbase is not a whole transaction: {e.Message}");
        }
        if (reader._at < bytes.Length)
        {
            if (reader._findings.Count == 0) reader._findings.Add("bytes are left over behind the lock time");
            reader.Take(bytes.Length - reader._at, "unread", "not understood");
        }
        return (reader._fields, reader._findings);
    }

    private void ReadTransaction()
    {
        Take(4, "version", bytes => $"transaction version {Word(bytes)}");
        if (_bytes.AsSpan(_at) is [0, 1, ..])
            _findings.Add("the coinbase carries the witness marker 0001: a pool must send it without witness, "
                + "else its hash is not the transaction's id");
        long inputs = TakeCount("inputs", count => count == 1 ? "1 input" : $"{count} inputs: a coinbase has one");
        if (inputs != 1) throw new FormatException($"{inputs} inputs, where a coinbase has one");
        Take(32, "outpoint", hash => hash.ContainsAnyExcept((byte)0)
            ? "not zeros: a coinbase spends nothing" : "zeros: it spends no earlier output, it makes new coins");
        Take(4, "index", "ffffffff stands for none");
        ReadInputScript((int)TakeCount("script length", count => $"{count} bytes"));
        Take(4, "sequence", bytes => $"{Convert.ToHexStringLower(bytes)}, of no importance here");
        long outputs = TakeCount("outputs", count => count == 1 ? "1 output" : $"{count} outputs");
        for (long i = 1; i <= outputs; i++) ReadOutput(i);
        Take(4, "lock time", bytes => Word(bytes) == 0 ? "0: valid at once" : $"{Word(bytes)}");
    }

    private void ReadInputScript(int size)
    {
        if (size is < 2 or > ScriptLimit)
            _findings.Add($"the input's script has {size} bytes: nodes take 2 to {ScriptLimit}");
        foreach (ScriptPiece piece in ScriptPiece.Split(Peek(size), _terms.Notify))
        {
            int end = _at + piece.Size;
            // A push that holds an extranonce shows its opcode by itself.
            bool holdsExtranonce = piece.IsPush && _at + 1 <= EndOf(ByteSource.Coinbase1)
                && end > EndOf(ByteSource.Coinbase1) && end - 1 > _at;
            if (holdsExtranonce) Take(1, "push", $"the next {piece.Size - 1} bytes are data");
            Take(end - _at, piece.Name, piece.Meaning);
        }
    }

    private void ReadOutput(long number)
    {
        string which = string.Create(CultureInfo.InvariantCulture, $"output {number}");
        Take(8, which, bytes => $"{Coins(BinaryPrimitives.ReadUInt64LittleEndian(bytes))} coins "
            + $"({BinaryPrimitives.ReadUInt64LittleEndian(bytes)} of the smallest unit)");
        int size = (int)TakeCount("script length", count => $"{count} bytes");
        IReadOnlyList<CoinNetwork> networks =
            _terms.Networks.Count > 0 ? _terms.Networks : CoinNetwork.For(_terms.Algorithm.Name);
        Take(size, which + " script", script => OutputScript.Describe(script, networks));
    }

    private long TakeCount(string name, Func<long, string> meaning)
    {
        int width = Peek(1)[0] switch { 0xfd => 3, 0xfe => 5, 0xff => 9, _ => 1 };
        ReadOnlySpan<byte> bytes = Peek(width);
        ulong count = width == 1 ? bytes[0] : 0UL;
        for (int i = width - 1; i >= 1; i--) count = (count << 8) | bytes[i];
        if (count > (ulong)_bytes.Length) throw new FormatException($"{name}: {count} is more than there is");
        Take(width, name, meaning((long)count));
        return (long)count;
    }

    private void Take(int size, string name, string meaning) => Take(size, name, _ => meaning);

    private void Take(int size, string name, Meaning meaning)
    {
        Peek(size);
        int end = _at + size;
        while (_at < end)
        {
            ByteSource source = SourceOf(_at);
            int pieceEnd = Math.Min(end, EndOf(source));
            ReadOnlyMemory<byte> piece = _bytes.AsMemory(_at, pieceEnd - _at);
            _fields.Add(source switch
            {
                ByteSource.Extranonce1 => new ByteField(
                    _at, piece, "extranonce1", "the pool's: it tells this connection from all others", source),
                ByteSource.Extranonce2 => new ByteField(
                    _at, piece, "extranonce2", "yours: any value, each gives 2^32 new headers", source),
                _ => new ByteField(_at, piece, name, piece.Length == size
                    ? meaning(piece.Span) : "cut by the extranonces" + Texts.Of(piece.Span), source),
            });
            _at = pieceEnd;
        }
    }

    private ReadOnlySpan<byte> Peek(int size) => size <= _bytes.Length - _at
        ? _bytes.AsSpan(_at, size)
        : throw new FormatException(
            $"it ends at byte {_bytes.Length}, where {size - (_bytes.Length - _at)} more would have to follow");

    private ByteSource SourceOf(int offset) => offset < EndOf(ByteSource.Coinbase1) ? ByteSource.Coinbase1
        : offset < EndOf(ByteSource.Extranonce1) ? ByteSource.Extranonce1
        : offset < EndOf(ByteSource.Extranonce2) ? ByteSource.Extranonce2 : ByteSource.Coinbase2;

    private int EndOf(ByteSource part)
    {
        int coinbase1 = _terms.Notify.Coinbase1.Length;
        return part switch
        {
            ByteSource.Coinbase1 => coinbase1,
            ByteSource.Extranonce1 => coinbase1 + _terms.Extranonce1.Length,
            ByteSource.Extranonce2 => coinbase1 + _terms.Extranonce1.Length + _terms.Extranonce2Size,
            _ => _bytes.Length,
        };
    }

    private static uint Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static string Coins(ulong units) => (units / 1e8m).ToString("0.########", CultureInfo.InvariantCulture);

    private delegate string Meaning(ReadOnlySpan<byte> bytes);
}
