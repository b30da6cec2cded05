using Npgsql;

namespace Huoqi.Kernel;

/// <summary>
/// The trading calendar as it is now: the one that ships with the program, and over it the files that were loaded into
/// this installation. Every process asks now and then; a question is answered from one calendar, never from two.
/// </summary>
public sealed class CalendarInForce
{
    private readonly Db? _db;
    private Known _known;

    private CalendarInForce(Db? db, TradingCalendar calendar)
    {
        _db = db;
        _known = new(calendar, Files: 0);
    }

    /// <summary>The calendar now.</summary>
    public TradingCalendar Now => Volatile.Read(ref _known).Calendar;

    /// <summary>A calendar that stays as it is, where no installation is.</summary>
    public static CalendarInForce Of(TradingCalendar calendar) => new(db: null, calendar);

    /// <summary>An installation's calendar.</summary>
    public static async Task<CalendarInForce> StartAsync(Db db, CancellationToken cancel = default)
    {
        CalendarInForce calendar = new(db, TradingCalendar.China);
        await calendar.LearnAsync(cancel);
        return calendar;
    }

    /// <summary>Learns what was loaded meanwhile.</summary>
    /// <exception cref="CalendarFileException">A file does not fit, though it was checked.</exception>
    public async Task LearnAsync(CancellationToken cancel = default)
    {
        Known known = Volatile.Read(ref _known);
        if (_db is null)
        {
            return;
        }

        foreach (Loaded file in await _db.AllAsync(new LoadedAfter(known.Files), cancel))
        {
            known = new(known.Calendar.WithText(file.Content, file.Name), file.Number);
        }

        Volatile.Write(ref _known, known);
    }

    private sealed record Known(TradingCalendar Calendar, int Files);

    private sealed record Loaded(int Number, string Name, string Content);

    private sealed record LoadedAfter(int Number) : Query<Loaded>
    {
        private static readonly Sql Sql = new(
            "SELECT number, name, content FROM huoqi.calendar_file WHERE number > $1 ORDER BY number");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Number);

        public override Loaded Read(NpgsqlDataReader row) => new(row.GetInt32(0), row.GetString(1), row.GetString(2));
    }
}
