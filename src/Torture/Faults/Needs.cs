namespace Huoqi.Torture;

/// <summary>Why a fault of the system cannot be had on a machine: one sentence, with the command that helps.</summary>
internal static class Needs
{
    /// <summary>Null when we are root and have every program.</summary>
    /// <param name="programs">Each with the package of Debian that holds it.</param>
    public static string? Root(params (string Program, string Package)[] programs)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "it needs Linux";
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return "it needs root (run it as root, or in a container)";
        }

        string[] missing =
            [.. programs.Where(one => !Programs.Has(one.Program)).Select(one => one.Package).Distinct()];
        return missing.Length == 0
            ? null
            : $"a program is missing; run: apt-get install {string.Join(' ', missing)}";
    }

    /// <summary>The same for a disk in a file.</summary>
    public static string? LoopDisk() =>
        Root(("mkfs.ext4", "e2fsprogs"), ("mount", "mount"))
        ?? (File.Exists("/dev/loop-control") ? null : "this system has no loop devices (modprobe loop)");
}
