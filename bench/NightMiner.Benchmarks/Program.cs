using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/NightMiner.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
