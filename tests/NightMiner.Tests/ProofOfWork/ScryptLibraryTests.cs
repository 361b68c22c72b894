
using NightMiner.Hashing;
using NightMiner.ProofOfWork;

namespace NightMiner.Tests.ProofOfWork;

/// <summary>The choice of an implementation of scrypt. It is one for the process: no other test sets it.</summary>
public class ScryptLibraryTests
{
    [Fact]
    public void Auto_follows_the_instruction_set()
    {
        Assert.Equal(ScryptLibrary.Auto, Scrypt.Library);
        using NonceScanner scanner = new Scrypt().CreateScanner(Isa.Best);
        Assert.Equal(Isa.Best.Name, scanner.Name);
    }

    [Fact]
    public void A_library_that_is_set_wins_over_the_instruction_set()
    {
        try
        {
            foreach (ScryptLibrary library in Scrypt.AvailableLibraries.Where(each => each != ScryptLibrary.Auto))
            {
                Scrypt.Library = library;
                using NonceScanner scanner = new Scrypt().CreateScanner(Isa.Best);
                Assert.Equal(library, Scrypt.ParseLibrary(scanner.Name));
            }
        }
        finally
        {
            Scrypt.Library = ScryptLibrary.Auto;
        }
    }

    [Fact]
    public void A_scanner_of_every_instruction_set_at_hand_is_made()
    {
        foreach (Isa isa in Isa.Available)
        {
            using NonceScanner scrypt = new Scrypt().CreateScanner(isa);
            Assert.Equal(isa.Name, scrypt.Name);
        }
        Assert.All(Isa.All.Except(Isa.Available), isa =>
            Assert.Throws<NotSupportedException>(() => new Scrypt().CreateScanner(isa)));
    }

    [Fact]
    public void Names_of_the_command_line_are_read_in_any_case()
    {
        foreach (ScryptLibrary library in Scrypt.AvailableLibraries)
            Assert.Equal(library, Scrypt.ParseLibrary(library.ToString().ToUpperInvariant()));
        Assert.Equal(ScryptLibrary.Reference, Scrypt.ParseLibrary("reference"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("scrypt")]
    [InlineData("0")]
    public void An_unknown_name_is_answered_with_those_there_are(string name)
    {
        FormatException problem = Assert.Throws<FormatException>(() => Scrypt.ParseLibrary(name));
        Assert.Contains($"'{name}'", problem.Message, StringComparison.Ordinal);
        Assert.Contains("auto, reference", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_this_machine_does_not_have_can_not_be_set()
    {
        NotSupportedException problem =
            Assert.Throws<NotSupportedException>(() => Scrypt.Library = (ScryptLibrary)99);
        Assert.Contains("auto, reference", problem.Message, StringComparison.Ordinal);
        foreach (ScryptLibrary library in Enum.GetValues<ScryptLibrary>().Except(Scrypt.AvailableLibraries))
        {
            Assert.Throws<NotSupportedException>(() => Scrypt.Library = library);
            Assert.Throws<NotSupportedException>(() => Scrypt.ParseLibrary(library.ToString()));
        }
        Assert.Equal(ScryptLibrary.Auto, Scrypt.Library);
    }

    [Fact]
    public void Implementations_are_the_available_libraries_but_auto() =>
        Assert.Equal(
            Scrypt.AvailableLibraries.Where(library => library != ScryptLibrary.Auto),
            new Scrypt().Implementations.Select(implementation => Scrypt.ParseLibrary(implementation.Name)));
}
