using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Transport;

/// <summary>Certificates good and bad, shown by a server on loopback.</summary>
public sealed class TlsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Fact]
    public async Task A_self_signed_certificate_is_refused_unless_it_is_given_pinned_or_nothing_is_checked()
    {
        using X509Certificate2 own = SelfSigned("localhost");
        string fingerprint = Convert.ToHexStringLower(SHA256.HashData(own.RawData));
        string problem = await RefusedAsync(own, DialOptions.Default);
        Assert.Contains("is self-signed", problem, StringComparison.Ordinal);
        Assert.Contains("--cert FILE", problem, StringComparison.Ordinal);
        Assert.Contains($"--tls-fingerprint {fingerprint}", problem, StringComparison.Ordinal);

        await AcceptedAsync(own, new DialOptions { TrustedCertificates = [own] });
        await AcceptedAsync(own, new DialOptions { TlsFingerprint = fingerprint.ToUpperInvariant() });
        await AcceptedAsync(own, new DialOptions { IsInsecure = true });
    }

    [Fact]
    public async Task Another_certificate_than_the_pinned_one_is_refused_however_good_it_is()
    {
        using X509Certificate2 own = SelfSigned("localhost");
        DialOptions options = new() { TrustedCertificates = [own], TlsFingerprint = new string('0', 64) };
        Assert.Contains("another certificate than the pinned one", await RefusedAsync(own, options),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_refused_with_its_names()
    {
        using X509Certificate2 own = SelfSigned("pool.example");
        string problem = await RefusedAsync(own, new DialOptions { TrustedCertificates = [own] });
        Assert.Contains("the certificate of localhost is for pool.example", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_and_one_of_the_future_are_refused_with_the_day()
    {
        using X509Certificate2 old = SelfSigned("localhost", Now.AddDays(-20), Now.AddDays(-10));
        Assert.Contains($"expired on {Now.AddDays(-10).LocalDateTime:yyyy-MM-dd}",
            await RefusedAsync(old, new DialOptions { TrustedCertificates = [old] }), StringComparison.Ordinal);
        using X509Certificate2 young = SelfSigned("localhost", Now.AddDays(10), Now.AddDays(20));
        Assert.Contains($"not valid before {Now.AddDays(10).LocalDateTime:yyyy-MM-dd}",
            await RefusedAsync(young, new DialOptions { TrustedCertificates = [young] }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_issuer_that_nobody_knows_is_named_and_can_be_given()
    {
        using X509Certificate2 authority = Authority();
        using X509Certificate2 issued = Issue("localhost", authority);
        Assert.Contains("was issued by 'CN=Home CA', which this machine does not know",
            await RefusedAsync(issued, DialOptions.Default), StringComparison.Ordinal);
        await AcceptedAsync(issued, new DialOptions { TrustedCertificates = [authority] });

        using X509Certificate2 stranger = SelfSigned("elsewhere");
        Assert.Contains("does not know", await RefusedAsync(
            issued, new DialOptions { TrustedCertificates = [stranger] }), StringComparison.Ordinal);
    }

    private const string ServerAuth = "1.3.6.1.5.5.7.3.1", ClientAuth = "1.3.6.1.5.5.7.3.2";

    [Theory]
    [InlineData(true)]
    [InlineData(true, ServerAuth)]
    [InlineData(true, ClientAuth, ServerAuth)]
    [InlineData(false, ClientAuth)]
    [InlineData(false, "1.3.6.1.5.5.7.3.3")] // code signing
    public async Task A_certificate_of_the_given_authority_must_be_meant_for_servers(bool isGood, params string[] uses)
    {
        using X509Certificate2 authority = Authority();
        using X509Certificate2 issued = Issue("localhost", authority, uses);
        DialOptions options = new() { TrustedCertificates = [authority] };
        if (isGood) await AcceptedAsync(issued, options);
        else Assert.Contains("is not meant for servers", await RefusedAsync(issued, options), StringComparison.Ordinal);
    }

#pragma warning disable SYSLIB0039, CA5397 // that TLS 1.1 is outdated is the point
    [Fact]
    public async Task Tls_before_1_2_is_refused()
    {
        using X509Certificate2 own = SelfSigned("localhost");
        string problem = await RefusedAsync(own, new DialOptions { IsInsecure = true }, SslProtocols.Tls11);
        Assert.Contains("TLS with", problem, StringComparison.Ordinal);
    }
#pragma warning restore SYSLIB0039, CA5397

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "this is a web server (HTTP), not a Stratum pool")]
    [InlineData("Invalid JSON, disconnecting\n", "answers in plain text, use stratum+tcp://")]
    [InlineData("", "closed the connection at once")]
    public async Task Who_speaks_no_tls_is_told_so(string says, string expected)
    {
        using ScriptedPool pool = new();
        Task<Stream> dialing = Dialer.ConnectAsync(
            Endpoint.Parse($"stratum+tls://127.0.0.1:{pool.Url.Port}"), ScriptedPool.Patience);
        using ScriptedPeer peer = await pool.AcceptAsync();
        if (says.Length > 0) await peer.SayAsync(System.Text.Encoding.ASCII.GetBytes(says));
        peer.Dispose();
        ConnectionException problem = await Assert.ThrowsAsync<ConnectionException>(() => dialing);
        Assert.Equal(ConnectionProblem.Tls, problem.Problem);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_answers_a_plain_miner_with_a_tls_alert_is_told_to_speak_tls()
    {
        (Stream client, Stream pool) = StreamPair.Create();
        await pool.WriteAsync(new byte[] { 0x15, 3, 3, 0, 2, 2, 70 }); // an alert, without any \n
        await pool.DisposeAsync();
        await using StratumConnection connection = new(client);
        List<ServerMessage> all = [];
        await foreach (ServerMessage message in connection.ReadAllAsync()) all.Add(message);
        Assert.Contains("speaks TLS", Assert.IsType<Malformed>(Assert.Single(all)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nodes_certificate_is_held_to_the_same_options()
    {
        using X509Certificate2 own = SelfSigned("localhost");
        string fingerprint = Convert.ToHexStringLower(SHA256.HashData(own.RawData));
        Assert.Equal(ConnectionProblem.Tls, await CallNodeAsync(own, DialOptions.Default));
        Assert.Equal(ConnectionProblem.Tls, await CallNodeAsync(own, new() { TlsFingerprint = new string('0', 64) }));
        // What answers is not a node, but it was asked.
        Assert.Equal(ConnectionProblem.Broken, await CallNodeAsync(own, new() { TlsFingerprint = fingerprint }));
        Assert.Equal(ConnectionProblem.Broken, await CallNodeAsync(own, new() { TrustedCertificates = [own] }));
        Assert.Equal(ConnectionProblem.Broken, await CallNodeAsync(own, new() { IsInsecure = true }));
    }

    private static async Task<ConnectionProblem> CallNodeAsync(X509Certificate2 shown, DialOptions options)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeAsync(listener, shown, SslProtocols.None);
        Endpoint url = Endpoint.Parse($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        using NodeCalls node = new(new NodeClient(url, options, ScriptedPool.Patience));
        ConnectionException end =
            await Assert.ThrowsAsync<ConnectionException>(() => node.ChainAsync(CancellationToken.None));
        await serving.WaitAsync(ScriptedPool.Patience);
        return end.Problem;
    }

    private static async Task<string> RefusedAsync(
        X509Certificate2 shown, DialOptions options, SslProtocols protocols = SslProtocols.None)
    {
        ConnectionException problem =
            await Assert.ThrowsAsync<ConnectionException>(() => AcceptedAsync(shown, options, protocols));
        Assert.Equal(ConnectionProblem.Tls, problem.Problem);
        return problem.Message;
    }

    private static async Task AcceptedAsync(
        X509Certificate2 shown, DialOptions options, SslProtocols protocols = SslProtocols.None)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeAsync(listener, shown, protocols);
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        try
        {
            await using Stream stream = await Dialer.ConnectAsync(
                Endpoint.Parse($"stratum+tcps://localhost:{port}"), options, ScriptedPool.Patience);
            Assert.Equal('!', stream.ReadByte());
        }
        finally
        {
            await serving.WaitAsync(ScriptedPool.Patience);
        }
    }

    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate, SslProtocols protocols)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        await using SslStream secure = new(client.GetStream());
        try
        {
            await secure.AuthenticateAsServerAsync(certificate, false, protocols, false);
            await secure.WriteAsync("!"u8.ToArray());
        }
        catch (Exception e) when (e is IOException or AuthenticationException) { } // the client said no
    }

    private static X509Certificate2 SelfSigned(string host, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 made = RequestFor(host, key).CreateSelfSigned(
            from ?? Now.AddDays(-1), to ?? Now.AddDays(1));
        return WithKey(made);
    }

    private static X509Certificate2 Authority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Home CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Now.AddDays(-30), Now.AddDays(30));
    }

    private static X509Certificate2 Issue(string host, X509Certificate2 authority, params string[] uses)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = RequestFor(host, key);
        OidCollection oids = [.. uses.Select(use => new Oid(use))];
        if (uses.Length > 0)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, critical: false));
        using X509Certificate2 bare = request.Create(authority, Now.AddDays(-1), Now.AddDays(1), [1, 2]);
        using X509Certificate2 made = bare.CopyWithPrivateKey(key);
        return WithKey(made);
    }

    private static CertificateRequest RequestFor(string host, ECDsa key)
    {
        CertificateRequest request = new($"CN={host}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    // Windows wants a server's key in a file of its own kind; the way through PKCS 12 works everywhere.
    private static X509Certificate2 WithKey(X509Certificate2 made) =>
        X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
}
