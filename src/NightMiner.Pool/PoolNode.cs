using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Transport;

namespace NightMiner.Pool;

/// <summary>A node for a pool to stand on: its templates are mined, and blocks go to its chain.</summary>
/// <param name="Url">Where its RPC listens, http or https, with user and password.</param>
/// <param name="Solo">
/// Who is paid for a block, and what its coinbase says: up to 60 bytes here, since the job's number goes in too.
/// </param>
public sealed record PoolNode(Endpoint Url, SoloOptions Solo);
