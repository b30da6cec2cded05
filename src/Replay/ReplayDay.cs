using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Replay;

/// <summary>
/// One replayed day, as the platform lives it: in the morning yesterday's income is published and what the registrar
/// confirms is booked; then people act; in the evening the orders leave and the day is sealed.
/// </summary>
internal sealed class ReplayDay(ReplayHouse house)
{
    /// <summary>The step that says a day is over.</summary>
    public const string Over = "sealed";

    private const int PartnerPatience = 20;

    private readonly ReplayActs _acts = new(house);
    private readonly DailyClearing _clearing = new(house.Parts);
    private readonly SettleMerchants _settleMerchants = new(house.Parts);
    private readonly PayRedemptions _payRedemptions = new(house.Parts);
    private readonly RedeemAdvanced _redeemAdvanced = new(house.Ledger, house.Reads);

    /// <summary>Day 0: the fund opens, the bank places its T+0 money, people come in with what they hold.</summary>
    public async Task BeginAsync(ReplayPlan plan, DateOnly firstDay, Action<int> answered)
    {
        DateOnly dayBefore = firstDay.AddDays(-1);
        house.Clock.Set(dayBefore, 9);
        await Step(dayBefore, "open fund", async () =>
        {
            Check(await house.Income.OpenAsync(firstDay, dayBefore));
            return house.Fund.Code;
        });
        await Step(dayBefore, "place facility", async () =>
        {
            // What the largest days take out of one shard, a few days over; the pool keeps as much for dry shards.
            Money slice = Money.FromYuan(2_000_000);
            Check(await new Facility(house.Ledger, house.Reads).PlaceAndDealAsync("opening", slice, dayBefore));
            Check((await new Facility(house.Ledger, house.Reads).PlaceAsync(
                "opening-pool", new(slice.Fen * 32), dayBefore)).Status);
            return $"{slice} yuan a shard";
        });
        await Step(dayBefore, "register merchants", () => RegisterMerchantsAsync());
        foreach (PlannedPhase phase in plan.BeforeFirstDay)
        {
            await Step(dayBefore, PlannedAct.NameOf(phase.Kind), async () =>
            {
                answered(await _acts.DoAsync(phase.Acts, firstDay));
                return $"{phase.Acts.Count} acts";
            });
        }
    }

    /// <summary>Does one day of the plan.</summary>
    public async Task RunAsync(PlannedDay day, bool isFirst, IncomePer10k incomeOfYesterday, Action<int> answered)
    {
        DateOnly date = day.Date;
        house.Clock.Set(date, 9);
        await Step(date, "publish", () => PublishAsync(date, isFirst, incomeOfYesterday));
        await Step(date, "confirm", () => ConfirmAsync(date));
        await Step(date, "clear", async () => $"{await _clearing.RunAsync(date)} shards");
        if (date.Day == 1 && !isFirst)
        {
            await Step(date, "settle merchants", SettleMerchantsAsync);
        }

        house.Clock.Set(date, 10);
        await Step(date, "top-up", async () =>
        {
            int done = await DoAsync(day, kind => kind == ActKind.TopUp, answered);
            await BankAsync();
            return $"{done} acts";
        });
        await Step(date, "acts", async () =>
        {
            int done = await DoAsync(day, kind => kind != ActKind.TopUp, answered);
            await BankAsync();
            return $"{done} acts";
        });
        house.Clock.Set(date, 14);
        await Step(date, "redeem advanced", async () =>
            $"{await _redeemAdvanced.RunAsync(house.Fund, date, date)} orders");
        await Step(date, "send", () => SendAsync(date));
        await Step(date, Over, async () =>
        {
            Check(await house.Income.SealAsync(date, date));
            return "";
        });
    }

    /// <summary>Publishes the last day and posts everything that is owed.</summary>
    public async Task EndAsync(DateOnly lastDay, IncomePer10k incomeOfLastDay)
    {
        DateOnly date = lastDay.AddDays(1);
        house.Clock.Set(date, 9);
        await Step(date, "publish", () => PublishAsync(date, isFirst: false, incomeOfLastDay));
        await Step(date, "sweep", async () =>
            $"{await new SweepIncome(house.Ledger, house.Reads).SweepAsync(house.Fund, date)} holders");
    }

