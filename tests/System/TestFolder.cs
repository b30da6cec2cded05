namespace Huoqi.SystemTests;

/// <summary>A folder of one test. PostgreSQL runs as another user when the tests run as root, so others may enter it.</summary>
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
