using Huoqi.Kernel;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>
/// A small journal with everything in it that the ledger can write: three shards, twelve people, refusals, limits with
/// windows, a fund of three weeks with a negative day and unpaid income, dated changes, an adjustment, a reversal, and
/// deliveries that arrived, came back and are under way.
/// </summary>
internal sealed class SampleBooks(GeneralLedger ledger, IReads reads)
{
    public const int Shards = 3;

    private const short SubscribeAct = 110, ConfirmAct = 111, PayAct = 112, SendAct = 113, TopUpAct = 114,
        RedeemAct = 115, OpenFundAct = 200, SealAct = 201, PublishAct = 202, AdjustAct = 204;

    private static readonly Asset Fund = new(1);
    private static readonly DateOnly FirstDay = new(2014, 3, 3);
    private static readonly FundUnits Whole = new(1_000_00);

    private readonly Deliveries _deliveries = new(ledger, reads);
    private readonly List<EarningDay> _published = [];
    private DateOnly _today = FirstDay.AddDays(-1);
    private int _key;

    public static async Task WriteAsync(TestDatabase database)
    {
        LedgerOptions options = new() { Queues = 2, GroupSize = 16 };
        await using GeneralLedger ledger =
            await GeneralLedger.StartAsync(database.App, Shards, options, TimeProvider.System);
        await new SampleBooks(ledger, database.Db).WriteAsync();

        // The people are the wallet's rows; here the ledger works alone.
        await database.RunAsync("""
            INSERT INTO wallet.person (shard, person, account_class, opened_on, closed_on)
            SELECT o.shard, o.owner, 3, o.business_date, c.business_date
            FROM ledger.entry o LEFT JOIN ledger.entry c ON c.shard = o.shard AND c.owner = o.owner AND c.act = 103
            WHERE o.act = 100
            """);
    }

    private async Task WriteAsync()
    {
        for (short shard = 0; shard < Shards; shard++)
        {
            await EarnAsync(shard, OpenFundAct, new EarningStep.OpenFund(Fund, FirstDay), "F1", []);
        }

        await PeopleAsync();
        for (int day = 0; day < 18; day++)
        {
            _today = FirstDay.AddDays(day);
            await TradeAsync(day);
            await SealAsync(_today);
            if (day == 9)
            {
                // The day is sealed and will be negative; one holder has nothing left when it is published.
                await SweepAsync(2);
                FundUnits held = await HeldAsync(2);
                await MoveUnitsAsync(RedeemAct, 2, Of(2, AccountCode.UnitsAvailable), BankOf(2), held,
                    _today.AddDays(1));
            }
            else if (day != 10)
            {
                await PublishAsync(day == 11 ? -45_671 : 40_000 + (977 * day),
                    _today.AddDays(day is 11 or 12 ? -2 : 0));
            }

            if (day == 12)
            {
                await PublishAsync(31_007, _today.AddDays(-1));
                await PublishAsync(29_999, _today);
            }
        }

        await CorrectAsync();
        await SendAsync();
        await CloseDayAsync();
    }

    private async Task PeopleAsync()
    {
        await Task.WhenAll(Enumerable.Range(1, 12).Select(person => StandingAsync(person, 100, Standing.Open)));
        foreach (long person in Enumerable.Range(1, 12).Select(p => (long)p))
        {
            await PostedAsync(TopUpAct, person, Leg.Money(Debit: Platform(AccountCode.ChannelReceivable),
                Credit: Of(person, AccountCode.UserBalance), new(5_000_00 * person)));
            if (person < 12)
            {
                await MoveUnitsAsync(ConfirmAct, person, Contra, Of(person, AccountCode.UnitsAvailable),
                    new(1_000_00 + (777 * person)), FirstDay.AddDays((int)(person % 3)));
            }
        }

        await RefusedAsync(PayAct, 12, PostStatus.InsufficientBalance, Pay(12, new(99_999_99)));
        await StandingAsync(3, 101, Standing.Freeze);
        await RefusedAsync(PayAct, 3, PostStatus.AccountFrozen, Pay(3, new(1_00)));
        await StandingAsync(3, 102, Standing.Unfreeze);
        await StandingAsync(4, 101, Standing.Freeze);
        await PostedAsync(PayAct, 12, Pay(12, new(60_000_00)));
        await StandingAsync(12, 103, Standing.Close);
    }

