using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Huoqi.Kernel;

namespace Huoqi.Cli.Up;

/// <summary>
/// The secrets of an installation, which stand in no database: the pepper from which identity derives its keys, and the
/// key that seals merchants' secrets. They lie in a file of the data folder that only its owner may read, made at the
/// first start; for a database elsewhere the environment may give them.
/// </summary>
/// <param name="Pepper">32 random bytes.</param>
/// <param name="DataKey">32 random bytes.</param>
internal sealed record Secrets(byte[] Pepper, byte[] DataKey)
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "secrets.json";

    /// <summary>64 hexadecimal digits each, in the place of the file.</summary>
    public const string PepperVariable = "HUOQI_PEPPER", DataKeyVariable = "HUOQI_DATA_KEY";

    /// <summary>What the database knows of them: enough to tell others from them.</summary>
    public const string Fact = "secrets.fingerprint";

    private const int Bytes = 32;

    /// <summary>Finds the secrets, or makes them for an installation that has none yet.</summary>
    /// <exception cref="UserErrorException">They are not those the database was filled with.</exception>
    public static async Task<Secrets> OfAsync(Installation installation, string? file, CancellationToken cancel)
    {
        InstallationFacts facts = new(installation.Db);
        string path = file ?? Path.Combine(installation.DataFolder, FileName);
        Secrets? known = FromEnvironment() ?? FromFile(path);
        string? expected = await facts.FindAsync(Fact, cancel);
        if (known is null && expected is not null)
        {
            throw new UserErrorException(
                $"{path} is not there, but this database was filled with secrets of its own; bring the file back, name "
                + $"it with --secrets, or set {PepperVariable} and {DataKeyVariable}.");
        }

        known ??= MakeFile(path);
        string fingerprint = known.Fingerprint();
        if (await facts.StateFirstAsync(Fact, fingerprint, cancel) != fingerprint)
        {
            throw new UserErrorException(
                "The secrets are not those of this database: what it seals could not be read. Name the right file with "
                + $"--secrets, or set {PepperVariable} and {DataKeyVariable}.");
        }

        return known;
    }

    /// <summary>Without the secrets: this may stand in a log.</summary>
    public override string ToString() => "secrets";

    private static Secrets? FromEnvironment()
    {
        string? pepper = Environment.GetEnvironmentVariable(PepperVariable);
        string? dataKey = Environment.GetEnvironmentVariable(DataKeyVariable);
        if (pepper is null && dataKey is null)
        {
            return null;
        }

        return new(FromHex(pepper, PepperVariable), FromHex(dataKey, DataKeyVariable));
    }

    private static byte[] FromHex(string? text, string where) =>
        text is { Length: Bytes * 2 } && text.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(text)
            : throw new UserErrorException($"{where} must be {Bytes * 2} hexadecimal digits.");

    private static Secrets? FromFile(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            SecretsFile? read = JsonSerializer.Deserialize(File.ReadAllText(path), SecretsJson.Default.SecretsFile);
            return new(FromHex(read?.Pepper, $"pepper in {path}"), FromHex(read?.DataKey, $"dataKey in {path}"));
        }
        catch (JsonException failure)
        {
            throw new UserErrorException($"{path} is damaged; bring back a copy of it.", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new UserErrorException($"{path} may not be read; run huoqi as its owner.", failure);
        }
    }

    private static Secrets MakeFile(string path)
    {
        Secrets made = new(RandomNumberGenerator.GetBytes(Bytes), RandomNumberGenerator.GetBytes(Bytes));
        SecretsFile file = new(Convert.ToHexString(made.Pepper), Convert.ToHexString(made.DataKey));
        PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(file, SecretsJson.Default.SecretsFile));
        return made;
    }

    private string Fingerprint() => Convert.ToHexString(
        HMACSHA256.HashData([.. Pepper, .. DataKey], "huoqi installation"u8)[..8]);
}

internal sealed record SecretsFile(string Pepper, string DataKey)
{
    public override string ToString() => nameof(SecretsFile);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SecretsFile))]
internal sealed partial class SecretsJson : JsonSerializerContext;

/// <summary>Files that only their owner may read.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a whole file, flushed, under its name or not at all.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string unfinished = path + ".unfinished";
        File.Delete(unfinished);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream file = new(unfinished, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }
}
