using Mono.Cecil;
using Mono.Cecil.Cil;

namespace NightMiner.Repository.Tests;

/// <summary>
/// Which types a compiled type uses: in its declaration, in the signatures of its members, in their attributes and in
/// each instruction of their bodies. It makes no difference how the source names them, with a <c>using</c>, in full, or
/// not at all. A constant of another type is the one thing that the compiler leaves no trace of.
/// </summary>
internal static class TypeUses
{
    /// <summary>The types that a type uses, as references without generic arguments, arrays and pointers.</summary>
    public static IEnumerable<TypeReference> Of(TypeDefinition type) => All(type).SelectMany(Flatten);

    private static IEnumerable<TypeReference?> All(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(each => each.InterfaceType),
        .. Attributes(type),
        .. Constraints(type),
        .. type.Fields.SelectMany(field => Attributes(field).Append(field.FieldType)),
        .. type.Properties.SelectMany(property => Attributes(property).Append(property.PropertyType)),
        .. type.Events.SelectMany(each => Attributes(each).Append(each.EventType)),
        .. type.Methods.SelectMany(Method),
    ];

    private static IEnumerable<TypeReference?> Method(MethodDefinition method) =>
    [
        method.ReturnType,
        .. Attributes(method),
        .. Constraints(method),
        .. method.Parameters.SelectMany(parameter => Attributes(parameter).Append(parameter.ParameterType)),
        .. method.Overrides.Select(overridden => overridden.DeclaringType),
        .. method.HasBody ? Body(method.Body) : [],
    ];

    private static IEnumerable<TypeReference?> Body(MethodBody body) =>
    [
        .. body.Variables.Select(variable => variable.VariableType),
        .. body.ExceptionHandlers.Select(handler => handler.CatchType),
        .. body.Instructions.SelectMany(Operand),
    ];

    private static IEnumerable<TypeReference?> Operand(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments],
        MethodReference method => [method.DeclaringType],
        _ => [],
    };

    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.SelectMany(attribute => attribute.ConstructorArguments
            .Select(argument => argument.Value as TypeReference).Append(attribute.AttributeType));

    private static IEnumerable<TypeReference?> Constraints(IGenericParameterProvider provider) =>
        provider.GenericParameters.SelectMany(parameter =>
            parameter.Constraints.Select(constraint => constraint.ConstraintType));

    // List<Job>[] uses List and Job. A required modifier ("init") and a pinned or by-ref type are looked through.
    private static IEnumerable<TypeReference> Flatten(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic =>
            [.. Flatten(generic.ElementType), .. generic.GenericArguments.SelectMany(Flatten)],
        FunctionPointerType pointer =>
            [.. Flatten(pointer.ReturnType), .. pointer.Parameters.SelectMany(each => Flatten(each.ParameterType))],
        TypeSpecification specification => Flatten(specification.ElementType),
        _ => [type],
    };
}