    private async Task TradeAsync(int day)
    {
        long person = 5 + (day % 6);
        await PostedAsync(PayAct, person,
            Leg.UseLimit(Of(person, AccountCode.BalancePaymentLimit), _today.Year, new(100_000_00), new(12_34)),
            Leg.UseLimit(Of(person, AccountCode.FastPaymentLimit), Window(_today), new(500_00), new(12_34)),
            Pay(person, new(12_34)),
            Leg.Money(Debit: Platform(AccountCode.ControlContra),
                Credit: AccountKey.Of(Party.ThisEntry, AccountCode.Refundable), new(12_34)));
        await RefusedAsync(PayAct, person, PostStatus.LimitExceeded,
            Leg.UseLimit(Of(person, AccountCode.FastPaymentLimit), Window(_today), new(500_00), new(600_00)),
            Pay(person, new(600_00)));
        await PostedAsync(SubscribeAct, person,
            Leg.Money(Debit: Of(person, AccountCode.UserBalance), Credit: Platform(AccountCode.InTransitToFund),
                new(200_00)));
        await MoveUnitsAsync(ConfirmAct, person, Contra, Of(person, AccountCode.UnitsAvailable), new(200_00),
            _today.AddDays(2));
        long seller = 6 + (day % 5);
        await MoveUnitsAsync(
            RedeemAct, seller, Of(seller, AccountCode.UnitsAvailable), Of(seller, AccountCode.UnitsInTransit),
            new(31_07), _today);
        await MoveUnitsAsync(RedeemAct, seller, Of(seller, AccountCode.UnitsInTransit), Contra, new(31_07),
            _today.AddDays(1));
        await PostedAsync(RedeemAct, seller,
            Leg.UseLimit(
                AccountKey.Of(seller, AccountCode.FastRedemptionLimit, Fund), Window(_today), new(100_00), new(9_01)),
            Leg.Units(Debit: Of(seller, AccountCode.UnitsAvailable), Credit: BankOf(seller), new(9_01), _today));
    }

    private async Task CorrectAsync()
    {
        // What the negative day left unpaid is taken from new units, in part.
        await MoveUnitsAsync(ConfirmAct, 2, Contra, Of(2, AccountCode.UnitsAvailable), new(20), _today.AddDays(1));
        DateOnly day = FirstDay.AddDays(3);
        await PostAsync(new()
        {
            Shard = ledger.ShardOf(7),
            Owner = 7,
            Act = AdjustAct,
            Key = NextKey(),
            BusinessDate = _today,
            Reference = "registrar: 31 fen too many",
            ByPlatform = true,
            Days = (day, day),
            Legs = [Leg.Income(7, Fund, -31, _today.AddDays(1))],
        });
        PostResult paid = await PostedAsync(PayAct, 8,
            Leg.UseLimit(Of(8, AccountCode.FastPaymentLimit), Window(_today.AddDays(1)), new(500_00), new(5_00)),
            Pay(8, new(5_00)));
        PostResult reversed = await new Reversals(ledger, reads).ReverseAsync(
            ledger.ShardOf(8), paid.Entry, NextKey(), _today, _today.AddDays(1), "paid twice");
        Assert.True(reversed.IsPosted);
        await MoveUnitsAsync(ConfirmAct, 9, Contra, Of(9, AccountCode.UnitsAvailable), Whole, _today.AddDays(3));
    }

    private async Task SendAsync()
    {
        long there = Enumerable.Range(5, 6).First(p => ledger.ShardOf(p) != ledger.ShardOf(5));
        await SendAsync(5, there);
        await SendAsync(5, Enumerable.Range(13, 90).First(p => ledger.ShardOf(p) != ledger.ShardOf(5)));
        (int arrived, int returned) = await _deliveries.DeliverAsync(_today);
        Assert.Equal((1, 1), (arrived, returned));
        await SendAsync(5, there);
    }

    private async Task SendAsync(long from, long to)
    {
        AccountKey limit = Of(from, AccountCode.BalancePaymentLimit);
        (Leg leg, RowWrite row) = Deliveries.Send(from, Of(from, AccountCode.UserBalance), ledger.ShardOf(to),
            AccountKey.Of(to, AccountCode.UserBalance), new(50_00 + to), limit: new(limit, _today.Year));
        await PostAsync(new()
        {
            Shard = ledger.ShardOf(from),
            Owner = from,
            Act = SendAct,
            Key = NextKey(),
            BusinessDate = _today,
            Legs = [Leg.UseLimit(limit, _today.Year, new(100_000_00), new(50_00 + to)), leg],
            Rows = [row],
        });
    }

    private async Task CloseDayAsync()
    {
        for (short shard = 0; shard < Shards; shard++)
        {
            await PostAsync(new()
            {
                Shard = shard,
                Owner = Party.Platform,
                Act = LedgerActs.CloseBusinessDay,
                Key = NextKey(),
                BusinessDate = _today,
                ByPlatform = true,
            });
        }

        _today = _today.AddDays(1);
        await SweepAsync(6);
    }

