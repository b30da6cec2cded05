namespace Huoqi.Torture;

/// <summary>What the clients' journals say, read back from their files.</summary>
internal sealed class JournalBook
{
    private readonly Dictionary<string, KeyTold> _keys = [];

    /// <summary>Everything that was ever sent, by key.</summary>
    public IReadOnlyDictionary<string, KeyTold> Keys => _keys;

    /// <summary>Reads every journal of a folder.</summary>
    public static JournalBook Read(string folder)
    {
        JournalBook book = new();
        foreach (string file in Directory.EnumerateFiles(folder, "*.journal").Order(StringComparer.Ordinal))
        {
            foreach (string line in File.ReadLines(file))
            {
                book.Add(line.Split(' '));
            }
        }

        return book;
    }

    private void Add(string[] words)
    {
        switch (words[0])
        {
            case "S":
                Ask ask = Ask.Parse(words, 1);
                _keys.TryAdd(ask.Key, new(ask));
                break;
            case "A":
                _keys[words[1]].Answers.Add(Told.Parse(words, 2));
                break;
            case "R":
                _keys[words[1]].AnswersToReuse.Add(Told.Parse(words, 2));
                break;
        }
    }
}

/// <summary>A key, and all that was told about it.</summary>
internal sealed class KeyTold(Ask ask)
{
    public Ask Ask => ask;

    public List<Told> Answers { get; } = [];

    public List<Told> AnswersToReuse { get; } = [];
}
