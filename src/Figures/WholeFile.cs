using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Figures;

/// <summary>Writes a file whole or not at all: beside it first, then renamed over it.</summary>
public static class WholeFile
{
    /// <summary>A sentence when nothing can be written beside <paramref name="path"/>; leaves no file.</summary>
    public static void RequireWritable(string path)
    {
        string full = Path.GetFullPath(path);
        string trial = full + ".unfinished";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full) ?? full);
            using (new FileStream(trial, FileMode.Create, FileAccess.Write))
            {
            }

            File.Delete(trial);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Refused(full, problem);
        }
    }

    public static void Write(string path, Action<TextWriter> write)
    {
        string full = Path.GetFullPath(path);
        string unfinished = full + ".unfinished";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full) ?? full);
            using (FileStream stream = new(unfinished, FileMode.Create, FileAccess.Write))
            {
                using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                writer.NewLine = "\n";
                write(writer);
                writer.Flush();

                // On the disk before it gets its name, else a power cut could leave the name with nothing behind it.
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, full, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Discard(unfinished);
            throw Refused(full, problem);
        }
        catch
        {
            Discard(unfinished);
            throw;
        }
    }

    private static UserErrorException Refused(string full, Exception problem) => new(
        $"{full} cannot be written ({problem.Message.TrimEnd('.')}); free some space or choose another folder.",
        problem);

    private static void Discard(string unfinished)
    {
        try
        {
            File.Delete(unfinished);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The first problem is the one to tell; what is left is named .unfinished and overwritten next time.
            return;
        }
    }
}
