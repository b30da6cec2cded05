using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Huoqi.RulesTests.House;

/// <summary>What a compiled assembly says of itself: what it refers to, what its types are, and what each type
/// uses.</summary>
internal sealed class AssemblyFacts : IDisposable
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    private readonly PEReader _file;
    private readonly MetadataReader _reader;

    public AssemblyFacts(string path)
    {
        _file = new(File.OpenRead(path));
        _reader = _file.GetMetadataReader();
    }

    /// <summary>The assembly <c>Huoqi.{name}</c> beside the tests.</summary>
    public static AssemblyFacts Of(string name) => new(Path.Combine(AppContext.BaseDirectory, $"Huoqi.{name}.dll"));

    public void Dispose() => _file.Dispose();

    /// <summary>Names of the assemblies whose types it uses.</summary>
    public IEnumerable<string> References => _reader.AssemblyReferences
        .Select(handle => _reader.GetString(_reader.GetAssemblyReference(handle).Name));

    /// <summary>Every member of another assembly that any of its code names, as "Namespace.Type.Member".</summary>
    public IEnumerable<string> ForeignMembers => _reader.MemberReferences
        .Select(handle => _reader.GetMemberReference(handle))
        .Select(member => $"{TypeName(member.Parent)}.{_reader.GetString(member.Name)}");

    /// <summary>The types that people wrote, nested ones too.</summary>
    public IEnumerable<TypeFacts> Types
    {
        get
        {
            foreach (TypeDefinitionHandle handle in _reader.TypeDefinitions)
            {
                TypeDefinition type = _reader.GetTypeDefinition(handle);
                string name = TypeName(handle);
                if (!name.Contains('<', StringComparison.Ordinal) && name.Length > 0)
                {
                    yield return new(name, type.Attributes, BaseOf(type) is "System.ValueType" or "System.Enum");
                }
            }
        }
    }

    /// <summary>Every type that <paramref name="name"/> and what the compiler nested in it name: in signatures, fields
    /// and code.</summary>
    public IReadOnlySet<string> UsedBy(string name)
    {
        TypeDefinitionHandle[] found = [.. _reader.TypeDefinitions.Where(handle => TypeName(handle) == name)];
        if (found.Length != 1)
        {
            throw new ArgumentException($"there is no type {name}", nameof(name));
        }

        HashSet<string> used = [];
        Collect(found[0], new Names(_reader, used), used);
        return used;
    }

    private void Collect(TypeDefinitionHandle handle, Names names, HashSet<string> used)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        foreach (FieldDefinitionHandle field in type.GetFields())
        {
            _reader.GetFieldDefinition(field).DecodeSignature(names, null);
        }

        foreach (MethodDefinitionHandle methodHandle in type.GetMethods())
        {
            MethodDefinition method = _reader.GetMethodDefinition(methodHandle);
            method.DecodeSignature(names, null);
            if (method.RelativeVirtualAddress != 0)
            {
                MethodBodyBlock body = _file.GetMethodBody(method.RelativeVirtualAddress);
                if (!body.LocalSignature.IsNil)
                {
                    _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(names, null);
                }

                CollectCode(body.GetILReader(), names, used);
            }
        }

        foreach (TypeDefinitionHandle nested in type.GetNestedTypes())
        {
            Collect(nested, names, used);
        }
    }

    private void CollectCode(BlobReader code, Names names, HashSet<string> used)
    {
        while (code.RemainingBytes > 0)
        {
            byte first = code.ReadByte();
            OpCode op = OpCodesByValue[first == 0xFE ? unchecked((short)(0xFE00 | code.ReadByte())) : first];
            switch (op.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok
                    or OperandType.InlineType:
                    CollectToken(MetadataTokens.EntityHandle(code.ReadInt32()), names, used);
                    break;
                case OperandType.InlineSwitch:
                    int cases = code.ReadInt32();
                    code.Offset += 4 * cases;
                    break;
                default:
                    code.Offset += SizeOf(op.OperandType);
                    break;
            }
        }
    }

    private void CollectToken(EntityHandle token, Names names, HashSet<string> used)
    {
        switch (token.Kind)
        {
            case HandleKind.MethodSpecification:
                MethodSpecification method = _reader.GetMethodSpecification((MethodSpecificationHandle)token);
                method.DecodeSignature(names, null);
                CollectToken(method.Method, names, used);
                break;
            case HandleKind.MemberReference:
                CollectToken(_reader.GetMemberReference((MemberReferenceHandle)token).Parent, names, used);
                break;
            case HandleKind.TypeSpecification:
                _reader.GetTypeSpecification((TypeSpecificationHandle)token).DecodeSignature(names, null);
                break;
            case HandleKind.TypeReference or HandleKind.TypeDefinition:
                used.Add(TypeName(token));
                break;
            default:
                break;
        }
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private string BaseOf(TypeDefinition type) => type.BaseType.IsNil ? "" : TypeName(type.BaseType);

    private string TypeName(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                TypeDefinition type = _reader.GetTypeDefinition((TypeDefinitionHandle)handle);
                TypeDefinitionHandle around = type.GetDeclaringType();
                string name = Plain(_reader.GetString(type.Name));
                return around.IsNil ? Join(type.Namespace, name) : $"{TypeName(around)}.{name}";
            case HandleKind.TypeReference:
                TypeReference reference = _reader.GetTypeReference((TypeReferenceHandle)handle);
                string plain = Plain(_reader.GetString(reference.Name));
                return reference.ResolutionScope.Kind == HandleKind.TypeReference
                    ? $"{TypeName(reference.ResolutionScope)}.{plain}"
                    : Join(reference.Namespace, plain);
            case HandleKind.TypeSpecification:
                HashSet<string> inner = [];
                return _reader.GetTypeSpecification((TypeSpecificationHandle)handle)
                    .DecodeSignature(new Names(_reader, inner), null);
            default:
                return "";
        }
    }

    private string Join(StringHandle space, string name) => space.IsNil ? name : $"{_reader.GetString(space)}.{name}";

    /// <summary>Without the number of its type parameters.</summary>
    private static string Plain(string name) => name.Split('`')[0];

    /// <summary>Reads signatures only for the names of the types in them.</summary>
    private sealed class Names(MetadataReader reader, HashSet<string> used) : ISignatureTypeProvider<string, object?>
    {
        public string GetArrayType(string elementType, ArrayShape shape) => elementType;

        public string GetByReferenceType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "";

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;

        public string GetGenericMethodParameter(object? genericContext, int index) => "";

        public string GetGenericTypeParameter(object? genericContext, int index) => "";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType;

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => $"System.{typeCode}";

        public string GetSZArrayType(string elementType) => elementType;

        public string GetTypeFromDefinition(MetadataReader _, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            return Used($"{reader.GetString(type.Namespace)}.{Plain(reader.GetString(type.Name))}");
        }

        public string GetTypeFromReference(MetadataReader _, TypeReferenceHandle handle, byte rawTypeKind)
        {
            TypeReference type = reader.GetTypeReference(handle);
            string name = Plain(reader.GetString(type.Name));
            return Used(type.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, rawTypeKind)}.{name}"
                : $"{reader.GetString(type.Namespace)}.{name}");
        }

        public string GetTypeFromSpecification(
            MetadataReader _, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        private string Used(string name)
        {
            used.Add(name);
            return name;
        }
    }
}

/// <summary>A type as its assembly declares it; nested names are joined with dots.</summary>
internal readonly record struct TypeFacts(string Name, TypeAttributes Attributes, bool IsValue)
{
    /// <summary>Sealed, or meant to be derived from and not made.</summary>
    public bool IsClosed =>
        IsValue || Attributes.HasFlag(TypeAttributes.Sealed) || Attributes.HasFlag(TypeAttributes.Abstract);

    public bool IsPublic => (Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public;
}
