using System.Text;
using System.Text.Json;

namespace NightMiner.TestSupport;

/// <summary>A file of the folder Vectors: a JSON array of objects, one theory row each.</summary>
internal static class VectorFile
{
    public static IEnumerable<JsonElement> Read(string name) =>
        JsonDocument.Parse(File.ReadAllText(Repo.TestPath("Vectors", name)))
            .RootElement.EnumerateArray();

    public static string Text(this JsonElement row, string field) => row.GetProperty(field).GetString()!;

    public static int Number(this JsonElement row, string field) => row.GetProperty(field).GetInt32();

    public static byte[] Hex(this JsonElement row, string field) => Convert.FromHexString(row.Text(field));

    public static byte[] Ascii(this JsonElement row, string field) => Encoding.ASCII.GetBytes(row.Text(field));
}
