using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Replay;

/// <summary>
/// One CSV file read strictly: every cell that is not what its column promises is refused with a sentence that names
/// file, line, column and what to do. Nothing is guessed and nothing is skipped.
/// </summary>
internal sealed class YuebaoTable : IDisposable
{
    private const string Again = "restore the file from the project's data/yuebao folder or correct that line";
    private readonly StreamReader _reader;
    private readonly string _file;
    private readonly int[] _columns;
    private readonly string[] _names;
    private readonly int _width;
    private string[] _row = [];

    private YuebaoTable(string file, StreamReader reader, string[] names)
    {
        _file = file;
        _reader = reader;
        _names = names;
        string[] header = NextRow() ?? throw new UserErrorException($"{file} is empty; {Again}.");
        _width = header.Length;
        _columns = new int[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            _columns[i] = Array.FindIndex(header, cell => cell.Trim() == names[i]);
            if (_columns[i] < 0)
            {
                throw new UserErrorException($"{file}, line 1: the column {names[i]} is missing; {Again}.");
            }
        }
    }

    /// <summary>Line of the current row, counted from 1.</summary>
    public int Line { get; private set; }

    public static YuebaoTable Open(string file, params string[] names)
    {
        StreamReader reader;
        try
        {
            reader = new(file);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserErrorException(
                $"{file} is missing; restore it from the project's data/yuebao folder.", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file} cannot be read ({problem.Message}); make it readable.", problem);
        }

        try
        {
            return new(file, reader, names);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Moves to the next row; false at the end of the file.</summary>
    public bool Read()
    {
        string[]? row = NextRow();
        if (row is null)
        {
            return false;
        }

        _row = row;
        return row.Length == _width
            ? true
            : throw new UserErrorException(
                $"{_file}, line {Line}: {row.Length} fields where the header has {_width}; {Again}.");
    }

    public DateOnly Date(int column, string format, string example)
    {
        string text = Cell(column);
        return DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day
            : throw Refused(column, $"'{text}' is not a date written like {example}");
    }

    /// <summary>A whole number of fen, 0 … 10^15.</summary>
    public long Fen(int column)
    {
        const long mostFen = 1_000_000_000_000_000;
        string text = Cell(column);
        if (text.StartsWith('-') && text.AsSpan(1).ContainsAnyInRange('1', '9'))
        {
            throw Refused(column, $"the amount {text} is negative");
        }

        if (text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            throw Refused(column, $"'{text}' is not a whole number of fen");
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long fen) && fen <= mostFen
            ? fen
            : throw Refused(column, $"the amount {text} is more than 1,000,000,000,000,000 fen");
    }

    /// <summary>A decimal from 0 to 100 of at most <paramref name="places"/> places, in units of the last.</summary>
    public int Scaled(int column, int places)
    {
        string text = Cell(column);
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out decimal value))
        {
            throw Refused(column, $"'{text}' is not a decimal number");
        }

        if (value is < 0 or > 100)
        {
            throw Refused(column, $"{text} is not between 0 and 100");
        }

        for (int i = 0; i < places; i++)
        {
            value *= 10;
        }

        return value == decimal.Truncate(value)
            ? (int)value
            : throw Refused(column, $"{text} has more than {places} decimals");
    }

    public UserErrorException Refused(int column, string why) =>
        new($"{_file}, line {Line}, column {_names[column]}: {why}; {Again}.");

    public void Dispose() => _reader.Dispose();

    private string Cell(int column) => _row[_columns[column]].Trim();

    // The files hold numbers and dates only, so no cell is quoted; one that is fails as what it should be.
    private string[]? NextRow()
    {
        try
        {
            string? line = _reader.ReadLine();
            Line++;
            return line?.Split(',');
        }
        catch (IOException problem)
        {
            throw new UserErrorException($"{_file} cannot be read ({problem.Message}); make it readable.", problem);
        }
    }
}
