using Huoqi.Customers;
using Huoqi.Demo;
using Huoqi.Kernel;
using Huoqi.Verify;
using Huoqi.Wallet;
using Huoqi.Workers;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>
/// Around the end of the announced days: business goes on under assumed ones, and when the notice comes, what was
/// promised stands as it was written while new orders follow the notice.
/// </summary>
public sealed class CalendarChangeTests(PostgresFixture postgres)
{
    // Other than assumed, the first two dealing days of the year are closed.
    private const string Notice = """
        covers,2027-01-01,2027-12-31
        date,bank_working_day,dealing_day,label
        2027-01-01,0,0,元旦
        2027-01-04,0,0,元旦
        2027-01-05,0,0,元旦
        """;

    private const string Orders = """
        SELECT coalesce(string_agg(order_day || ' ' || confirm_day || ' ' || state, ', ' ORDER BY owner, order_day), '')
        FROM funds.fund_order WHERE amount = 12345
        """;

    private static readonly DateOnly LastDay = new(2026, 12, 31);
    private static readonly Money Amount = new(12_345);

    [Fact]
    public async Task A_notice_that_closes_assumed_days_leaves_what_was_promised_and_the_order_goes_out_with_the_next()
    {
        await using DemoHouse house = await DemoHouse.StartAsync(postgres, LastDay);
        (DemoPerson early, DemoPerson late) = People(house);
        await AtAsync(house, LastDay, 10);
        await BuyAsync(house, early, "before");
        await AtAsync(house, LastDay, 16);
        await BuyAsync(house, late, "before");
        Assert.Equal("2026-12-31 2027-01-04 1, 2027-01-04 2027-01-05 1", await house.ValueAsync<string>(Orders));
        Assert.Equal((true, new DateOnly(2027, 1, 5)), await QuotedAsync(house, late));

        CalendarLoaded loaded = await LoadAsync(house);
        Assert.Contains(new(2027, 1, 4), loaded.Changed);
        Assert.Equal((false, new DateOnly(2027, 1, 7)), await QuotedAsync(house, late));
        Assert.Equal([new DateOnly(2027, 1, 7)], await ExpectedAsync(house, late));
        await BuyAsync(house, late, "after");

        // Closed days pass, and what was given for one of them leaves with the next dealing day's orders.
        await AtAsync(house, new(2027, 1, 4), 16);
        await AtAsync(house, new(2027, 1, 5), 16);
        Assert.Equal(
            "2026-12-31 2027-01-04 2, 2027-01-04 2027-01-05 1, 2027-01-06 2027-01-07 1",
            await house.ValueAsync<string>(Orders));
        await AtAsync(house, new(2027, 1, 6), 16);
        await AtAsync(house, new(2027, 1, 7), 10);
        Assert.Equal(
            "2026-12-31 2027-01-04 2, 2027-01-04 2027-01-05 2, 2027-01-06 2027-01-07 2",
            await house.ValueAsync<string>(Orders));
        Assert.Equal("2027-01-04, 2027-01-07, 2027-01-07", await house.ValueAsync<string>("""
            SELECT string_agg(t.earns_from::text, ', ' ORDER BY o.owner, o.order_day)
            FROM funds.fund_order o JOIN ledger.transfer t ON t.shard = o.shard AND t.entry = o.settled_entry
            WHERE o.amount = 12345 AND t.earns_from IS NOT NULL
            """));
        await house.VerifyAsync();
    }

