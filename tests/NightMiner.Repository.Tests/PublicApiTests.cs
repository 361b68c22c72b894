using System.Reflection;
using System.Text;
using NightMiner.TestSupport;

namespace NightMiner.Repository.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_approved_one()
    {
        StringBuilder text = new();
        foreach (IGrouping<string?, Type> space in typeof(Miner).Assembly.GetExportedTypes()
            .OrderBy(type => type.FullName, StringComparer.Ordinal).GroupBy(type => type.Namespace))
        {
            text.Append(space.Key).Append('\n');
            foreach (Type type in space) Describe(type, text);
        }
        Approved.Verify("PublicApi", text.ToString());
    }

    private static void Describe(Type type, StringBuilder text)
    {
        text.Append("    ").Append(Kind(type)).Append(' ').Append(Name(type));
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && !type.IsEnum)
            text.Append(" : ").Append(Name(parent));
        text.Append('\n');
        if (type.IsEnum)
        {
            text.Append("        ").AppendJoin(", ", Enum.GetNames(type)).Append('\n');
            return;
        }
        const BindingFlags declared =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
            | BindingFlags.DeclaredOnly;
        bool isRecord = type.GetMethod("<Clone>$") is not null || type.GetMethod("PrintMembers", declared) is not null;
        IEnumerable<string> members =
        [
            .. type.GetConstructors(declared).Where(IsOpen).Select(maker => $"new({Parameters(maker)})"),
            .. type.GetFields(declared).Where(field => field.IsPublic)
                .Select(field => $"{(field.IsLiteral ? "const " : "")}{Name(field.FieldType)} {field.Name}"),
            .. type.GetProperties(declared).Where(p =>
                p.GetMethod is { } get && IsOpen(get) && p.Name != "EqualityContract")
                .Select(property =>
                    $"{Modifiers(property.GetMethod!)}{Name(property.PropertyType)} {property.Name} {{ get;"
                    + (property.SetMethod is { } set && IsOpen(set) ? IsInit(set) ? " init;" : " set;" : "") + " }"),
            .. type.GetMethods(declared).Where(method => IsOpen(method) && !IsWritten(method, isRecord))
                .Select(method => $"{Modifiers(method)}{Name(method.ReturnType)} {method.Name}({Parameters(method)})"),
        ];
        foreach (string member in members.Order(StringComparer.Ordinal)) text.Append($"        {member}\n");
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type.IsInterface ? "interface"
        : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class" : "class";

    private static string Name(Type type)
    {
        if (type.IsByRef) return Name(type.GetElementType()!);
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } inner) return Name(inner) + "?";
        string name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        return type.IsGenericType
            ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : name;
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : parameter.IsIn ? "in " : "")}{Name(parameter.ParameterType)} {parameter.Name}"
        + (parameter.HasDefaultValue ? " = " + (parameter.DefaultValue ?? "default") : "")));

    private static string Modifiers(MethodInfo method) =>
        (method.IsFamily ? "protected " : "")
        + (method.IsStatic ? "static " : method.IsAbstract ? "abstract "
            : method.IsVirtual && !method.IsFinal && method.GetBaseDefinition() == method ? "virtual " : "");

    private static bool IsOpen(MethodBase method) => method.IsPublic || method.IsFamily;

    private static bool IsInit(MethodInfo set) =>
        set.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit");

    // What every record, property and comparison has of itself tells a reader nothing.
    private static bool IsWritten(MethodInfo method, bool isRecord) =>
        (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal))
        || method.Name is "ToString" or "GetHashCode" or "Equals" or "op_Equality" or "op_Inequality"
        || (isRecord && method.Name is "<Clone>$" or "PrintMembers" or "Deconstruct");
}
