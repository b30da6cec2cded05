using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Simulation;

/// <summary>
/// The platform's day as an operator's schedule has it: in the morning income is published and confirmations are
/// booked, after the cut-off orders leave, at night the day is sealed. Every step may be cut off and is run again.
/// </summary>
internal sealed class SimDay(SimWorld world, WalletParts parts)
{
    private readonly DailyIncome _income = new(parts.Ledger, parts.Reads, world.Fund);
    private readonly RegistrarExchange _exchange =
        new(parts.Ledger, parts.Reads, new SimRegistrarPort(world.Registrar, new(world, "registrar"), world));

    /// <summary>What the fund earns on a day, per 10,000 units: now and then it loses.</summary>
    public static IncomePer10k IncomeOf(DateOnly day) =>
        new(day.DayNumber % 3 == 0 ? -3_000 : 11_204 + (day.DayNumber % 7 * 100));

    /// <summary>Does whatever is due by now.</summary>
    public async Task RunAsync()
    {
        DateOnly today = world.Today;
        TimeOnly time = BeijingTime.TimeOfDay(world.Time.GetUtcNow());
        if (time >= new TimeOnly(8, 0))
        {
            await PublishAsync(today);
            await ReceiveAsync(today);
            await new PayRedemptions(parts).RunAsync();
            await OnceAsync(today, "clear", async () =>
            {
                await new DailyClearing(parts).RunAsync(today);
                return true;
            });
            await new AdjustLateOrders(parts.Ledger, parts.Reads).RunAsync(world.Fund, today);
            await OnceAsync(today, "settle merchants", async () =>
            {
                await new SettleMerchants(parts).RunAsync();
                return true;
            });
        }

        // What could not be sent on its day is sent on a later one.
        for (int back = 3; back >= 0; back--)
        {
            DateOnly day = today.AddDays(-back);
            if (TradingCalendar.China.IsDealingDay(day) && (back > 0 || time >= new TimeOnly(15, 30)))
            {
                await SendAsync(day, today);
            }
        }

        if (time >= new TimeOnly(22, 0))
        {
            await SealAsync(today);
        }
    }

    /// <summary>Posts what is owed to those nobody touched.</summary>
    public Task SweepAsync() =>
        new SweepIncome(parts.Ledger, parts.Reads).SweepAsync(world.Fund, world.Today);

    private async Task PublishAsync(DateOnly today)
    {
        IReadOnlyList<LedgerQueries.FundProgress> progress =
            await parts.Reads.AllAsync(new LedgerQueries.FundProgressOf(world.Fund.Asset));
        for (DateOnly day = progress.Min(shard => shard.PublishedThrough).AddDays(1);
            day < today && day <= progress.Min(shard => shard.SealedThrough); day = day.AddDays(1))
        {
            PublishedDay published = await _income.PublishAsync(day, IncomeOf(day), today);
            world.Trace($"publish {day:MM-dd}: {published.Status}");
            if (published.Status != PostStatus.Posted)
            {
                return;
            }
        }
    }

    /// <summary>A file that could not be read to its end on its day is read on a later one.</summary>
    private async Task ReceiveAsync(DateOnly today)
    {
        for (int back = 3; back >= 0; back--)
        {
            ExchangeResult result =
                await _exchange.ReceiveAsync(world.Fund, today.AddDays(-back), today, CancellationToken.None);
            if (result.Done + result.Refused + result.Problem.Length > 0)
            {
                world.Trace($"receive {today.AddDays(-back):MM-dd}: {result}");
            }
        }
    }

    private async Task SendAsync(DateOnly orderDay, DateOnly today)
    {
        if (orderDay == today)
        {
            await OnceAsync(today, "redeem advanced", async () =>
            {
                await new RedeemAdvanced(parts.Ledger, parts.Reads).RunAsync(world.Fund, today, today);
                return true;
            });
        }

        await OnceAsync(orderDay, "send", async () =>
        {
            ExchangeResult sent = await _exchange.SendAsync(world.Fund, orderDay, today, CancellationToken.None);
            world.Trace($"send {orderDay:MM-dd}: {sent}");
            return sent.IsComplete;
        });
    }

    private async Task SealAsync(DateOnly today)
    {
        IReadOnlyList<LedgerQueries.FundProgress> progress =
            await parts.Reads.AllAsync(new LedgerQueries.FundProgressOf(world.Fund.Asset));
        for (DateOnly day = progress.Min(shard => shard.SealedThrough).AddDays(1); day <= today; day = day.AddDays(1))
        {
            world.Trace($"seal {day:MM-dd}: {await _income.SealAsync(day, today)}");
        }
    }

    /// <summary>A step that was written down is done; one that was cut off before runs again.</summary>
    private async Task OnceAsync(DateOnly today, string name, Func<Task<bool>> step)
    {
        if (!world.StepsDone.Contains((today, name)) && await step())
        {
            world.StepsDone.Add((today, name));
        }
    }
}
