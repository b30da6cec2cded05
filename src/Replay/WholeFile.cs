using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Replay;

/// <summary>Writes a file whole or not at all: beside it first, then renamed over it.</summary>
internal static class WholeFile
{
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
            throw new UserErrorException(
                $"{full} cannot be written ({problem.Message.TrimEnd('.')}); free some space or choose another folder.",
                problem);
        }
        catch
        {
            Discard(unfinished);
            throw;
        }
    }

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