    private Task Step(DateOnly date, string name, Func<Task<string>> step) =>
        house.Steps.RunAsync(date, name, step, TimeProvider.System.GetUtcNow());

    private async Task<string> PublishAsync(DateOnly date, bool isFirst, IncomePer10k income)
    {
        if (isFirst)
        {
            return "nothing before the first day";
        }

        PublishedDay published = await house.Income.PublishAsync(date.AddDays(-1), income, date);
        Check(published.Status);
        EarningDay numbers = published.Numbers;
        return $"{new Money(numbers.TotalFen)} yuan over {new FundUnits(numbers.EarningUnits)} units";
    }

    private async Task<string> RegisterMerchantsAsync()
    {
        RegisterMerchant register = new(house.Parts);
        for (int number = 1; number <= ReplayPlan.Merchants; number++)
        {
            WalletAnswer answer = await register.HandleAsync(
                new(number, $"merchant-{number}", $"Merchant {number}", $"payout-{number}", Money.FromYuan(10_000)));
            if (answer.Status != WalletStatus.Done)
            {
                throw new ReplayStoppedException($"merchant {number} was answered {answer.Status}");
            }
        }

        return $"{ReplayPlan.Merchants} merchants";
    }

    /// <summary>Merchants get their month's money; the bank is asked with everything else.</summary>
    private async Task<string> SettleMerchantsAsync()
    {
        SettleMerchants.Outcome outcome = await _settleMerchants.RunAsync();
        await BankAsync();
        return $"{outcome.Merchants} merchants, {outcome.Total} yuan";
    }

    private async Task<string> ConfirmAsync(DateOnly date)
    {
        int confirmed = 0;
        for (int patience = 0; ; patience++)
        {
            ExchangeResult result = await house.Exchange.ReceiveAsync(house.Fund, date, date, CancellationToken.None);
            confirmed += result.Done;
            if (result.IsComplete && result.Refused == 0)
            {
                break;
            }

            if (patience == PartnerPatience || result.Refused > 0)
            {
                throw new ReplayStoppedException($"confirmations of {date:yyyy-MM-dd}: {result}");
            }
        }

        PayRedemptions.Outcome paid = await _payRedemptions.RunAsync();
        if (paid.Open > 0)
        {
            throw new ReplayStoppedException($"payouts of {date:yyyy-MM-dd}: {paid}");
        }

        await BankAsync();
        return $"{confirmed} orders";
    }

    private async Task<string> SendAsync(DateOnly date)
    {
        for (int patience = 0; ; patience++)
        {
            ExchangeResult result = await house.Exchange.SendAsync(house.Fund, date, date, CancellationToken.None);
            if (result.IsComplete && result.Refused == 0)
            {
                return $"{result.Done} orders";
            }

            if (patience == PartnerPatience || result.Refused > 0)
            {
                throw new ReplayStoppedException($"applications of {date:yyyy-MM-dd}: {result}");
            }
        }
    }

    /// <summary>Asks the bank until every order has its final answer.</summary>
    private async Task BankAsync()
    {
        for (int patience = 0; ; patience++)
        {
            SettleBankOrders.Outcome outcome = await house.BankOrders.RunAsync();
            if (outcome is { Open: 0, Refused: 0 })
            {
                return;
            }

            if (patience == PartnerPatience || outcome.Refused > 0 || house.Ledger.GaveUpFor is not null)
            {
                throw new ReplayStoppedException($"the bank: {outcome}");
            }
        }
    }

    private async Task<int> DoAsync(PlannedDay day, Func<ActKind, bool> wanted, Action<int> answered)
    {
        List<PlannedAct> acts = [.. day.Phases.Where(phase => wanted(phase.Kind)).SelectMany(phase => phase.Acts)];
        answered(await _acts.DoAsync(acts, day.Date));
        return acts.Count;
    }

    private static void Check(PostStatus status)
    {
        if (status != PostStatus.Posted)
        {
            throw new ReplayStoppedException($"a step of the day was refused: {status}");
        }
    }
}
