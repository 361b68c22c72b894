using NightMiner.TestSupport.Hostile;
using SharpFuzz;

// nightminer-fuzz TARGET            runs one input of standard input under afl-fuzz
// nightminer-fuzz TARGET seeds DIR  writes a seed corpus
// nightminer-fuzz TARGET run FILE…  runs these inputs, to see what a crash is
FuzzTarget target = FuzzTarget.Named(args.FirstOrDefault() ?? "");
switch (args.ElementAtOrDefault(1))
{
    case null:
        bool isWarm = false; // afl takes what runs only once, such as static constructors, for an unstable program
        Fuzzer.Run(stream =>
        {
            if (!isWarm)
                foreach (byte[] seed in target.Seeds()) target.Run(seed);
            isWarm = true;
            using MemoryStream input = new();
            stream.CopyTo(input);
            target.Run(input.ToArray());
        });
        break;
    case "seeds":
        Directory.CreateDirectory(args[2]);
        foreach ((int number, byte[] seed) in target.Seeds().Index())
            File.WriteAllBytes(Path.Combine(args[2], $"seed-{number:d4}"), seed);
        break;
    case "run":
        foreach (string file in args[2..])
        {
            Console.WriteLine(file);
            target.Run(File.ReadAllBytes(file));
        }
        break;
}