    private Task<PostResult> SweepAsync(long person) => PostAsync(new()
    {
        Shard = ledger.ShardOf(person),
        Owner = person,
        Act = LedgerActs.Sweep,
        Key = NextKey(),
        BusinessDate = _today,
        ByPlatform = true,
        Touches = [(person, Fund)],
    });

    private async Task SealAsync(DateOnly day)
    {
        for (short shard = 0; shard < Shards; shard++)
        {
            await EarnAsync(shard, SealAct, new EarningStep.Seal(Fund, day), KeyOf(day), []);
        }
    }

    private async Task PublishAsync(long total, DateOnly day)
    {
        SampleSplit split = await SampleSplit.OfAsync(reads, Fund, _published, total, day);
        AccountKey owed = AccountKey.Of(Party.Platform, AccountCode.IncomeOwed, Fund);
        for (short shard = 0; shard < Shards; shard++)
        {
            (long part, long units) = split.PartOf(shard);
            await EarnAsync(shard, PublishAct, new EarningStep.Publish(split.Numbers, part, units), KeyOf(day),
                part == 0 ? [] : [part > 0 ? Leg.Transfer(Contra, owed, part) : Leg.Transfer(owed, Contra, -part)]);
        }

        _published.Add(split.Numbers);
    }

    private Task<PostResult> EarnAsync(
        short shard, short act, EarningStep step, string key, IReadOnlyList<Leg> legs) =>
        PostAsync(new()
        {
            Shard = shard,
            Owner = Party.Platform,
            Act = act,
            Key = key,
            BusinessDate = _today,
            ByPlatform = true,
            Earning = step,
            Legs = legs,
        });

    private Task<PostResult> StandingAsync(long person, short act, Standing standing) => PostAsync(new()
    {
        Shard = ledger.ShardOf(person),
        Owner = person,
        Act = act,
        Key = NextKey(),
        BusinessDate = _today,
        Content = standing == Standing.Open ? "open III" : null,
        Standing = standing,
    });

    private Task<PostResult> MoveUnitsAsync(
        short act, long person, AccountKey debit, AccountKey credit, FundUnits units, DateOnly earnsFrom) =>
        PostedAsync(act, person, Leg.Units(Debit: debit, Credit: credit, units, earnsFrom));

    private async Task<FundUnits> HeldAsync(long person)
    {
        IReadOnlyList<LedgerQueries.Balance> balances =
            await reads.AllAsync(new LedgerQueries.BalancesOf(ledger.ShardOf(person), person));
        return new(balances.Single(b => b.Account.Code == AccountCode.UnitsAvailable).Amount);
    }

    private Task<PostResult> PostedAsync(short act, long person, params Leg[] legs) =>
        PostAsync(Draft(act, person, legs));

    private async Task RefusedAsync(short act, long person, PostStatus why, params Leg[] legs) =>
        Assert.Equal(why, (await ledger.PostAsync(Draft(act, person, legs))).Status);

    private EntryDraft Draft(short act, long person, Leg[] legs) => new()
    {
        Shard = ledger.ShardOf(person),
        Owner = person,
        Act = act,
        Key = NextKey(),
        BusinessDate = _today,
        Reference = $"act {act} of 客户 {person}",
        Legs = legs,
    };

    private async Task<PostResult> PostAsync(EntryDraft draft)
    {
        PostResult result = await ledger.PostAsync(draft);
        Assert.Equal(PostStatus.Posted, result.Status);
        return result;
    }

    private static string KeyOf(DateOnly day) => $"F1-{day:yyyy-MM-dd}";

    private string NextKey() => $"k{Interlocked.Increment(ref _key)}";

    private AccountKey BankOf(long person) =>
        AccountKey.Of(Party.AdvancingBank(ledger.ShardOf(person)), AccountCode.AdvancingBankUnits, Fund);

    private static Leg Pay(long person, Money amount) => Leg.Money(
        Debit: Of(person, AccountCode.UserBalance), Credit: Platform(AccountCode.FeesDue), amount);

    private static AccountKey Contra => AccountKey.Of(Party.Platform, AccountCode.FundContra, Fund);

    private static AccountKey Platform(AccountCode code) => AccountKey.Of(Party.Platform, code);

    private static AccountKey Of(long person, AccountCode code) =>
        AccountKey.Of(person, code,
            code is AccountCode.UnitsAvailable or AccountCode.UnitsInTransit ? Fund : Asset.Cny);

    private static int Window(DateOnly day) => (day.Year * 10_000) + (day.Month * 100) + day.Day;
}
