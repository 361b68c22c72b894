using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using NightMiner.TestSupport;
using MethodBody = Mono.Cecil.Cil.MethodBody;

namespace NightMiner.Repository.Tests.Journey;

/// <summary>
/// The library and what is below it, changed so that each statement leaves a footprint, in a context of its own beside
/// the unchanged ones. This assembly is loaded there once more, so that its driver meets the changed types.
/// </summary>
internal sealed class Instrumented : AssemblyLoadContext
{
    private readonly Dictionary<string, Stream> _changed = [];
    private readonly List<string> _files = [];

    public Instrumented(params IEnumerable<Assembly> assemblies)
    {
        foreach (Assembly assembly in assemblies) _changed[assembly.GetName().Name!] = Change(assembly.Location);
    }

    /// <summary>The source files, as paths from the repository's root; a footprint is an index of this list.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Calls a static method of this assembly, in this context.</summary>
    public T Call<T>(Type type, string method) => (T)LoadFromAssemblyName(type.Assembly.GetName())
        .GetType(type.FullName!, throwOnError: true)!.GetMethod(method)!.Invoke(null, null)!;

    protected override Assembly? Load(AssemblyName assemblyName) =>
        _changed.TryGetValue(assemblyName.Name!, out Stream? changed) ? LoadFromStream(changed)
        : assemblyName.Name == typeof(Instrumented).Assembly.GetName().Name
            ? LoadFromAssemblyPath(typeof(Instrumented).Assembly.Location)
        : null;

    private MemoryStream Change(string path)
    {
        using AssemblyDefinition assembly =
            AssemblyDefinition.ReadAssembly(path, new ReaderParameters { ReadSymbols = true });
        MethodReference step =
            assembly.MainModule.ImportReference(typeof(Footprints).GetMethod(nameof(Footprints.Step)));
        foreach (TypeDefinition type in assembly.MainModule.GetTypes())
            foreach (MethodDefinition method in type.Methods.Where(method => method.HasBody))
                Change(method, step);
        MemoryStream changed = new();
        assembly.Write(changed);
        changed.Position = 0;
        return changed;
    }

    private void Change(MethodDefinition method, MethodReference step)
    {
        MethodBody body = method.Body;
        (Instruction At, int File)[] statements = [.. method.DebugInformation.SequencePoints
            .Where(point => !point.IsHidden)
            .Join(body.Instructions, point => point.Offset, at => at.Offset, (point, at) => (at, FileOf(point)))];
        if (statements.Length == 0) return;
        body.SimplifyMacros();
        foreach ((Instruction at, int file) in statements)
        {
            // The instruction itself becomes the call's argument, so that jumps to the statement find the call too.
            Instruction moved = Instruction.Create(OpCodes.Nop);
            (moved.OpCode, moved.Operand) = (at.OpCode, at.Operand);
            (at.OpCode, at.Operand) = (OpCodes.Ldc_I4, file);
            int index = body.Instructions.IndexOf(at);
            body.Instructions.Insert(index + 1, Instruction.Create(OpCodes.Call, step));
            body.Instructions.Insert(index + 2, moved);
        }
        body.OptimizeMacros();
    }

    private int FileOf(SequencePoint point)
    {
        string file = Path.GetRelativePath(Repo.Root, point.Document.Url).Replace('\\', '/');
        int known = _files.IndexOf(file);
        if (known >= 0) return known;
        _files.Add(file);
        return _files.Count - 1;
    }
}
