namespace Huoqi.SystemTests;

/// <summary>A folder of one test. When the tests run as root, PostgreSQL is another user who must enter it.</summary>
public sealed class TestFolder : IDisposable
{
    public TestFolder(bool othersMayEnter = true)
    {
        Path = Directory.CreateTempSubdirectory("huoqi-test-").FullName;
        if (othersMayEnter && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    public string Path { get; }

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
    }
}
