using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Stratum;

/// <summary>Records promise that equal contents are equal; a list or memory in one would break that.</summary>
public sealed class EqualityTests
{
    private static readonly Dictionary<string, Func<byte, object>> Makers = new()
    {
        ["notify"] = last => new Notify(new JobId("a"), default, new byte[] { 1, last }, new byte[] { 2 },
            [DoubleSha256.Hash([last])], 1, 2, 3, CleanJobs: true),
        ["notify's branch"] = last => new Notify(new JobId("a"), default, default, default,
            [DoubleSha256.Hash([last])], 1, 2, 3, CleanJobs: true),
        ["notify's second part"] = last => new Notify(new JobId("a"), default, default, new byte[] { last },
            [], 1, 2, 3, CleanJobs: true),
        ["subscribe's answer"] = last => new SubscribeResult("s", new byte[] { 1, last }, 4),
        ["extranonce"] = last => new SetExtranonce(new byte[] { 1, last }, 4),
        ["share"] = last => new Submit("w", new JobId("a"), new byte[] { 1, last }, 1, 2, 3),
        ["reply"] = last => new Reply(MessageId.From(1), Lines.Json($"[true,{last}]"), null),
        ["reply to a request"] = last => new Reply(MessageId.From(1), default, null)
        {
            Request = new CustomRequest("m", "a", last),
        },
        ["custom request"] = last => new CustomRequest("m", "a", last, new JsonArray(1, last), null),
        ["template's transaction"] = last => new TemplateTransaction(new byte[] { 1, last }, default, default),
        ["coinbase"] = last => new Coinbase(new byte[] { 1 }, new byte[] { 2, last }, new byte[] { 3 }),
        ["coinbase's first part"] = last => new Coinbase(new byte[] { last }, default, default),
        ["coinbase's last part"] = last => new Coinbase(default, default, new byte[] { last }),
    };

    public static TheoryData<string> Names => [.. Makers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Same_contents_are_equal_and_others_are_not(string name)
    {
        Func<byte, object> make = Makers[name];
        Assert.Equal(make(1), make(1));
        Assert.Equal(make(1).GetHashCode(), make(1).GetHashCode());
        Assert.NotEqual(make(1), make(2));
    }

    [Fact]
    public void No_public_record_compares_lists_memory_or_json_by_reference()
    {
        foreach (Type type in typeof(Notify).Assembly.GetExportedTypes().Where(type => !type.IsAbstract))
        {
            bool isRecord = type.GetMethod("<Clone>$") is not null;
            bool holdsMany = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Any(property => IsMany(property.PropertyType));
            if (!isRecord || !holdsMany) continue;
            MethodInfo equals = type.GetMethod("Equals", [type])!;
            Assert.True(equals.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null,
                $"{type.Name} is a record with a list in it, and compares the reference of that list");
        }
    }

    private static bool IsMany(Type type) => type.IsArray || type == typeof(JsonElement)
        || (type.IsGenericType && type.GetGenericTypeDefinition() is { } open
            && (open == typeof(ReadOnlyMemory<>) || open == typeof(IReadOnlyList<>)
                || (open == typeof(Nullable<>) && IsMany(type.GenericTypeArguments[0]))));
}
