using Huoqi.Kernel;

namespace Huoqi.Cli.Up;

/// <summary>What a restored installation lacks before it can be served: a backup holds no secrets.</summary>
public static class MissingSecrets
{
    /// <summary>What is to be done, in a sentence; null when the secrets lie in the data folder or in the environment,
    /// or when the database was filled without any.</summary>
    public static async Task<string?> SentenceAsync(Installation installation, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(installation);
        string path = Path.Combine(installation.DataFolder, Secrets.FileName);
        bool isLacking = !File.Exists(path)
            && !((string[])[Secrets.PepperVariable, Secrets.DataKeyVariable]).All(
                name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })
            && await new InstallationFacts(installation.Db).FindAsync(Secrets.Fact, cancel) is not null;
        return isLacking
            ? $"{path} is not there, and a backup holds no secrets: before huoqi up, web or staff, put a copy of the "
                + $"lost installation's {Secrets.FileName} there, or set {Secrets.PepperVariable} and "
                + $"{Secrets.DataKeyVariable}."
            : null;
    }
}
