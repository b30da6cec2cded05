using Huoqi.Customers;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>
/// A few people who live through some weeks at random: money in and out, payments, refunds, gifts, redemptions, days
/// published late, corrected and not posted. The seed says which life it is.
/// </summary>
internal sealed class RandomLife : IAsyncDisposable
{
    private const string Start = "2019-03-04 10:00";

    private readonly Random _random;
    private readonly List<OrderNo> _payments = [];
    private DateOnly _sealed;
    private DateOnly _published;
    private int _correction;

    private RandomLife(WalletHouse house, int seed)
    {
        House = house;
        _random = new(seed);
        Parts = new(house.Parts, house.Database.Db, house.Port);
        _sealed = _published = house.Today.AddDays(-1);
    }

    public WalletHouse House { get; }

    public CustomersParts Parts { get; }

    public List<long> People { get; } = [];

    public static async Task<RandomLife> StartAsync(PostgresFixture postgres, int seed)
    {
        RandomLife life = new(await WalletHouse.StartAsync(postgres, Start), seed);
        await life.House.MerchantAsync(refundDebt: "100000.00");
        await life.House.FacilityAsync("500000.00");
        for (int i = 0; i < 6; i++)
        {
            long person = WalletHouse.PersonIn((short)(i % WalletHouse.Shards), 1 + (i / WalletHouse.Shards));
            await life.House.OpenWithMoneyAsync(person, "900.00");
            if (i != 5)
            {
                await life.House.GiveUnitsAsync(person, $"{life._random.Next(50_000)}.{life._random.Next(10, 100)}");
            }

            life.People.Add(person);
        }

        return life;
    }

    /// <summary>Lives for some acts, a day passing after every few.</summary>
    public async Task LiveAsync(int acts)
    {
        for (int i = 0; i < acts; i++)
        {
            await ActAsync(People[_random.Next(People.Count)]);
            if (_random.Next(5) == 0)
            {
                await PassDayAsync();
            }
        }
    }

    private async Task ActAsync(long person)
    {
        Money amount = new(_random.Next(1, 30_000));
        WalletParts wallet = House.Parts;
        switch (_random.Next(15))
        {
            case 0:
                await House.TopUpAsync(person, amount.ToPlain());
                break;
            case 1:
                await new SubscribeFromWallet(wallet).HandleAsync(new(person, House.NewKey(), amount));
                break;
            case 2:
                await new RedeemToWallet(wallet).HandleAsync(new(person, House.NewKey(), amount));
                break;
            case 3 or 4:
                Remember(await new PayFromFund(wallet).HandleAsync(new(person, House.NewKey(), 1, amount, "order")));
                break;
            case 5:
                Remember(await House.PayAsync(person, 1, amount.ToPlain()));
                break;
            case 6 when _payments.Count > 0:
                await new Refund(wallet).HandleAsync(
                    new(1, House.NewKey(), _payments[_random.Next(_payments.Count)], new(_random.Next(1, 9_000))));
                break;
            case 7:
                await new SendToFriend(wallet).HandleAsync(
                    new(person, House.NewKey(), People[_random.Next(People.Count)], amount));
                break;
            case 8:
                await new RedeemNextDay(wallet.Ledger, House.Clock).HandleAsync(House.Fund,
                    new(person, House.NewKey(), amount.ToUnits(), Payout.Wallet, CardToken: null));
                break;
            case 9:
                await new Withdraw(wallet).HandleAsync(new(person, House.NewKey(), amount, "card"));
                break;
            case 10:
                await CorrectAsync(person);
                break;
            case 11:
                await new SubscribeFromCard(wallet).HandleAsync(new(person, House.NewKey(), amount, "card"));
                break;
            case 12:
                await new RedeemToCard(wallet).HandleAsync(new(person, House.NewKey(), amount, "card"));
                break;
            case 13:
                await new RedeemNextDay(wallet.Ledger, House.Clock).HandleAsync(House.Fund,
                    new(person, House.NewKey(), amount.ToUnits(), Payout.Card, CardToken: "card"));
                break;
            default:
                await House.DeliverAsync();
                await House.BankAsync();
                break;
        }
    }

    private void Remember(WalletAnswer answer)
    {
        if (answer.Status == WalletStatus.Done)
        {
            _payments.Add(answer.Order);
        }
    }

    /// <summary>Corrects a published day for everybody, or gives one person something for it.</summary>
    private async Task CorrectAsync(long person)
    {
        DateOnly first = DateOnly.ParseExact(Start[..10], "yyyy-MM-dd");
        if (_published < first)
        {
            return;
        }

        DateOnly day = first.AddDays(_random.Next(_published.DayNumber - first.DayNumber + 1));
        CorrectIncome correct = new(House.Parts.Ledger, House.Parts.Reads);
        if (_random.Next(2) == 0)
        {
            PublishedDay corrected = await correct.CorrectAsync(House.Fund, day, ++_correction,
                new(_random.Next(-200, 200)), House.Today, _sealed.AddDays(1));
            Assert.Equal(PostStatus.Posted, corrected.Status);
            return;
        }

        PostResult adjusted = await correct.AdjustAsync(House.Fund, House.Parts.Ledger.ShardOf(person), person,
            House.NewKey(), _random.Next(-50, 200), (day, day), "registrar's line", House.Today, _sealed.AddDays(1));
        Assert.Contains(adjusted.Status, new[] { PostStatus.Posted, PostStatus.AmountNotPositive });
    }

    private async Task PassDayAsync()
    {
        DateOnly today = House.Today;
        House.Clock.Set($"{today.AddDays(1):yyyy-MM-dd} 10:00");
        if (House.Fund.Days.OrderDay(House.Clock.GetUtcNow()) == House.Today)
        {
            DateOnly before = TradingCalendar.China.PreviousDealingDay(House.Today);
            await House.RedeemAdvancedAsync(before);
            await House.SendOrdersAsync(before);
            await House.ReceiveAsync(House.Today);
            await House.PayRedemptionsAsync();
        }

        // Sealed each day; published at once, or some days late.
        for (; _sealed < today; _sealed = _sealed.AddDays(1))
        {
            Assert.Equal(PostStatus.Posted, await House.Income.SealAsync(_sealed.AddDays(1), House.Today));
        }

        while (_published < _sealed && _random.Next(4) != 0)
        {
            _published = _published.AddDays(1);
            IncomePer10k income = new(_random.Next(20) == 0 ? -5_000 : _random.Next(6_000, 12_000));
            PublishedDay published = await House.Income.PublishAsync(_published, income, House.Today);
            Assert.Equal(PostStatus.Posted, published.Status);
        }

        await House.AdjustAsync();
        if (_random.Next(10) == 0)
        {
            await House.SweepAsync();
        }
    }

    public ValueTask DisposeAsync() => House.DisposeAsync();
}
