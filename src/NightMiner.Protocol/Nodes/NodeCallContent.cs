using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace NightMiner.Protocol.Nodes;

/// <summary>
/// The body of a call, as JSON-RPC 1.0. The parameters, which may be a block of megabytes, are written from where they
/// are, without a copy.
/// </summary>
internal sealed class NodeCallContent : HttpContent
{
    private readonly byte[] _before;
    private readonly ReadOnlyMemory<byte> _parameters;

    /// <summary>Composes a call.</summary>
    /// <param name="method">The method's name: letters only.</param>
    /// <param name="id">Tells the call from others.</param>
    /// <param name="parameters">The array of parameters, as JSON in UTF-8.</param>
    public NodeCallContent(string method, long id, ReadOnlyMemory<byte> parameters)
    {
        _before = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $$"""{"jsonrpc":"1.0","id":{{id}},"method":"{{method}}","params":"""));
        _parameters = parameters;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>The beginning of it, or all.</summary>
    /// <param name="limit">So many bytes are shown.</param>
    public string Shown(int limit)
    {
        byte[] start = [.. _before, .. _parameters.Span[..Math.Min(_parameters.Length, limit)], (byte)'}'];
        return start.Length <= limit
            ? Encoding.UTF8.GetString(start)
            : $"{Encoding.UTF8.GetString(start, 0, limit)}… ({Length} bytes)";
    }

    private int Length => _before.Length + _parameters.Length + 1;

    protected override bool TryComputeLength(out long length)
    {
        length = Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_before, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(_parameters, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync("}"u8.ToArray(), cancellationToken).ConfigureAwait(false);
    }
}
