using System.Globalization;
using Huoqi.Customers;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>For random lives, what pages read is what the naive sum over all days and the books say.</summary>
public sealed class ReadingsPropertyTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private static readonly Asset Fund = new(1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task Pages_read_what_the_books_say(int fixedSeed)
    {
        int seed = fixedSeed == 0 ? Environment.TickCount & 0xFFFFFF : fixedSeed;
        output.WriteLine($"seed {seed}");
        await using RandomLife life = await RandomLife.StartAsync(postgres, seed);
        for (int part = 0; part < 4; part++)
        {
            await life.LiveAsync(acts: 90);
            foreach (long person in life.People)
            {
                await HomeIsRightAsync(life, person);
                await IncomeIsRightAsync(life, person);
            }
        }

        await YieldsAreRightAsync(life);
        await TheMigrationFillsWhatTheLedgerCountsAsync(life.House.Database);
        await life.House.VerifyAsync();
    }

    /// <summary>Holders that were there before the counter get what the ledger would have counted.</summary>
    private static async Task TheMigrationFillsWhatTheLedgerCountsAsync(TestDatabase database)
    {
        const string Counters = "SELECT string_agg(owner || ' ' || income, ', ' ORDER BY owner) FROM ledger.holder";
        string counted = await database.ValueAsync<string>(Counters);
        using Stream file = typeof(GeneralLedger).Assembly.GetManifestResourceStream(
            "Huoqi.Ledger.Migrations.0004-income-counter.sql")!;
        using StreamReader text = new(file);
        string fill = (await text.ReadToEndAsync()).Split(';')[1];
        await database.RunAsync("UPDATE ledger.holder SET income = 0");
        await database.RunAsync(fill);
        Assert.Equal(counted, await database.ValueAsync<string>(Counters));
    }

    /// <summary>Income per 10,000 is the day's total over its units, the yield that of the last seven days.</summary>
    private static async Task YieldsAreRightAsync(RandomLife life)
    {
        IReadOnlyList<FundFigures> year = await new YieldReading(life.Parts).ReadAsync(YieldSpan.Year);
        Assert.Equal(year.TakeLast(7), await new YieldReading(life.Parts).ReadAsync(YieldSpan.Week));
        for (int i = 0; i < year.Count; i++)
        {
            EarningDay numbers = year[i].Numbers;
            Assert.Equal(FundIncome.Per10k(new(numbers.TotalFen), new(numbers.EarningUnits)), year[i].Per10k);
            Assert.Equal(
                i < 6 ? null : SevenDayYield.CarriedDaily([.. year.Skip(i - 6).Take(7).Select(day => day.Per10k)]),
                year[i].SevenDay);
        }
    }

    private static async Task<(IReadOnlyList<HoldingDay> Days, long Adjusted, long AdjustedLately)> NaiveAsync(
        RandomLife life, long person)
    {
        Db db = life.House.Database.Db;
        short shard = life.House.Parts.Ledger.ShardOf(person);
        IReadOnlyList<LedgerQueries.DayInShard> days =
            await db.AllAsync(new LedgerQueries.DaysAfter(shard, Fund, DateOnly.MinValue));
        IReadOnlyList<HoldingDay> history =
            await HoldingDays.OfAsync(db, shard, person, Fund, [.. days.Select(day => day.Numbers)]);
        DateOnly since = history is [.., var last] ? last.Day.AddDays(-29) : DateOnly.MinValue;
        return (history, await AdjustedAsync(life, person, DateOnly.MinValue),
            await AdjustedAsync(life, person, since));
    }

    private static async Task<long> AdjustedAsync(RandomLife life, long person, DateOnly since) =>
        await life.House.Database.ValueAsync<long>(string.Create(CultureInfo.InvariantCulture, $"""
            SELECT coalesce(sum(CASE WHEN credit_owner = {person} THEN amount ELSE -amount END), 0)::bigint
            FROM ledger.pub_movement
            WHERE act IN (203, 204) AND business_date >= '{since:yyyy-MM-dd}'
              AND ((credit_owner = {person} AND debit_owner = 0) OR (debit_owner = {person} AND credit_owner = 0))
            """));

    private static async Task HomeIsRightAsync(RandomLife life, long person)
    {
        (IReadOnlyList<HoldingDay> days, long adjusted, long lately) = await NaiveAsync(life, person);
        Home? home = await new HomeReading(life.Parts).ReadAsync(person);
        Assert.NotNull(home);
        Assert.Equal(days.Count == 0 ? null : (days[^1].Day, new Money(days[^1].Fen)), home.LastDay);
        Assert.Equal(days.TakeLast(30).Sum(day => day.Fen) + lately, home.Last30Days.Fen);
        Assert.Equal(days.Sum(day => day.Fen) + adjusted, home.Accumulated.Fen);
        long posted = await life.House.Database.ValueAsync<long>($"""
            SELECT coalesce(sum(CASE WHEN credit_owner = {person} THEN amount ELSE -amount END), 0)::bigint
            FROM ledger.pub_movement WHERE act = 1 AND {person} IN (credit_owner, debit_owner)
              AND 0 IN (credit_owner, debit_owner)
            """);
        Assert.Equal(days.Sum(day => day.Fen) - posted, home.NotPosted.Fen);
        long balances = await life.House.Database.ValueAsync<long>($"""
            SELECT coalesce(sum(balance), 0)::bigint FROM ledger.pub_balance
            WHERE owner = {person} AND code NOT BETWEEN 9000 AND 9999
            """);
        long underWay = await life.House.Database.ValueAsync<long>($"""
            SELECT coalesce(sum(amount), 0)::bigint FROM funds.pub_order
            WHERE owner = {person} AND ((kind = 1 AND state = 1) OR (kind = 2 AND state = 2))
            """);
        Assert.Equal(balances + underWay + home.NotPosted.Fen, home.Total.Fen);
    }

    private static async Task IncomeIsRightAsync(RandomLife life, long person)
    {
        (IReadOnlyList<HoldingDay> days, _, _) = await NaiveAsync(life, person);
        IncomeReading reading = new(life.Parts);
        List<IncomeOfDay> read = [];
        DateOnly? before = null;
        do
        {
            IncomePage page = await reading.ListAsync(person, before, limit: 7);
            read.AddRange(page.Days);
            before = page.Next;
        }
        while (before is not null);

        Assert.Equal(days.Reverse().Select(day => (day.Day, day.Units, day.Fen)),
            read.Select(day => (day.Day, day.Units.Hundredths, day.Income.Fen)));
        if (days.Count > 0)
        {
            HoldingDay some = days[days.Count / 2];
            IncomeExplained? explained = await reading.DayAsync(person, some.Day);
            Assert.NotNull(explained);
            Assert.Equal(some.Fen, explained.Day.Income.Fen);
            Assert.Equal(some.Fen, explained.Floor.Fen + (explained.GotOneMore ? 1 : 0));
            IncomeMonth month = await reading.MonthAsync(person, some.Day.Year, some.Day.Month);
            Assert.Equal(days.Where(day => day.Day.Month == some.Day.Month).Sum(day => day.Fen),
                month.Days.Sum(day => day.Income.Fen));
        }

        // An entry posted exactly the days that name it.
        foreach (IGrouping<OrderNo, IncomeOfDay> entry in read.Where(day => day.PostedBy is not null)
            .GroupBy(day => day.PostedBy!.Value))
        {
            long posted = await life.House.Database.ValueAsync<long>($"""
                SELECT sum(CASE WHEN credit_owner = {person} THEN amount ELSE -amount END)::bigint
                FROM ledger.pub_movement
                WHERE shard = {entry.Key.Shard} AND entry = {entry.Key.Entry} AND 0 IN (credit_owner, debit_owner)
                """);
            Assert.Equal(posted, entry.Sum(day => day.Income.Fen));
        }
    }
}
