using Xunit;

namespace Huoqi.RulesTests.Kernel;

/// <summary>Finds files of the repository, and optional material that may lie in a folder beside it.</summary>
internal static class RepoFiles
{
    /// <summary>The text of a file under the repository's root, or else under a folder "shared" at or above it; skips
    /// the test, saying so, when there is neither.</summary>
    public static string ReadOrSkip(string relativePath)
    {
        DirectoryInfo root = Root();
        string own = Path.Combine(root.FullName, relativePath);
        if (File.Exists(own))
        {
            return File.ReadAllText(own);
        }

        for (DirectoryInfo? folder = root; folder is not null; folder = folder.Parent)
        {
            string beside = Path.Combine(folder.FullName, "shared", relativePath);
            if (File.Exists(beside))
            {
                return File.ReadAllText(beside);
            }
        }

        Assert.Skip($"{relativePath} is neither in the repository nor in a folder \"shared\" beside it");
        return "";
    }

    private static DirectoryInfo Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Huoqi.slnx")))
        {
            folder = folder.Parent;
        }

        return folder ?? throw new InvalidOperationException("the tests do not lie inside the repository");
    }
}
