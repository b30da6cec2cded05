using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Huoqi.Customers;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>For random lives, bills and statements add up to the books, in every form in which they can be taken
/// away.</summary>
public sealed class BillsPropertyTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private static readonly Asset Fund = new(1);

    internal static readonly ExportWords Words = new()
    {
        PartyName = party => party.MerchantName ?? "",
        KindName = kind => $"{kind}",
        Columns = ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
        Sheet = "s",
        Opening = "o",
        Closing = "c",
    };

    [Theory]
    [InlineData(11)]
    [InlineData(0)]
    public async Task Bills_and_exports_add_up_to_the_books(int fixedSeed)
    {
        int seed = fixedSeed == 0 ? Environment.TickCount & 0xFFFFFF : fixedSeed;
        output.WriteLine($"seed {seed}");
        await using RandomLife life = await RandomLife.StartAsync(postgres, seed);
        for (int part = 0; part < 3; part++)
        {
            await life.LiveAsync(acts: 100);
            foreach (long person in life.People)
            {
                await BillsAddUpAsync(life, person);
                await StatementsAddUpAsync(life, person, new Random(seed + part));
                await NothingIsLeftUnderWayAsync(life, person);
            }
        }
    }

    private static async Task BillsAddUpAsync(RandomLife life, long person)
    {
        BillReading reading = new(life.Parts);
        List<Bill> all = [];
        string? cursor = null;
        do
        {
            BillPage? page = await reading.PageAsync(person, new BillFilter(), cursor, limit: 9);
            Assert.NotNull(page);
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(all.Select(bill => bill.No.Entry).Distinct().OrderDescending(), all.Select(bill => bill.No.Entry));
        Assert.Equal(await BalanceAsync(life, person, 2000, 2999), all.Sum(bill => bill.Wallet.Fen));
        Assert.Equal(await BalanceAsync(life, person, 8000, 8999), all.Sum(bill => bill.Units.Hundredths));
        Assert.DoesNotContain(all, bill => bill.Kind == BillKind.Other);

        // What a filter leaves is what all of them have that fits, over any number of pages.
        BillFilter paid = new() { Kinds = new HashSet<BillKind> { BillKind.Payment, BillKind.PaymentFromFund } };
        BillPage? payments = await reading.PageAsync(person, paid, cursor: null, BillReading.LargestPage);
        Assert.Equal(all.Where(bill => bill.Kind is BillKind.Payment or BillKind.PaymentFromFund).Take(100),
            payments!.Items);
        foreach (Bill bill in all.Take(12))
        {
            Receipt? receipt = await new Receipts(life.Parts).FindAsync(person, bill.No);
            Assert.Equal(bill, receipt?.Bill);
            foreach (long other in life.People.Where(other => other != person && other != bill.Party.Person))
            {
                Assert.True(bill.Kind is BillKind.IncomeCorrected or BillKind.Sent or BillKind.Received
                    || await new Receipts(life.Parts).FindAsync(other, bill.No) is null);
            }
        }
    }

    private static async Task StatementsAddUpAsync(RandomLife life, long person, Random random)
    {
        Db db = life.House.Database.Db;
        short shard = life.House.Parts.Ledger.ShardOf(person);
        DateOnly first = new(2019, 3, 4);
        DateOnly from = first.AddDays(random.Next(-3, life.House.Today.DayNumber - first.DayNumber + 1));
        DateOnly through = from.AddDays(random.Next(0, 40));
        PeriodStatement statement = await new Statements(life.Parts).ReadAsync(person, from, through);
        IReadOnlyList<LedgerQueries.DayInShard> published =
            await db.AllAsync(new LedgerQueries.DaysAfter(shard, Fund, DateOnly.MinValue));
        EarningDay[] days = [.. published.Select(day => day.Numbers)];
        Assert.Equal(await WalletAsOfAsync(from.AddDays(-1)), statement.OpeningWallet.Fen);
        Assert.Equal(await WalletAsOfAsync(through), statement.ClosingWallet.Fen);
        Assert.Equal(await UnitsAsOfAsync(from.AddDays(-1)), statement.OpeningUnits.Hundredths);
        Assert.Equal(await UnitsAsOfAsync(through), statement.ClosingUnits.Hundredths);
        await ExportsAddUpAsync(statement);

        Task<long> WalletAsOfAsync(DateOnly date) => BalanceAsOf.OfAsync(
            db, shard, AccountKey.Of(person, AccountCode.UserBalance), date, []);

        async Task<long> UnitsAsOfAsync(DateOnly date)
        {
            long sum = 0;
            foreach (AccountCode code in (AccountCode[])[AccountCode.UnitsAvailable, AccountCode.UnitsFrozen,
                AccountCode.UnpaidIncome, AccountCode.UnitsInTransit, AccountCode.UnitsInTransitNotEarning])
            {
                sum += await BalanceAsOf.OfAsync(db, shard, AccountKey.Of(person, code, Fund), date, days);
            }

            return sum;
        }
    }

    /// <summary>
    /// Taken away whole, what is under way in beancount's books is what orders wait for: whatever was bought by card or
    /// redeemed to one has come from it, or reached it.
    /// </summary>
    private static async Task NothingIsLeftUnderWayAsync(RandomLife life, long person)
    {
        DateOnly today = life.House.Today;
        long waiting = await life.House.Database.ValueAsync<long>($"""
            SELECT (coalesce((SELECT sum(amount) FROM funds.fund_order
                       WHERE owner = {person} AND ((kind = 1 AND state = 1) OR (kind = 2 AND state = 2))), 0)
                + coalesce((SELECT sum(amount_fen) FROM wallet.bank_order
                       WHERE person = {person} AND kind = 7 AND state = 1), 0))::bigint
            """);
        PeriodStatement whole = await new Statements(life.Parts).ReadAsync(person, new(2019, 1, 1), today);
        Assert.Equal(waiting, Postings(await TextAsync(whole, ExportFormat.Beancount), "Assets:Huoqi:UnderWay"));

        // Of two halves the second begins with what the first ended with.
        DateOnly middle = new DateOnly(2019, 3, 4).AddDays((today.DayNumber - new DateOnly(2019, 3, 4).DayNumber) / 2);
        PeriodStatement first = await new Statements(life.Parts).ReadAsync(person, new(2019, 1, 1), middle);
        PeriodStatement second = await new Statements(life.Parts).ReadAsync(person, middle.AddDays(1), today);
        string later = await TextAsync(second, ExportFormat.Beancount);
        Assert.Equal(second.OpeningUnderWay.Fen,
            Postings(await TextAsync(first, ExportFormat.Beancount), "Assets:Huoqi:UnderWay"));
        Assert.Equal(waiting, Postings(later, "Assets:Huoqi:UnderWay"));
        Assert.Contains(
            $"{today.AddDays(1):yyyy-MM-dd} balance Assets:Huoqi:UnderWay {new Money(waiting).ToPlain()} CNY", later,
            StringComparison.Ordinal);
    }

    private static async Task ExportsAddUpAsync(PeriodStatement statement)
    {
        (long wallet, long units) = (
            statement.ClosingWallet.Fen - statement.OpeningWallet.Fen,
            statement.ClosingUnits.Hundredths - statement.OpeningUnits.Hundredths);
        string[][] csv = [.. (await TextAsync(statement, ExportFormat.Csv)).Split("\r\n")
            .Where(line => line.Length > 0).Select(line => line.Split(','))];
        Assert.Equal(statement.Rows.Count + 3, csv.Length);
        Assert.Equal(wallet, csv[2..^1].Sum(cells => Fen(cells[3])));
        Assert.Equal(units, csv[2..^1].Sum(cells => Fen(cells[4])));
        Assert.Equal(statement.ClosingWallet.Fen, Fen(csv[^1][5]));

        XDocument ofx = XDocument.Parse(await TextAsync(statement, ExportFormat.Ofx));
        XElement[] accounts = [.. ofx.Descendants("STMTRS")];
        Assert.Equal(wallet, accounts[0].Descendants("TRNAMT").Sum(amount => Fen(amount.Value)));
        Assert.Equal(units, accounts[1].Descendants("TRNAMT").Sum(amount => Fen(amount.Value)));
        Assert.All(accounts, account => Assert.Distinct(account.Descendants("FITID").Select(id => id.Value)));

        string ledger = await TextAsync(statement, ExportFormat.Beancount);
        Assert.Equal(statement.ClosingWallet.Fen, Postings(ledger, "Assets:Huoqi:Wallet"));
        Assert.Equal(statement.ClosingUnits.Hundredths, Postings(ledger, "Assets:Huoqi:Fund"));
        Assert.Equal(0, Postings(ledger, ""));

        using MemoryStream book = new();
        await Exports.WriteAsync(statement, ExportFormat.Xlsx, default, Words, book);
        using ZipArchive package = new(book);
        ZipArchiveEntry sheet = package.Entries.Single(part => part.FullName.Contains("sheet", StringComparison.Ordinal)
            && !part.FullName.Contains("rels", StringComparison.Ordinal));
        await using Stream xml = await sheet.OpenAsync();
        XElement[] rows = [.. XDocument.Load(xml).Descendants().Where(cell => cell.Name.LocalName == "row")];
        Assert.Equal(statement.Rows.Count + 3, rows.Length);
        Assert.Equal(wallet, rows[2..^1].Sum(row => Fen(row.Elements().ElementAt(3).Value)));
    }

    /// <summary>The sum of an account's postings; of all, when none is named.</summary>
    private static long Postings(string ledger, string account) => ledger.Split('\n')
        .Where(line => line.StartsWith($"  {account}", StringComparison.Ordinal))
        .Sum(line => Fen(line.Trim().Split("  ")[1].Split(' ')[0]));

    private static long Fen(string text) => Money.Parse(text, Sign.MinusAllowed).Fen;

    private static async Task<string> TextAsync(PeriodStatement statement, ExportFormat format)
    {
        using MemoryStream file = new();
        await Exports.WriteAsync(statement, format, DateTimeOffset.UnixEpoch, Words, file);
        return Encoding.UTF8.GetString(file.ToArray()).TrimStart('\uFEFF');
    }

    private static Task<long> BalanceAsync(RandomLife life, long person, int first, int last) =>
        life.House.Database.ValueAsync<long>(string.Create(CultureInfo.InvariantCulture, $"""
            SELECT coalesce(sum(balance), 0)::bigint FROM ledger.pub_balance
            WHERE owner = {person} AND code BETWEEN {first} AND {last}
            """));

    [Fact]
    public async Task The_first_page_is_one_round_trip()
    {
        await using RandomLife life = await RandomLife.StartAsync(postgres, seed: 5);
        await life.LiveAsync(acts: 40);
        HomeReading reading = new(life.Parts);
        await reading.ReadAsync(life.People[0], TestContext.Current.CancellationToken);
        int trips = 0;
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                bool isOurs = activity.TagObjects.Any(tag => Equals(tag.Value, life.House.Database.Name));
                Interlocked.Add(ref trips, isOurs ? 1 : 0);
            },
        };
        ActivitySource.AddActivityListener(listener);
        foreach (long person in life.People)
        {
            Assert.NotNull(await reading.ReadAsync(person, TestContext.Current.CancellationToken));
        }

        Assert.Equal(life.People.Count, trips);
        Assert.Null(await reading.ReadAsync(999_999, TestContext.Current.CancellationToken));
    }
}
