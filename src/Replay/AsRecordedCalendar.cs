namespace Huoqi.Replay;

/// <summary>
/// The calendar the real data follow: days count by weekday alone, public holidays ignored. A purchase of Monday to
/// Thursday earns from the second day after, of Friday from Tuesday, of Saturday and Sunday from Wednesday.
/// </summary>
public static class AsRecordedCalendar
{
    /// <summary>The day on which an order of <paramref name="day"/> is confirmed and its units first earn.</summary>
    public static DateOnly ConfirmationDay(DateOnly day) => day.AddDays(day.DayOfWeek switch
    {
        DayOfWeek.Monday or DayOfWeek.Tuesday or DayOfWeek.Wednesday or DayOfWeek.Thursday => 2,
        DayOfWeek.Friday or DayOfWeek.Saturday => 4,
        DayOfWeek.Sunday => 3,
    });
}