    [Fact]
    public async Task Orders_of_one_day_may_have_two_days_of_confirmation_only_where_a_calendar_was_loaded()
    {
        await using DemoHouse house = await DemoHouse.StartAsync(postgres, LastDay);
        (DemoPerson early, DemoPerson late) = People(house);
        await AtAsync(house, LastDay, 10);
        await BuyAsync(house, early, "before");
        await LoadAsync(house);
        await BuyAsync(house, late, "after");
        Assert.Equal("2026-12-31 2027-01-04 1, 2026-12-31 2027-01-06 1", await house.ValueAsync<string>(Orders));
        await AtAsync(house, new(2027, 1, 6), 10);
        Assert.Equal("2026-12-31 2027-01-04 2, 2026-12-31 2027-01-06 2", await house.ValueAsync<string>(Orders));
        await house.VerifyAsync();

        // The same books without the file are books in which somebody has changed a day.
        await using (NpgsqlCommand delete = house.Installation.Owner.CreateCommand("DELETE FROM huoqi.calendar_file"))
        {
            await delete.ExecuteNonQueryAsync(Cancel);
        }

        VerifyReport report = await new Verifier(house.Installation.App, TimeProvider.System).RunAsync(cancel: Cancel);
        Assert.Contains(report.ToLines(), line => line.Contains("order_day, confirm_day", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_process_learns_what_was_loaded_and_the_program_itself_cannot_load()
    {
        await using DemoHouse house = await DemoHouse.StartAsync(postgres, LastDay);
        CalendarInForce other = await CalendarInForce.StartAsync(house.Installation.Db, Cancel);
        await LoadAsync(house);
        Assert.True(other.Now.IsDealingDay(new(2027, 1, 4)));
        await other.LearnAsync(Cancel);
        Assert.False(other.Now.IsDealingDay(new(2027, 1, 4)));
        CalendarInForce later = await CalendarInForce.StartAsync(house.Installation.Db, Cancel);
        Assert.Equal(new(2027, 12, 31), later.Now.AnnouncedThrough);

        UserErrorException again = await Assert.ThrowsAsync<UserErrorException>(() => LoadAsync(house));
        Assert.Equal("notice.csv says nothing new: every day in it is known so.", again.Message);
        await Assert.ThrowsAsync<PostgresException>(() => house.Installation.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(new("DELETE FROM huoqi.calendar_file"), [], token), cancel: Cancel));
    }

    [Fact]
    public async Task Without_any_notice_the_year_goes_on_under_assumed_days()
    {
        await using DemoHouse house = await DemoHouse.StartAsync(postgres, LastDay);
        (DemoPerson person, _) = People(house);
        await AtAsync(house, new(2027, 2, 4), 16);
        await BuyAsync(house, person, "spring");

        // New Year's eve is Friday the fifth: eight days, then a weekend.
        Assert.Equal("2027-02-15 2027-02-16 1", await house.ValueAsync<string>(Orders));
        Assert.Equal((true, new DateOnly(2027, 2, 16)), await QuotedAsync(house, person));
        await AtAsync(house, new(2027, 2, 16), 10);
        Assert.Equal("2027-02-15 2027-02-16 2", await house.ValueAsync<string>(Orders));
        await house.VerifyAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static (DemoPerson Early, DemoPerson Late) People(DemoHouse house)
    {
        IReadOnlyList<DemoPerson> people = DemoHouse.PlanOf(house.House, house.Series).People;
        return (people[2], people[3]);
    }

    /// <summary>Sets the clock and does all that is due by then.</summary>
    private static async Task AtAsync(DemoHouse house, DateOnly date, int hour)
    {
        house.Real.Set(date, new(hour, 0));
        DayProgress progress = await DemoHouse.DayOf(house.House).AdvanceAsync(Cancel);
        Assert.Equal(("", (DateOnly?)date), (progress.Waits, progress.Date));
    }

    private static async Task BuyAsync(DemoHouse house, DemoPerson person, string key)
    {
        WalletParts parts = house.House.Wallet;
        Assert.Equal(WalletStatus.Pending, (await new SubscribeFromCard(parts).HandleAsync(
            new(person.Number, key, Amount, person.Card))).Status);
        Assert.Equal(0, (await new SettleBankOrders(parts, house.House.Workers.Bank).RunAsync(Cancel)).Open);
    }

    private static async Task<(bool IsProvisional, DateOnly ArrivesOn)> QuotedAsync(DemoHouse house, DemoPerson person)
    {
        Quote quote = await new Quotes(house.House.Customers).ForAsync(
            QuoteAct.SubscribeFromCard, person.Number, Amount, Cancel);
        return (quote.IsProvisional, quote.ArrivesOn);
    }

    private static async Task<IEnumerable<DateOnly>> ExpectedAsync(DemoHouse house, DemoPerson person) =>
        (await new BillReading(house.House.Customers).UnderWayAsync(person.Number, Cancel))
            .Where(order => order.Amount == Amount).Select(order => order.ExpectedOn!.Value);

    private static async Task<CalendarLoaded> LoadAsync(DemoHouse house)
    {
        CalendarLoaded loaded = await CalendarLoad.LoadAsync(
            house.Installation, Notice.ReplaceLineEndings("\n"), "notice.csv", house.Clock.Today, Cancel);
        await house.House.Workers.Calendar.LearnAsync(Cancel);
        return loaded;
    }
}
