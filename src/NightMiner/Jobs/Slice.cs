namespace NightMiner.Jobs;

/// <summary>A part of what can be hashed for a job: one extranonce2, one block time, and a range of nonces.</summary>
/// <param name="Extranonce2">
/// The extranonce2 as a number. In the coinbase it stands with its least significant byte first, cut or filled up with
/// zeros to the job's extranonce2 size.
/// </param>
/// <param name="TimeOffset">How many seconds the header's time is after the job's.</param>
/// <param name="FirstNonce">The first nonce.</param>
/// <param name="Count">How many nonces; after 0xffffffff comes 0.</param>
public readonly record struct Slice(ulong Extranonce2, uint TimeOffset, uint FirstNonce, uint Count);
