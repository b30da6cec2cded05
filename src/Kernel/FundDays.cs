// The calendar profile of a fund: which day an order belongs to, and from which day units earn for whom. Everything
// else (postings, income, statements) asks here and never counts days itself.
namespace Huoqi.Kernel;

/// <summary>The days of an order, from one look at the calendar.</summary>
/// <param name="OrderDay">T.</param>
/// <param name="ConfirmDay">T+1: the registrar confirms it; subscribed units earn from it.</param>
/// <param name="StopsEarningOn">The first day on which redeemed units no longer earn.</param>
public readonly record struct OrderDates(DateOnly OrderDay, DateOnly ConfirmDay, DateOnly StopsEarningOn);

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
    public static FundDays Default(TradingCalendar calendar) => Default(CalendarInForce.Of(calendar));

    /// <summary>The same on a calendar that may be loaded anew.</summary>
    public static FundDays Default(CalendarInForce calendar) => new CalendarDays(calendar);

    /// <summary>The days of an order given at an instant, all of one calendar.</summary>
    public abstract OrderDates DatesOf(DateTimeOffset instant);

    /// <summary>The order day (T) of an order given at an instant.</summary>
    public abstract DateOnly OrderDay(DateTimeOffset instant);

    /// <summary>The day (T+1) on which the registrar confirms orders of an order day; subscribed units earn from it.
    /// </summary>
    public abstract DateOnly ConfirmationDay(DateOnly orderDay);

    /// <summary>The first day on which units redeemed by T+0 on a calendar day earn for the advancing bank and not for
    /// the person.</summary>
    public abstract DateOnly AdvanceEarnsFrom(DateOnly day);

    /// <summary>Whether nobody has announced yet what the day is: a date that rests on it is provisional.</summary>
    public abstract bool IsAssumed(DateOnly day);

    /// <summary>The first day whose orders leave with those of an order day: behind it lie closed days, for which
    /// orders were taken only if they were thought to be open.</summary>
    public abstract DateOnly FirstSentWith(DateOnly orderDay);

    /// <summary>The days under which an order goes to the registrar: its own, or the next ones when its order day
    /// turned out to be closed.</summary>
    public abstract (DateOnly OrderDay, DateOnly ConfirmDay) SentAs(DateOnly orderDay, DateOnly confirmDay);

    private sealed class CalendarDays(CalendarInForce calendar) : FundDays
    {
        public override string Name => "default";

        public override DateOnly OrderDay(DateTimeOffset instant) => OrderDay(calendar.Now, instant);

        public override DateOnly ConfirmationDay(DateOnly orderDay)
        {
            TradingCalendar now = calendar.Now;
            return now.IsDealingDay(orderDay)
                ? now.NextDealingDay(orderDay)
                : throw new ArgumentException($"{CalendarFile.Text(orderDay)} is not a dealing day", nameof(orderDay));
        }

        public override DateOnly AdvanceEarnsFrom(DateOnly day) => day;

        public override OrderDates DatesOf(DateTimeOffset instant)
        {
            TradingCalendar now = calendar.Now;
            DateOnly day = OrderDay(now, instant);
            DateOnly next = now.NextDealingDay(day);
            return new(day, next, StopsEarningOn: next);
        }

        public override bool IsAssumed(DateOnly day) => calendar.Now.IsAssumed(day);

        public override DateOnly FirstSentWith(DateOnly orderDay) =>
            calendar.Now.PreviousDealingDay(orderDay).AddDays(1);

        public override (DateOnly OrderDay, DateOnly ConfirmDay) SentAs(DateOnly orderDay, DateOnly confirmDay)
        {
            TradingCalendar now = calendar.Now;
            if (now.IsDealingDay(orderDay))
            {
                return (orderDay, confirmDay);
            }

            DateOnly day = now.NextDealingDay(orderDay);
            return (day, now.NextDealingDay(day));
        }

        private static DateOnly OrderDay(TradingCalendar calendar, DateTimeOffset instant)
        {
            DateOnly day = BeijingTime.DateOf(instant);
            return BeijingTime.TimeOfDay(instant) < BeijingTime.Cutoff
                ? calendar.DealingDayOnOrAfter(day)
                : calendar.NextDealingDay(day);
        }
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

        public override DateOnly AdvanceEarnsFrom(DateOnly day) => day.AddDays(1);

        public override OrderDates DatesOf(DateTimeOffset instant)
        {
            DateOnly day = OrderDay(instant);
            return new(day, ConfirmationDay(day), StopsEarningOn: day.AddDays(1));
        }

        public override bool IsAssumed(DateOnly day) => false;

        public override DateOnly FirstSentWith(DateOnly orderDay) => orderDay;

        public override (DateOnly OrderDay, DateOnly ConfirmDay) SentAs(DateOnly orderDay, DateOnly confirmDay) =>
            (orderDay, confirmDay);
    }
}
