using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>
/// A week of real acts over two shards, at the end of which every table of the wallet and the funds has rows in every
/// state: orders of each kind open, done and refused, late confirmations with and without their adjustment, a negative
/// and a corrected day, both modes of the bank's advances, gifts that arrived, came back and are under way, refunds,
/// settlements.
/// </summary>
internal sealed class HouseBooks(WalletHouse house)
{
    /// <summary>A Monday, with the rules on account classes and on fast redemption in force.</summary>
    public const string FirstMorning = "2019-03-04 10:00";

    private const string GoodBank = """{"refuseTokens":[{"ending":"-bad","code":"card-closed"}]}""";

    private static readonly DateOnly Monday = new(2019, 3, 4);

    // Two people in each shard: one with money, one with units.
    private readonly long _ann = WalletHouse.PersonIn(0, 1);
    private readonly long _amy = WalletHouse.PersonIn(0, 2);
    private readonly long _bob = WalletHouse.PersonIn(1, 1);
    private readonly long _ben = WalletHouse.PersonIn(1, 2);
    private readonly CloseSteps _steps = new(house.Database.Db, house.Fund);

    private WalletParts Prefunded => house.Parts;

    private WalletParts PerDraw => house.Parts with { Mode = AdvanceMode.PerDraw };

    public async Task WriteAsync()
    {
        await house.Database.RunAsync(
            "INSERT INTO huoqi.installation VALUES (true, 2, 'default', now() - interval '1 hour')");
        await house.BankFaultsAsync(GoodBank);
        await BeginAsync();
        await RefusedByRegistrarAsync();
        await MondayAsync();
        await NightAsync(Monday);
        await TuesdayAsync();
        await NightAsync(Monday.AddDays(1));
        await LateAsync();
        await LastDaysAsync();
        await LeftOpenAsync();
    }

    private async Task BeginAsync()
    {
        await house.MerchantAsync(1, "500.00");
        await house.MerchantAsync(2);
        await house.FacilityAsync("2000.00");
        await house.OpenWithMoneyAsync(_ann, "1000.00");
        await house.OpenWithMoneyAsync(_bob, "800.00", AccountClass.III);
        await house.OpenWithUnitsAsync(_amy, "3000.00");
        await house.OpenWithUnitsAsync(_ben, "2000.00");
        long left = await house.OpenAsync(WalletHouse.PersonIn(1, 3), AccountClass.I);
        await house.OpenAsync(WalletHouse.PersonIn(0, 3), AccountClass.II);
        Done(await new CloseAccount(Prefunded).HandleAsync(new(left, house.NewKey())));
    }

    private async Task RefusedByRegistrarAsync()
    {
        await SubscribeAsync(_bob, "20.00");
        await RedeemNextDayAsync(_amy, "5.00", "card-amy");
        await RedeemNowAsync(Prefunded, _amy, "6.00");
        await house.RedeemAdvancedAsync(Monday);
        await house.RegistrarFaultsAsync("""{"refusePerMillion":1000000}""");
        await house.SendOrdersAsync(Monday);
        await house.RegistrarFaultsAsync("{}");
    }

    private async Task MondayAsync()
    {
        await SubscribeAsync(_ann, "100.00");
        await SubscribeAsync(_ann, "50.00");
        await SubscribeAsync(_bob, "100.00");
        await SubscribeByCardAsync(_amy, "60.00", "card-amy");
        await SubscribeByCardAsync(_amy, "61.00", "card-bad");
        await PayAndRefundAsync();
        Done(await new PayFromFund(Prefunded).HandleAsync(new(_amy, house.NewKey(), 1, Yuan("25.00"), "units-1")));
        Pending(await new PayFromFund(PerDraw).HandleAsync(new(_ben, house.NewKey(), 1, Yuan("15.00"), "units-2")));
        await RedeemNowAsync(Prefunded, _amy, "30.00");
        await RedeemNowAsync(PerDraw, _ben, "20.00");
        await RedeemToCardAsync(_amy, "12.00", "card-amy");
        await RedeemToCardAsync(_ben, "13.00", "card-bad");
        await WithdrawAsync(_ann, "10.00", "card-ann");
        await WithdrawAsync(_bob, "11.00", "card-bad");
        await house.BankAsync();
        await RedeemNextDayAsync(_amy, "200.00", card: null);
        await RedeemNextDayAsync(_ben, "150.00", "card-ben");
        await RedeemNextDayAsync(_ben, "40.00", "card-bad");
        house.Clock.Set("2019-03-04 14:30");
        await house.RedeemAdvancedAsync(Monday);
        await house.SendOrdersAsync(Monday);
    }

