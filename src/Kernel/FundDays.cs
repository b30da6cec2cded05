// The calendar profile of a fund: which day an order belongs to, and from which day units earn for whom. Everything
// else (postings, income, statements) asks here and never counts days itself.
namespace Huoqi.Kernel;

/// <summary>The day rules of a fund; a subscription earns from <see cref="ConfirmationDay"/> on.</summary>
public abstract class FundDays
{
    private FundDays()
    {
    }

    /// <summary>The profile <c>as-recorded</c> of the Yu'ebao data set of 2013-2014: every day is an order day and
    /// public holidays do not exist, because the record shows nothing else.</summary>
    public static FundDays AsRecorded { get; } = new RecordedDays();

    /// <summary>The profile's name in options and reports: <c>default</c> or <c>as-recorded</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The profile of a fund that deals on the days of a calendar, with the cut-off at 15:00 in Beijing.
    /// </summary>
    public static FundDays Default(TradingCalendar calendar) => new CalendarDays(calendar);

    /// <summary>The order day (T) of an order given at an instant.</summary>
    public abstract DateOnly OrderDay(DateTimeOffset instant);

    /// <summary>The day (T+1) on which the registrar confirms orders of an order day; subscribed units earn from it.
    /// </summary>
    public abstract DateOnly ConfirmationDay(DateOnly orderDay);

    /// <summary>The first day on which units redeemed by T+1 no longer earn for the person.</summary>
    public abstract DateOnly RedemptionStopsEarningOn(DateOnly orderDay);

    /// <summary>The first day on which units redeemed by T+0 on a calendar day earn for the advancing bank and not for
    /// the person.</summary>
    public abstract DateOnly AdvanceEarnsFrom(DateOnly day);

    private sealed class CalendarDays(TradingCalendar calendar) : FundDays
    {
        public override string Name => "default";

        public override DateOnly OrderDay(DateTimeOffset instant)
        {
            DateOnly day = BeijingTime.DateOf(instant);
            return BeijingTime.TimeOfDay(instant) < BeijingTime.Cutoff
                ? calendar.DealingDayOnOrAfter(day)
                : calendar.NextDealingDay(day);
        }

        public override DateOnly ConfirmationDay(DateOnly orderDay) => calendar.IsDealingDay(orderDay)
            ? calendar.NextDealingDay(orderDay)
            : throw new ArgumentException($"{CalendarFile.Text(orderDay)} is not a dealing day", nameof(orderDay));

        public override DateOnly RedemptionStopsEarningOn(DateOnly orderDay) => ConfirmationDay(orderDay);

        public override DateOnly AdvanceEarnsFrom(DateOnly day) => day;
    }

    private sealed class RecordedDays : FundDays
    {
        public override string Name => "as-recorded";

        public override DateOnly OrderDay(DateTimeOffset instant) => BeijingTime.DateOf(instant);

        // What the record shows: two days on from Monday to Thursday; Friday's purchase earns from Tuesday, the
        // weekend's from Wednesday.
        public override DateOnly ConfirmationDay(DateOnly orderDay) => orderDay.AddDays(orderDay.DayOfWeek switch
        {
            DayOfWeek.Monday or DayOfWeek.Tuesday or DayOfWeek.Wednesday or DayOfWeek.Thursday => 2,
            DayOfWeek.Friday or DayOfWeek.Saturday => 4,
            DayOfWeek.Sunday => 3,
        });

        public override DateOnly RedemptionStopsEarningOn(DateOnly orderDay) => orderDay.AddDays(1);

        public override DateOnly AdvanceEarnsFrom(DateOnly day) => day.AddDays(1);
    }
}
