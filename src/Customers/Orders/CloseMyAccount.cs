using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Customers;

/// <summary>Why an account cannot be closed yet.</summary>
public enum ClosingHindrance
{
    /// <summary>The wallet still holds money.</summary>
    WalletNotEmpty = 1,

    /// <summary>The fund still holds units; unposted income counts.</summary>
    UnitsNotEmpty = 2,

    /// <summary>Orders to a bank or the fund, or gifts, are under way.</summary>
    OrdersUnderWay = 3,

    /// <summary>Units that left still earn, or earned on days that are not published.</summary>
    IncomeOutstanding = 4,

    /// <summary>Income of a bad day is owed by the person.</summary>
    UnpaidIncome = 5,

    /// <summary>The account is frozen.</summary>
    Frozen = 6,
}

/// <summary>A hindrance with the amount it is about.</summary>
public sealed record Hindering(ClosingHindrance Kind, Money Amount);

/// <summary>Closing one's own account, for ever.</summary>
public sealed class CloseMyAccount(CustomersParts parts)
{
    /// <param name="Person">Whose account.</param>
    /// <param name="Key">The caller's id of the request.</param>
    public sealed record Request(long Person, string Key);

    /// <summary>What hinders, all of it at once.</summary>
    public async Task<IReadOnlyList<Hindering>> HindrancesAsync(long person, CancellationToken cancel = default)
    {
        short shard = parts.ShardOf(person);
        ReadBatch batch = new();
        ReadRows<HoldingPiece> pieces = batch.Add(new HoldingOf(shard, person, parts.Fund.Asset, From: null, Days: 1));
        ReadRows<LedgerQueries.DayInShard> newer = batch.Add(parts.History.Newer(shard));
        await parts.Db.TogetherAsync(batch, cancel);
        IReadOnlyList<FundFigures> figures = parts.History.With(newer.All);
        Holding holding = new(person, pieces.All);
        IReadOnlyList<UnderWay> underWay = await new BillReading(parts).UnderWayAsync(person, cancel);
        long units = At(AccountCode.UnitsAvailable) + holding.NotPosted(number => figures.On(number).Numbers);
        long unpaid = At(AccountCode.UnpaidIncome);
        long wallet = holding.BalanceOf(AccountKey.Of(person, AccountCode.UserBalance));
        bool isFrozen = holding.Balances.Any(b =>
            b.Account.Code == AccountCode.UserBalance && b.Standing == AccountStanding.Frozen);
        Hindering?[] all =
        [
            isFrozen ? new(ClosingHindrance.Frozen, Money.Zero) : null,
            wallet != 0 ? new(ClosingHindrance.WalletNotEmpty, new(wallet)) : null,
            units > 0 ? new(ClosingHindrance.UnitsNotEmpty, new(units)) : null,
            unpaid != 0 ? new(ClosingHindrance.UnpaidIncome, new(-unpaid)) : null,
            underWay.Count > 0
                ? new(ClosingHindrance.OrdersUnderWay, Money.Sum(underWay.Select(order => order.Amount)))
                : null,
            holding.WillEarn && units == 0 ? new(ClosingHindrance.IncomeOutstanding, Money.Zero) : null,
        ];
        return [.. all.OfType<Hindering>()];

        long At(AccountCode code) => holding.BalanceOf(AccountKey.Of(person, code, parts.Fund.Asset));
    }

    /// <summary>Closes it; standing orders end with it.</summary>
    public async Task<WalletAnswer> HandleAsync(Request request, CancellationToken cancel = default)
    {
        WalletAnswer answer = await new CloseAccount(parts.Wallet).HandleAsync(new(request.Person, request.Key));
        if (answer.Status == WalletStatus.Done)
        {
            await new NightlySweep(parts).EndAsync(request.Person, cancel);
            await new SavingPerPayment(parts).EndAsync(request.Person, cancel);
        }

        return answer;
    }
}