    private async Task PayAndRefundAsync()
    {
        WalletAnswer paid = Done(await house.PayAsync(_ann, 1, "88.00"));
        Done(await house.PayAsync(_bob, 1, "40.00"));
        WalletAnswer other = Done(await house.PayAsync(_bob, 2, "30.00"));
        Refund refund = new(Prefunded);
        Done(await refund.HandleAsync(new(1, house.NewKey(), paid.Order, Yuan("20.00"))));
        Done(await refund.HandleAsync(new(1, house.NewKey(), paid.Order, Yuan("30.00"))));
        Done(await refund.HandleAsync(new(2, house.NewKey(), other.Order, Yuan("29.00"))));
    }

    private async Task TuesdayAsync()
    {
        house.Clock.Set("2019-03-05 09:00");
        await house.ReceiveAsync(house.Today);
        await house.PayRedemptionsAsync();
        await house.BankAsync();
        await new DailyClearing(Prefunded).RunAsync(house.Today);
        await GiveAsync(_ann, _amy, "5.00", "午饭 😀  it's 100% 'on me'　");
        await GiveAsync(_ann, _amy, "6.00");
        await GiveAsync(_ann, _bob, "7.00", "晚饭");
        await GiveAsync(_ann, WalletHouse.PersonIn(1, 50), "8.00");
        Assert.Equal((1, 1), await house.DeliverAsync());
        await house.SettleMerchantsAsync();
        await house.BankAsync();
        await SubscribeAsync(_ann, "70.00");
        await SubscribeAsync(_bob, "71.00");
        await RedeemNextDayAsync(_amy, "33.00", card: null);
        await house.SendOrdersAsync(house.Today);
    }

    /// <summary>Wednesday's confirmations come after its seal, and Thursday's too.</summary>
    private async Task LateAsync()
    {
        house.Clock.Set("2019-03-06 09:00");
        await SubscribeAsync(_ann, "72.00");
        await house.SendOrdersAsync(house.Today);
        await SealAsync(house.Today);
        Posted((await house.Income.PublishAsync(house.Today, new Money(-151), house.Today)).Status);
        house.Clock.Set("2019-03-07 09:00");
        await house.ReceiveAsync(Monday.AddDays(2));
        Assert.Equal(3, await house.AdjustAsync());
        PublishedDay corrected = await new CorrectIncome(Prefunded.Ledger, Prefunded.Reads).CorrectAsync(
            house.Fund, Monday.AddDays(1), number: 1, new Money(37), house.Today, earnsFrom: house.Today);
        Posted(corrected.Status);
        await house.PayRedemptionsAsync();
        Posted(await house.Income.SealAsync(house.Today, house.Today));
    }

    private async Task LastDaysAsync()
    {
        house.Clock.Set("2019-03-08 09:00");
        await house.ReceiveAsync(Monday.AddDays(3));
        await RedeemNextDayAsync(_amy, "34.00", "card-amy");
        await RedeemNextDayAsync(_ben, "35.00", card: null);
        await house.SendOrdersAsync(house.Today);
        for (int day = 4; day < 7; day++)
        {
            Posted(await house.Income.SealAsync(Monday.AddDays(day), house.Today));
        }

        house.Clock.Set("2019-03-11 09:00");
        await house.ReceiveAsync(house.Today);
        await house.PayRedemptionsAsync();
        await RedeemNextDayAsync(_amy, "36.00", "card-amy");
        await house.SendOrdersAsync(house.Today);
        Posted(await house.Income.SealAsync(house.Today, house.Today));
        house.Clock.Set("2019-03-12 09:00");
        await house.ReceiveAsync(house.Today);
    }

