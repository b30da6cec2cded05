using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>What a rig works with.</summary>
/// <param name="Folder">Where everything goes: the template, the stages, the progress.</param>
/// <param name="Program">How to start huoqi.</param>
/// <param name="Seed">The same seed gives the same requests and the same moments.</param>
/// <param name="Report">Says a line to the person.</param>
public sealed record Rig(string Folder, IReadOnlyList<string> Program, long Seed, Action<string> Report)
{
    private const string Prepared = "prepared";

    /// <summary>Clients of a stage.</summary>
    public int Clients { get; init; } = 16;

    /// <summary>The prepared data folder that every stage is a copy of.</summary>
    public string Template => Path.Combine(Folder, "template");

    /// <summary>Makes the template unless it is there: once, by the program itself.</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        await OsRemains.ClearAsync(cancel);
        string done = Path.Combine(Folder, Prepared);
        if (File.Exists(done))
        {
            return;
        }

        Report("preparing a house with people, money and units …");
        Directory.CreateDirectory(Folder);
        if (Directory.Exists(Template))
        {
            Directory.Delete(Template, recursive: true);
        }

        List<string> arguments =
        [
            .. Program.Skip(1), "torture-app", "--data", Template,
            "--shards", Cast.Shards.ToString(CultureInfo.InvariantCulture), "--prepare", "--bank", BankOfTemplate,
        ];
        (int exitCode, _, string errors) = await Programs.TryAsync(Program[0], arguments, cancel);
        Invariant.Holds(exitCode == ExitCodes.Done, $"the house of the rig can be prepared: {errors.Trim()}");
        await File.WriteAllTextAsync(done, "", cancel);
    }

    /// <summary>The bank's journal that belongs to the template.</summary>
    internal string BankOfTemplate => Path.Combine(Folder, "template.bank");

    /// <summary>The random numbers of one stage: of the seed, its name and its number.</summary>
    internal SeededRandom RandomOf(string name, int round)
    {
        ulong hash = 14_695_981_039_346_656_037;
        foreach (char letter in string.Create(CultureInfo.InvariantCulture, $"{Seed} {name} {round}"))
        {
            hash = unchecked((hash ^ letter) * 1_099_511_628_211);
        }

        return new(unchecked((long)hash));
    }

    /// <summary>An empty folder of a stage, whatever a run that was stopped left there.</summary>
    internal string FreshFolder(string name)
    {
        string folder = Path.Combine(Folder, name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        return folder;
    }
}
