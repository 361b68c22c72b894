
using NightMiner.Hashing;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Tests.ProofOfWork;

/// <summary>How many hashes of scrypt are mixed at a time, and how the number is found and kept.</summary>
public sealed class ScryptLanesTests : IDisposable
{
    private static readonly Target OneInEight = new(UInt256.Parse("1f" + new string('f', 62)));

    private readonly string _folder = Directory.CreateTempSubdirectory("lanes").FullName;

    public static TheoryData<string, int> EveryChoice
    {
        get
        {
            TheoryData<string, int> rows = [];
            foreach (Isa isa in Isa.Available)
                foreach (int lanes in Scrypt.LaneChoices(isa)) rows.Add(isa.Name, lanes);
            if (rows.Count == 0) rows.Add(Isa.Reference.Name, 0); // a theory without rows fails
            return rows;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(EveryChoice))]
    public void Every_number_finds_what_the_usual_one_finds(string isa, int lanes)
    {
        Assert.SkipWhen(lanes == 0, "this CPU has only the reference");
        using NonceScanner usual = new Scrypt().CreateScanner(Isa.Parse(isa));
        using NonceScanner scanner = new Scrypt().CreateScanner(Isa.Parse(isa), lanes);
        Assert.Equal(0, scanner.Lanes % lanes);
        foreach (uint count in new uint[] { 1, (uint)lanes, (uint)lanes + 1, 100, 301 })
            Assert.Equal(Scan(usual, count), Scan(scanner, count));
    }

    [Fact]
    public void A_number_that_no_vectors_have_can_not_be_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Scrypt.Lanes = 25);
        Assert.Throws<ArgumentOutOfRangeException>(() => Scrypt.Lanes = 0);
        Assert.Empty(Scrypt.LaneChoices(Isa.Reference));
        Assert.Null(ScryptCalibration.Choose(Isa.Reference, 1, null));
    }

    [Theory, InlineData("absent"), InlineData("folder/absent"), InlineData("corrupt"), InlineData("binary")]
    public void What_was_measured_is_kept_and_found_again(string name)
    {
        Assert.SkipUnless(Isa.Best.Bits > 0, "this CPU has only the reference");
        string file = Path.Combine(_folder, name);
        if (name == "corrupt") File.WriteAllText(file, $"x\n0.1.0, {Isa.CpuName}, {Isa.Best}, 1 threads: many");
        if (name == "binary") File.WriteAllBytes(file, [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * 7))]);
        ScryptLaneChoice first = ScryptCalibration.Choose(Isa.Best, 1, file)!;
        Assert.True(first.IsMeasuredNow);
        Assert.Contains(first.Lanes, Scrypt.LaneChoices(Isa.Best));
        Assert.Equal(first with { IsMeasuredNow = false }, ScryptCalibration.Choose(Isa.Best, 1, file));
    }

    [Fact]
    public void A_file_that_can_not_be_written_is_no_error()
    {
        Assert.SkipUnless(Isa.Best.Bits > 0, "this CPU has only the reference");
        Assert.True(ScryptCalibration.Choose(Isa.Best, 1, _folder)!.IsMeasuredNow); // it is a folder
    }

    [Fact]
    public void An_answer_is_for_one_cpu_one_instruction_set_and_one_number_of_threads()
    {
        string path = Path.Combine(_folder, "answers");
        ScryptLaneFile file = new(path, "this CPU");
        file.Keep(Isa.Vector256, 2, 12);
        file.Keep(Isa.Vector256, 4, 8);
        file.Keep(Isa.Vector256, 2, 16);
        Assert.Equal(16, file.Find(Isa.Vector256, 2));
        Assert.Equal(8, file.Find(Isa.Vector256, 4));
        Assert.Null(file.Find(Isa.Vector512, 2));
        Assert.Null(file.Find(Isa.Vector256, 1));
        Assert.Null(new ScryptLaneFile(path, "another CPU").Find(Isa.Vector256, 2));
        File.WriteAllText(path, File.ReadAllText(path).Replace("0.1.0", "0.0.9", StringComparison.Ordinal));
        Assert.Null(file.Find(Isa.Vector256, 2));
    }

    [Fact]
    public void A_number_that_the_instruction_set_can_not_have_is_measured_anew()
    {
        Assert.SkipUnless(Isa.Best.Bits > 0, "this CPU has only the reference");
        string path = Path.Combine(_folder, "answers");
        new ScryptLaneFile(path, Isa.CpuName).Keep(Isa.Best, 1, 7);
        Assert.True(ScryptCalibration.Choose(Isa.Best, 1, path)!.IsMeasuredNow);
    }

    private static List<Candidate> Scan(NonceScanner scanner, uint count)
    {
        byte[] header = new byte[BlockHeader.Size];
        new Random(9).NextBytes(header);
        List<Candidate> found = [];
        scanner.Scan(new NonceRange { Header = header, First = 5, Count = count, Target = OneInEight }, found);
        return found;
    }
}
