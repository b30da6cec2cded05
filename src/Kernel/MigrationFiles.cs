using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Huoqi.Kernel;

/// <summary>The migrations of one module: files <c>NNNN-what.sql</c>, numbered from 0001 without a gap.</summary>
/// <param name="Name">What the module is called in <c>huoqi.migration</c>; never changes.</param>
/// <param name="Texts">The files: name to text.</param>
public sealed partial record MigrationModule(string Name, IReadOnlyDictionary<string, string> Texts)
{
    private const string Folder = ".Migrations.";

    [GeneratedRegex(
        @"^(?<name>[0-9]{4}-[a-z0-9-]+)(?<check>\.check)?\.sql$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FileName { get; }

    /// <summary>The module whose files are embedded in <paramref name="assembly"/>, in its folder Migrations.</summary>
    public static MigrationModule Embedded(string name, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (string resource in assembly.GetManifestResourceNames())
        {
            int folder = resource.IndexOf(Folder, StringComparison.Ordinal);
            if (folder >= 0)
            {
                using Stream stream = assembly.GetManifestResourceStream(resource)
                    ?? throw new InvariantBrokenException($"resource {resource} can be opened");
                using StreamReader reader = new(stream, Encoding.UTF8);
                texts.Add(resource[(folder + Folder.Length)..], reader.ReadToEnd());
            }
        }
        return new MigrationModule(name, texts);
    }

    internal IReadOnlyList<MigrationFile> Files()
    {
        List<MigrationFile> files = [];
        foreach ((string fileName, string text) in Texts.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            Match match = FileName.Match(fileName);
            if (!match.Success)
            {
                throw new UserErrorException(
                    $"Migration {fileName} of module {Name} is misnamed; call it NNNN-what.sql or "
                    + "NNNN-what.check.sql.");
            }
            string name = match.Groups["name"].Value;
            if (!match.Groups["check"].Success)
            {
                files.Add(MigrationFile.Of(Name, name, text, Texts.GetValueOrDefault($"{name}.check.sql")));
            }
            else if (!Texts.ContainsKey($"{name}.sql"))
            {
                throw new UserErrorException($"Check {fileName} of module {Name} has no migration {name}.sql.");
            }
        }
        RequireNoGap(files);
        return files;
    }

    private void RequireNoGap(List<MigrationFile> files)
    {
        for (int index = 0; index < files.Count; index++)
        {
            if (files[index].Number != index + 1)
            {
                throw new UserErrorException(
                    $"Migration {files[index].Name} of module {Name} is out of order: {index + 1:0000} was expected; "
                    + "number the files from 0001 without a gap.");
            }
        }
    }
}

/// <summary>One numbered step of a module's schema.</summary>
internal sealed record MigrationFile(
    string Module, int Number, string Name, string Text, string Checksum, string? CheckText)
{
    public static MigrationFile Of(string module, string name, string text, string? checkText)
    {
        // Neither the checksum nor the text may depend on how git wrote the line ends.
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        string checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return new(module, int.Parse(name[..4], CultureInfo.InvariantCulture), name, text, checksum, checkText);
    }
}

/// <summary>A row of <c>huoqi.migration</c>.</summary>
internal sealed record AppliedMigration(string Module, int Number, string Name, string Checksum);