    /// <summary>What no partner has answered yet, one of each kind.</summary>
    private async Task LeftOpenAsync()
    {
        await SubscribeAsync(_ann, "21.00");
        await SubscribeAsync(_bob, "22.00");
        await RedeemNextDayAsync(_amy, "23.00", "card-amy");
        await RedeemNowAsync(Prefunded, _amy, "24.00");
        await RedeemNowAsync(Prefunded, _ben, "25.00");
        await house.RedeemAdvancedAsync(house.Today);
        Done(await house.PayAsync(_ann, 1, "60.00"));
        Assert.NotEqual(0, (await house.SettleMerchantsAsync()).Merchants);
        Pending(await new TopUp(Prefunded).HandleAsync(new(_ann, house.NewKey(), Yuan("1.00"), "card-ann")));
        await WithdrawAsync(_ann, "2.00", "card-ann");
        Pending(await new SubscribeFromCard(Prefunded).HandleAsync(
            new(_ann, house.NewKey(), Yuan("3.00"), "card-ann")));
        await RedeemToCardAsync(_amy, "4.00", "card-amy");
        await RedeemNowAsync(PerDraw, _amy, "5.00");
        Pending(await new PayFromFund(PerDraw).HandleAsync(new(_amy, house.NewKey(), 1, Yuan("6.00"), "units-3")));
        await GiveAsync(_ann, _bob, "9.00");
    }

    /// <summary>Seals the day and publishes it, and notes both as the daily close does.</summary>
    private async Task NightAsync(DateOnly day)
    {
        await SealAsync(day);
        await StepAsync(day.AddDays(1), "publish", async () =>
        {
            PublishedDay published = await house.Income.PublishAsync(day, IncomePer10k.Parse("1.1204"), house.Today);
            Posted(published.Status);
            return $"{new Money(published.Numbers.TotalFen)} yuan over "
                + $"{new FundUnits(published.Numbers.EarningUnits)} units";
        });
    }

    private Task SealAsync(DateOnly day) => StepAsync(day, "sealed", async () =>
    {
        Posted(await house.Income.SealAsync(day, house.Today));
        return "";
    });

    private Task StepAsync(DateOnly day, string name, Func<Task<string>> step) =>
        _steps.RunAsync(day, name, step, TimeProvider.System.GetUtcNow());

    private async Task SubscribeAsync(long person, string yuan) => Pending(
        await new SubscribeFromWallet(Prefunded).HandleAsync(new(person, house.NewKey(), Yuan(yuan))));

    private async Task SubscribeByCardAsync(long person, string yuan, string card)
    {
        Pending(await new SubscribeFromCard(Prefunded).HandleAsync(new(person, house.NewKey(), Yuan(yuan), card)));
        await house.BankAsync();
    }

    private async Task RedeemNextDayAsync(long person, string units, string? card) => Posted((await new RedeemNextDay(
        Prefunded.Ledger, house.Clock).HandleAsync(house.Fund, new(person, house.NewKey(), Yuan(units).ToUnits(),
            card is null ? Payout.Wallet : Payout.Card, card))).Status);

    private async Task RedeemNowAsync(WalletParts parts, long person, string yuan)
    {
        WalletAnswer answer = await new RedeemToWallet(parts).HandleAsync(new(person, house.NewKey(), Yuan(yuan)));
        Assert.Equal(parts.Mode == AdvanceMode.Prefunded ? WalletStatus.Done : WalletStatus.Pending, answer.Status);
    }

    private async Task RedeemToCardAsync(long person, string yuan, string card) => Pending(
        await new RedeemToCard(Prefunded).HandleAsync(new(person, house.NewKey(), Yuan(yuan), card)));

    private async Task WithdrawAsync(long person, string yuan, string card) => Pending(
        await new Withdraw(Prefunded).HandleAsync(new(person, house.NewKey(), Yuan(yuan), card)));

    private Task<WalletAnswer> GiveAsync(long from, long to, string yuan, string note = "") =>
        new SendToFriend(Prefunded).HandleAsync(new(from, house.NewKey(), to, Yuan(yuan), note));

    private static Money Yuan(string text) => Money.Parse(text);

    private static void Posted(PostStatus status) => Assert.Equal(PostStatus.Posted, status);

    private static WalletAnswer Done(WalletAnswer answer)
    {
        Assert.Equal(WalletStatus.Done, answer.Status);
        return answer;
    }

    private static void Pending(WalletAnswer answer) => Assert.Equal(WalletStatus.Pending, answer.Status);
}
