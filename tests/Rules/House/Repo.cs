namespace Huoqi.RulesTests.House;

/// <summary>The files of the repository as they lie there, without what a build or a run leaves behind.</summary>
internal static class Repo
{
    private static readonly string[] LeftBehind =
        [".git", ".huoqi", "TestResults", "bin", "node_modules", "obj", "out"];

    private static readonly string[] TextEndings =
    [
        ".cs", ".sql", ".md", ".csproj", ".props", ".slnx", ".json", ".csv", ".sh", ".txt", ".yml", ".svg",
        ".editorconfig",
        ".gitignore", ".gitattributes",
    ];

    public static string Root { get; } = FindRoot();

    /// <summary>Every text file, by its path from the root with forward slashes.</summary>
    public static IReadOnlyList<RepoFile> Files { get; } =
        [.. Walk(new DirectoryInfo(Root)).Where(IsText).OrderBy(file => file.Path, StringComparer.Ordinal)];

    /// <summary>The C# files below one of <paramref name="folders"/>.</summary>
    public static IEnumerable<RepoFile> Code(params string[] folders) => Files.Where(file =>
        file.Path.EndsWith(".cs", StringComparison.Ordinal)
        && folders.Any(folder => file.Path.StartsWith(folder + "/", StringComparison.Ordinal)));

    private static IEnumerable<RepoFile> Walk(DirectoryInfo folder)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo inner)
            {
                if (!LeftBehind.Contains(inner.Name) && inner.LinkTarget is null)
                {
                    foreach (RepoFile file in Walk(inner))
                    {
                        yield return file;
                    }
                }
            }
            else if (entry.Name != ".git")
            {
                yield return new(Path.GetRelativePath(Root, entry.FullName).Replace('\\', '/'));
            }
        }
    }

    private static bool IsText(RepoFile file)
    {
        string ending = Path.GetExtension(file.Path);
        return ending.Length == 0 || TextEndings.Contains(ending);
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Huoqi.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests do not lie inside the repository");
    }
}

/// <summary>A file of the repository; its text is read when it is first asked for.</summary>
internal sealed class RepoFile(string path)
{
    private string? _text;
    private SourceText? _source;

    public string Path => path;

    public string Text => _text ??= File.ReadAllText(System.IO.Path.Combine(Repo.Root, path));

    public string[] Lines => Text.Split('\n');

    /// <summary>The same as C#: what is code, comment and literal.</summary>
    public SourceText Source => _source ??= SourceText.Of(Text);
}
