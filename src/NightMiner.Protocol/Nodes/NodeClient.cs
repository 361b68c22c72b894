using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

namespace NightMiner.Protocol.Nodes;

/// <summary>
/// Calls a node: JSON-RPC 1.0 over HTTP, as bitcoind and its descendants speak it. Safe for several calls at once.
/// </summary>
public sealed class NodeClient : IDisposable
{
    private const int AnswerLimit = 64 << 20; // a template is the block in hex with a little around: some MB
    private const int DepthLimit = 16;
    private const int ShownLimit = 4096;      // of a call or an answer; blocks are long

    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(3); // nodes close idle connections from 5 s on

    private readonly HttpClient _http;
    private readonly Endpoint _url;
    private volatile Login _login = new("", null);
    private long _lastId;

    /// <summary>Prepares to call without a login (see <see cref="LogIn"/>); nothing is connected yet.</summary>
    /// <param name="url">The node, http or https, with a port (see <see cref="Endpoint.WithNodePort"/>).</param>
    /// <param name="dial">How it is reached, as a pool would be: proxy and TLS.</param>
    /// <param name="timeout">How long a connection may take to be made.</param>
    public NodeClient(Endpoint url, DialOptions dial, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentOutOfRangeException.ThrowIfZero(url.Port, nameof(url));
        _url = url;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false,
            PooledConnectionIdleTimeout = IdleLimit,
            ConnectCallback = async (_, stop) =>
                await Dialer.ConnectAsync(url, dial, timeout, stop).ConfigureAwait(false),
        })
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan, // each call has its own limit
            MaxResponseContentBufferSize = AnswerLimit,
            BaseAddress = new UriBuilder("http", url.Host, url.Port).Uri, // TLS is there once it is dialled
        };
    }

    /// <summary>
    /// Called with each call once it is on its way: its JSON, cut after 4,096 bytes. The login is not part of it.
    /// </summary>
    public Action<string>? Sent { get; init; }

    /// <summary>Called with each answer: its JSON, cut after 4,096 bytes.</summary>
    public Action<string>? Received { get; init; }

    /// <summary>Takes another login from the next call on: a node writes a new cookie each time it starts.</summary>
    /// <param name="user">
    /// Of the node's configuration (rpcuser) or of its cookie file; empty: calls carry no login.
    /// </param>
    /// <param name="password">The one that belongs to it.</param>
    public void LogIn(string user, string password)
    {
        ArgumentNullException.ThrowIfNull(user);
        string login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        _login = new Login(user, user.Length == 0 ? null : new AuthenticationHeaderValue("Basic", login));
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="writeParameters">Writes the values of the array of parameters; null: there are none.</param>
    /// <param name="limit">How long all of it may take.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="NodeException">The node objects.</exception>
    /// <exception cref="UnauthorizedAccessException">The node does not let us in; the message says why.</exception>
    /// <exception cref="ConnectionException">
    /// No answer came, or one that makes no sense; the message says what to check.
    /// </exception>
    public Task<JsonElement> CallAsync(
        string method, Action<Utf8JsonWriter>? writeParameters, TimeSpan limit, CancellationToken stop)
    {
        ArrayBufferWriter<byte> parameters = new();
        using (Utf8JsonWriter json = new(parameters))
        {
            json.WriteStartArray();
            writeParameters?.Invoke(json);
            json.WriteEndArray();
        }
        return SendAsync(method, parameters.WrittenMemory, limit, stop);
    }

    /// <summary>
    /// Calls and waits for the result. The parameters are JSON already and are sent from where they are.
    /// </summary>
    /// <param name="method">The method's name.</param>
    /// <param name="parameters">The array of parameters, as JSON in UTF-8.</param>
    /// <param name="limit">How long all of it may take.</param>
    /// <param name="stop">Gives up.</param>
    internal async Task<JsonElement> SendAsync(
        string method, ReadOnlyMemory<byte> parameters, TimeSpan limit, CancellationToken stop)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ending.CancelAfter(limit);
        Login login = _login;
        try
        {
            using NodeCallContent content = new(method, Interlocked.Increment(ref _lastId), parameters);
            using HttpRequestMessage request = new(HttpMethod.Post, (Uri?)null) { Content = content };
            request.Headers.Authorization = login.Header;
            Task<HttpResponseMessage> sending = _http.SendAsync(request, ending.Token); // a block leaves right here
            Sent?.Invoke(content.Shown(ShownLimit));
            using HttpResponseMessage response = await sending.ConfigureAwait(false);
            byte[] body = await response.Content.ReadAsByteArrayAsync(ending.Token).ConfigureAwait(false);
            Received?.Invoke(Shown(body));
            return Read(response.StatusCode, body, login.User);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested && ending.IsCancellationRequested)
        {
            throw new ConnectionException(ConnectionProblem.Silent,
                $"the node did not answer {method} within {limit.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException
            && !stop.IsCancellationRequested)
        {
            throw new ConnectionException(
                ConnectionProblem.Broken, $"the connection to the node broke before it answered {method}", e);
        }
        catch (HttpRequestException e)
        {
            throw Explain(e);
        }
    }

    /// <summary>Ends all connections; calls that are under way fail.</summary>
    public void Dispose() => _http.Dispose();

    // An objection comes with status 500, in the very form of a result; so the body decides where it can be read.
    private JsonElement Read(HttpStatusCode status, byte[] body, string user)
    {
        if (status == HttpStatusCode.Unauthorized) throw new UnauthorizedAccessException(user.Length == 0
            ? $"the node at {_url} wants a login: give its rpcuser and rpcpassword with -u and -p, or --cookie FILE"
            : $"the node at {_url} refuses the login of '{PrintableText.From(user)}': check the user and the password "
                + "(rpcuser and rpcpassword in its configuration), or give its cookie file with --cookie");
        if (status == HttpStatusCode.Forbidden) throw new UnauthorizedAccessException(
            $"the node at {_url} takes no calls from this machine: see rpcallowip in its configuration");
        if (status == HttpStatusCode.ServiceUnavailable && !LooksLikeJson(body)) throw new ConnectionException(
            ConnectionProblem.NotReady, "the node is too busy to answer (HTTP 503)");
        try
        {
            JsonElement answer = JsonElement.Parse(body, new JsonDocumentOptions { MaxDepth = DepthLimit });
            if (answer.ValueKind == JsonValueKind.Object)
            {
                if (answer.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object)
                    throw ToException(error);
                if (answer.TryGetProperty("result", out JsonElement result)) return result;
            }
        }
        catch (JsonException) { }
        catch (InvalidOperationException) { } // half a surrogate pair in a text
        throw new ConnectionException(ConnectionProblem.Protocol,
            $"what answers at {_url} is no node (HTTP {(int)status}): check that the port is the node's RPC port, "
            + "8332 for Bitcoin, 9332 for Litecoin, 22555 for Dogecoin");
    }

    private static NodeException ToException(JsonElement error)
    {
        int code = error.TryGetProperty("code", out JsonElement number)
            ? (int?)WholeNumber.From(number, int.MinValue, int.MaxValue) ?? 0
            : 0;
        string? words = error.TryGetProperty("message", out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
        return new NodeException(code, words is null ? "no reason given" : PrintableText.From(words));
    }

    private ConnectionException Explain(HttpRequestException e) => e switch
    {
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new ConnectionException(
            ConnectionProblem.Protocol, $"the node's answer is larger than {AnswerLimit >> 20} MB", e),
        { InnerException: ConnectionException { Problem: ConnectionProblem.Proxy } proxy } => proxy,
        _ when e.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            new ConnectionException(ConnectionProblem.Unreachable,
                $"nobody listens at {_url} (connection refused): check that the node runs with server=1, and the "
                + "RPC port: 8332 for Bitcoin, 9332 for Litecoin, 22555 for Dogecoin", e),
        { InnerException: ConnectionException dialling } => dialling,
        { HttpRequestError: HttpRequestError.ConnectionError } => new ConnectionException(
            ConnectionProblem.Unreachable, $"{_url} can't be reached ({Innermost(e)})", e),
        { HttpRequestError: HttpRequestError.ResponseEnded } => new ConnectionException(ConnectionProblem.Broken,
            $"the connection to the node broke before an answer came; if it always does, is the port of {_url} that "
            + "of its RPC (8332 for Bitcoin, 9332 for Litecoin, 22555 for Dogecoin), and does it want https://?", e),
        _ => new ConnectionException(ConnectionProblem.Broken, $"the connection to the node broke: {Innermost(e)}", e),
    };

    private static string Innermost(Exception e) => PrintableText.From(e.GetBaseException().Message);

    private static bool LooksLikeJson(byte[] body) => body.AsSpan().TrimStart(" \r\n\t"u8).StartsWith("{"u8);

    private static string Shown(byte[] text)
    {
        string start = Encoding.UTF8.GetString(text, 0, Math.Min(text.Length, ShownLimit)).TrimEnd();
        return text.Length <= ShownLimit ? start : $"{start}… ({text.Length} bytes)";
    }

    private sealed record Login(string User, AuthenticationHeaderValue? Header); // replaced whole, by any thread
}
