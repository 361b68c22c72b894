using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Hostile;

public sealed class HostileTlsTests
{
    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_before_a_word_is_said()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate =
            request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task<int> heard = HearAsync(listener, certificate);

        Endpoint url = Endpoint.Parse($"stratum+tcps://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        await using MinerRun run = MinerRun.Start(MinerRun.Defaults(url) with { Retries = 0 });
        Assert.Equal(StopReason.NoPool, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Assert.Equal(ConnectionProblem.Tls, Assert.Single(run.All<Disconnected>()).Problem);
        Assert.Empty(run.All<LineSent>());
        Assert.Equal(0, await heard.WaitAsync(ScriptedPool.Patience));
    }

    // How many bytes the miner says within TLS.
    private static async Task<int> HearAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        await using SslStream stream = new(client.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(certificate);
            return await stream.ReadAsync(new byte[100]);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return 0; // the miner ended it
        }
    }
}
