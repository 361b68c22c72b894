using System.Text;
using System.Text.Json;
using NightMiner.Cli.Rendering;

namespace NightMiner.Cli.Algos;

/// <summary>What this machine can mine.</summary>
internal sealed record Capabilities(Mineable[] Algorithms, string[] ScryptLibraries, InstructionSet[] InstructionSets);

/// <summary>An algorithm, and how it can be computed here.</summary>
internal sealed record Mineable(string Name, string[] Implementations, string Chosen);

/// <summary>An instruction set that the code knows.</summary>
internal sealed record InstructionSet(string Name, string Needs, bool IsAvailable);

/// <summary>What `nightminer algos` prints.</summary>
internal static class AlgosText
{
    /// <summary>For people.</summary>
    public static string Render(Capabilities can)
    {
        StringBuilder text = new();
        void Line(string name, string rest) => text.Append(("  " + name).PadRight(14)).Append(rest).Append('\n');

        text.Append("Algorithms (-a), each with its implementations, slowest first; * marks the one\n"
            + "that mining uses:\n");
        foreach (Mineable algorithm in can.Algorithms)
            Line(algorithm.Name, string.Join("  ", algorithm.Implementations.Select(
                name => name == algorithm.Chosen ? name + "*" : name)));
        text.Append("\nScrypt libraries (--scrypt-library):\n");
        text.Append("  ").AppendJoin("  ", can.ScryptLibraries).Append('\n');
        text.Append("\nInstruction sets (--isa) of this CPU:\n");
        foreach (InstructionSet isa in can.InstructionSets)
            Line(isa.Name, $"{(isa.IsAvailable ? "yes" : "no "),-5}{isa.Needs}");
        return text.ToString();
    }

    /// <summary>For programs: one line.</summary>
    public static string Json(Capabilities can) => JsonLine.Compose(json =>
    {
        json.WriteStartArray("algorithms");
        foreach (Mineable algorithm in can.Algorithms)
        {
            json.WriteStartObject();
            json.WriteString("name", algorithm.Name);
            WriteNames(json, "implementations", algorithm.Implementations);
            json.WriteString("chosen", algorithm.Chosen);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteNames(json, "scryptLibraries", can.ScryptLibraries);
        json.WriteStartArray("instructionSets");
        foreach (InstructionSet isa in can.InstructionSets)
        {
            json.WriteStartObject();
            json.WriteString("name", isa.Name);
            json.WriteString("needs", isa.Needs);
            json.WriteBoolean("available", isa.IsAvailable);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static void WriteNames(Utf8JsonWriter json, string property, string[] names)
    {
        json.WriteStartArray(property);
        foreach (string name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }
}
