using System.Text;

namespace Huoqi.Torture;

/// <summary>
/// What one client knows, on its own disk: each request before it is sent, each answer before it is believed. The
/// oracle reads these files and nothing else of the clients.
/// <code>
/// S intent key kind person other fen    about to be sent
/// A key status order                    answered
/// R key status order                    the same key was sent with another content, and this was the answer
/// </code>
/// </summary>
internal sealed class ClientJournal : IDisposable
{
    private readonly FileStream _file;
    private readonly StringBuilder _line = new();

    public ClientJournal(string path)
    {
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 1);
    }

    /// <summary>Returns when it is on the disk.</summary>
    public void Sending(params IEnumerable<Ask> asks)
    {
        foreach (Ask ask in asks)
        {
            _line.Append("S ").Append(ask).Append('\n');
        }

        Sync();
    }

    /// <summary>Returns when it is on the disk.</summary>
    public void Answered(string key, Told told)
    {
        _line.Append("A ").Append(key).Append(' ').Append(told).Append('\n');
        Sync();
    }

    /// <summary>The same for many answers.</summary>
    public void Answered(IEnumerable<(string Key, Told Told)> answers)
    {
        foreach ((string key, Told told) in answers)
        {
            _line.Append("A ").Append(key).Append(' ').Append(told).Append('\n');
        }

        Sync();
    }

    /// <summary>What a key was answered when it came with another content.</summary>
    public void AnsweredReuse(string key, Told told)
    {
        _line.Append("R ").Append(key).Append(' ').Append(told).Append('\n');
        Sync();
    }

    public void Dispose() => _file.Dispose();

    private void Sync()
    {
        _file.Write(Encoding.UTF8.GetBytes(_line.ToString()));
        _file.Flush(flushToDisk: true);
        _line.Clear();
    }
}
