using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Cli;

/// <summary>Prints a person's statement: balances, lines by account, income by day.</summary>
internal sealed class StatementPrinter(Installation installation, long person, TextWriter output)
{
    private readonly Db _db = installation.Db;
    private readonly short _shard = Sharding.Of(person, installation.ShardCount);

    /// <summary>Prints everything; a person nobody knows is an error in one sentence.</summary>
    public async Task PrintAsync(int limit, long? before, DateOnly? asOf, CancellationToken cancel)
    {
        IReadOnlyList<LedgerQueries.Balance> balances =
            await _db.AllAsync(new LedgerQueries.BalancesOf(_shard, person), cancel);
        LedgerQueries.Balance root = balances.FirstOrDefault(b => b.Account.Code == AccountCode.UserBalance)
            ?? throw new UserErrorException(
                $"person {person} has no account in {installation.Server}; give the number of somebody who has one.");
        await output.WriteLineAsync($"Person {person}, shard {_shard}, account {root.Standing}");
        LedgerQueries.Balance[] shown = [.. balances.Where(IsShown)];
        foreach (Asset fund in shown.Select(b => b.Account.Asset).Where(asset => asset != Asset.Cny).Distinct())
        {
            await PrintIncomeAsync(fund, limit, cancel);
        }

        foreach (LedgerQueries.Balance balance in shown)
        {
            await PrintAccountAsync(balance, limit, before, asOf, cancel);
        }
    }

    /// <summary>Limits are not money, and an account that never held anything says nothing.</summary>
    private static bool IsShown(LedgerQueries.Balance balance) =>
        Chart.Of(balance.Account.Code).Book != Book.Control;

    private async Task PrintAccountAsync(
        LedgerQueries.Balance balance, int limit, long? before, DateOnly? asOf, CancellationToken cancel)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync($"{Name(balance.Account)}: {Amount(balance.Amount)} posted");
        if (asOf is { } date)
        {
            long then = await BalanceAsOf.OfAsync(
                _db, _shard, balance.Account, date, await DaysAsync(balance.Account.Asset, cancel), cancel);
            await output.WriteLineAsync($"at the end of {date:yyyy-MM-dd}: {Amount(then)}, its income included");
        }

        StatementPage page = StatementPage.Newest(_shard, balance.Account, limit);
        if (before is { } entry)
        {
            LinesBefore.Place? place = await _db.OneAsync(new LinesBefore(_shard, balance.Account, entry), cancel);
            page = page with { From = place!.Number };
        }

        IReadOnlyList<StatementLine> lines = await _db.AllAsync(page, cancel);
        await output.WriteLineAsync($"{"date",-12}{"entry",10}  {"amount",18}{"balance",18}  what");
        foreach (StatementLine line in lines)
        {
            string days = line.Days is { } span ? $" for {span.First:yyyy-MM-dd} to {span.Last:yyyy-MM-dd}" : "";
            await output.WriteLineAsync(
                $"{line.BusinessDate,-12:yyyy-MM-dd}{line.Entry,10}  "
                + $"{Amount(line.Amount),18}{Amount(line.BalanceAfter),18}  "
                + $"{ActNames.Of(line.Act)}{days} {line.Reference}".TrimEnd());
        }

        if (lines.Count == limit)
        {
            await output.WriteLineAsync($"older lines: --before {lines[^1].Entry}");
        }
    }

    private async Task PrintIncomeAsync(Asset fund, int limit, CancellationToken cancel)
    {
        IReadOnlyList<HoldingDay> history = await HoldingDays.OfAsync(
            _db, _shard, person, fund, await DaysAsync(fund, cancel), cancel);
        await output.WriteLineAsync();
        await output.WriteLineAsync(
            $"Income of fund {fund.Number}: {Amount(history.Sum(day => day.Fen))} in {history.Count} days");
        await output.WriteLineAsync(
            $"{"day",-12}{"income",14}{"units that earned",20}{"fund's income",18}{"fund's units",22}  rounding");
        foreach (HoldingDay day in history.Reverse().Take(limit))
        {
            (long floor, _) = EarningDay.FloorShare(Math.Max(0, day.Units), day.Numbers.TotalFen,
                Math.Max(1, day.Numbers.EarningUnits));
            string rounding = day.Fen > floor ? "+0.01 (largest remainders)" : "down";
            await output.WriteLineAsync(
                $"{day.Day,-12:yyyy-MM-dd}{Amount(day.Fen),14}{Amount(day.Units),20}{Amount(day.Numbers.TotalFen),18}"
                + $"{Amount(day.Numbers.EarningUnits),22}  {rounding}");
        }
    }

    private async Task<IReadOnlyList<EarningDay>> DaysAsync(Asset fund, CancellationToken cancel)
    {
        if (fund == Asset.Cny)
        {
            return [];
        }

        IReadOnlyList<LedgerQueries.DayInShard> days =
            await _db.AllAsync(new LedgerQueries.DaysAfter(_shard, fund, DateOnly.MinValue), cancel);
        return [.. days.Select(day => day.Numbers)];
    }

    private static string Name(AccountKey account) => account.Code switch
    {
        AccountCode.UserBalance => "Wallet (yuan)",
        AccountCode.UnitsAvailable => $"Fund {account.Asset.Number}, units available",
        AccountCode.UnitsFrozen => $"Fund {account.Asset.Number}, units waiting for the bank",
        AccountCode.UnpaidIncome => $"Fund {account.Asset.Number}, unpaid income",
        AccountCode.UnitsInTransit or AccountCode.UnitsInTransitNotEarning =>
            $"Fund {account.Asset.Number}, units being redeemed",
        _ => account.Code.ToString(),
    };

    private static string Amount(long hundredths) => new Money(hundredths).ToString();
}
