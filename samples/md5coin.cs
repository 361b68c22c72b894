#:project ../src/NightMiner
#:project ../src/NightMiner.Pool
#:property PublishAot=false
// A new proof of work in one file, mined at a pool that knows it too. MD5coin is a toy: the MD5 of the header, and 16
// zero bytes. A project of your own references NightMiner and NightMiner.Pool.
using System.Numerics;
using System.Security.Cryptography;
using NightMiner;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

Algorithms.Register(new Md5Coin()); // from here on it has a name, as scrypt and sha256d have
await using StratumPool pool = StratumPool.Start(new PoolOptions { Algorithm = Algorithms.Get("md5coin") });
Miner miner = new(pool.Url, "learner", "x", Algorithms.Get("md5coin"));

using CancellationTokenSource stop = new();
miner.Events.Listen(happened =>
{
    if (happened is ShareFound found) Console.WriteLine($"found {found.Share.Hash}");
    if (happened is ShareAccepted && miner.Snapshot().Accepted >= 5) stop.Cancel();
});
await miner.RunAsync(stop.Token);
Console.WriteLine($"{miner.Snapshot().Accepted} accepted, {miner.Snapshot().Rejected} rejected");

internal sealed class Md5Coin : PowAlgorithm
{
    public override string Name => "md5coin";

    // The upper half of the hash is always zero, so difficulty 1 starts 128 bits lower than Bitcoin's.
    public override int HashBits => 128;

    public override Target DifficultyOne { get; } = new(UInt256.FromBigInteger(new BigInteger(0xffff) << (208 - 128)));

    public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest)
    {
        digest.Clear();
        MD5.HashData(header, digest);
    }
}
