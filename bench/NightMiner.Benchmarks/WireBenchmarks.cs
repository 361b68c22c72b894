using BenchmarkDotNet.Attributes;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Benchmarks;

/// <summary>Lines to and from a pool, without the network.</summary>
[MemoryDiagnoser]
public class WireBenchmarks
{
    private readonly byte[] _notifyLine = Samples.NotifyLine();
    private readonly Submit _submit = new("alice.1", Samples.Notify().JobId, new byte[4], 0x536b1a2f, 0x0a0b0c0d);
    private StratumConnection _connection = null!;

    [IterationSetup(Target = nameof(SendSubmit))]
    public void Connect() => _connection = new StratumConnection(Stream.Null); // unanswered requests pile up

    [Benchmark]
    public ServerMessage ReadNotify() => MessageReader.Read(_notifyLine);

    [Benchmark]
    public byte[] WriteSubmit() => MessageWriter.Request(MessageId.From(7), _submit.Method, _submit.WriteParameters);

    [Benchmark(OperationsPerInvoke = 1000)]
    public async Task SendSubmit()
    {
        for (int i = 0; i < 1000; i++) await _connection.SendAsync(_submit).ConfigureAwait(false);
    }
}
