using Huoqi.Replay;

namespace Huoqi.Demo;

/// <summary>Takes an act of the visitor if it is possible.</summary>
internal delegate DemoAct? BookAct(
    DemoActKind kind, int person, long fen, long other = 0, DemoAct? payment = null);

/// <summary>
/// The visitor's life: a salary on the tenth, most of it into the fund, the rent on the twenty-eighth, coffee and
/// shopping, a friend who gets a share, money that is needed in a hurry, and things that are sent back.
/// </summary>
internal sealed class DemoVisitor(ulong seed, DateOnly firstDay)
{
    private const int Morning = 0;
    private const int Forenoon = 1;
    private const int Noon = 2;
    private const int Evening = 3;
    private const int Me = DemoPlan.Visitor;

    // The mall takes back what came this many days ago, now and then.
    private const int SentBackAfter = 3;

    private readonly List<(DateOnly Date, DemoAct Act)> _fromMall = [];

    /// <summary>What the visitor does in a wave of a date.</summary>
    public void Act(BookAct book, DemoPurses purses, DateOnly date, int wave)
    {
        SplitMix64 random = SplitMix64.For(seed, date.DayNumber, 5_000 + wave);
        switch (wave)
        {
            case Morning:
                Money(book, date);
                break;
            case Forenoon:
                Save(book, purses, date);
                break;
            case Noon:
                Shop(book, random, date, chance: 35);
                SendBack(book, random, date);
                break;
            case Evening:
                Shop(book, random, date, chance: 20);
                Give(book, date);
                break;
        }
    }

    private static void Money(BookAct book, DateOnly date)
    {
        if (date.Day == 10)
        {
            _ = book(DemoActKind.TopUp, Me, 1_280_000);
        }
    }

    private static void Save(BookAct book, DemoPurses purses, DateOnly date)
    {
        if (date.Day == 10)
        {
            _ = book(DemoActKind.SubscribeFromWallet, Me, 1_000_000);
        }

        if (date.Day == 20)
        {
            _ = book(DemoActKind.SubscribeFromCard, Me, 150_000);
        }

        // Every quarter something larger leaves, which can wait a day.
        if (date is { Day: 15, Month: 3 or 6 or 9 or 12 })
        {
            _ = book(DemoActKind.RedeemNextDay, Me, Math.Min(600_000, purses.FundFen[Me] / 4 / 100 * 100));
        }
    }

    private void Shop(BookAct book, SplitMix64 random, DateOnly date, int chance)
    {
        if (date == firstDay || random.Below(100) >= chance)
        {
            return;
        }

        DemoMerchant shop = DemoCast.Merchants[(int)random.Below(DemoCast.Merchants.Count)];
        long fen = shop.LeastFen + (random.Below((shop.MostFen - shop.LeastFen) / 10) * 10);
        bool fromWallet = random.Below(100) < 25;
        DemoAct? paid = fromWallet ? book(DemoActKind.PayFromWallet, Me, fen, shop.Number) : null;
        paid ??= book(DemoActKind.PayFromFund, Me, fen, shop.Number);
        if (paid is not null && shop.Number == DemoCast.Mall)
        {
            _fromMall.Add((date, paid));
        }
    }

    private void SendBack(BookAct book, SplitMix64 random, DateOnly date)
    {
        foreach ((DateOnly _, DemoAct act) in _fromMall.Where(bought => bought.Date.AddDays(SentBackAfter) == date))
        {
            // Every fourth thing is sent back, half of these in part.
            if (random.Below(4) == 0)
            {
                _ = book(DemoActKind.Refund, Me, random.Below(2) == 0 ? act.Fen : act.Fen / 2, act.Other, act);
            }
        }
    }

    private static void Give(BookAct book, DateOnly date)
    {
        switch (date.Day)
        {
            case 1:
                _ = book(DemoActKind.Send, Me, 30_000, DemoPlan.Friend);
                break;
            case 12:
                _ = book(DemoActKind.RedeemToWallet, Me, 50_000);
                break;
            case 22:
                _ = book(DemoActKind.Withdraw, Me, 240_000);
                break;
            case 28:
                _ = book(DemoActKind.RedeemToCard, Me, 350_000);
                break;
        }
    }
}
