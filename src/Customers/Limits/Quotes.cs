using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Customers;

/// <summary>What an act would do; the numbers are those of the public API and never reused.</summary>
public enum QuoteAct
{
    SubscribeFromWallet = 1,
    SubscribeFromCard = 2,
    RedeemFastToWallet = 3,
    RedeemFastToCard = 4,
    RedeemNextDayToWallet = 5,
    RedeemNextDayToCard = 6,
    PayFromWallet = 7,
    PayFromFund = 8,
    Send = 9,
    TopUp = 10,
    Withdraw = 11,
}

/// <summary>When money arrives.</summary>
public enum Arrival
{
    /// <summary>With the act itself.</summary>
    AtOnce = 1,

    /// <summary>As soon as the bank has answered: seconds to minutes.</summary>
    WhenTheBankAnswers = 2,

    /// <summary>On the day named, once the fund company has confirmed.</summary>
    OnDay = 3,
}

/// <summary>What an act would come to, before it is confirmed.</summary>
public sealed record Quote
{
    public required QuoteAct Act { get; init; }

    public required Money Amount { get; init; }

    /// <summary>What hinders it now: <see cref="WalletStatus.Done"/> for nothing.</summary>
    public required WalletStatus Hindrance { get; init; }

    /// <summary>Whether agreements have to be accepted first.</summary>
    public required bool AgreementsMissing { get; init; }

    public required Arrival Arrival { get; init; }

    /// <summary>The day on which it arrives: today, but for <see cref="Arrival.OnDay"/>.</summary>
    public required DateOnly ArrivesOn { get; init; }

    /// <summary>The order day of a fund order (T).</summary>
    public required DateOnly? OrderDay { get; init; }

    /// <summary>Until when the order still belongs to that day, UTC.</summary>
    public required DateTimeOffset? CutOff { get; init; }

    /// <summary>The day on which a fund order is confirmed.</summary>
    public required DateOnly? ConfirmDay { get; init; }

    /// <summary>Of a subscription: the first day on which it earns.</summary>
    public required DateOnly? EarnsFrom { get; init; }

    /// <summary>Of a subscription: the day on which its first income is shown.</summary>
    public required DateOnly? FirstIncomeShownOn { get; init; }

    /// <summary>Of a redemption: the first day on which the units no longer earn.</summary>
    public required DateOnly? EarnsUntilBefore { get; init; }

    /// <summary>Whether these days rest on a calendar that is not announced yet: they may come out otherwise.</summary>
    public required bool IsProvisional { get; init; }

    /// <summary>What the person pays for it: nothing.</summary>
    public Money Fee => Money.Zero;

    /// <summary>What of the wallet or the units can be used for it.</summary>
    public required Money Available { get; init; }

    /// <summary>The limit that it uses, with what is left before it; null where none is.</summary>
    public required LimitStanding? Limit { get; init; }

    public bool IsPossible => Hindrance == WalletStatus.Done && !AgreementsMissing;
}

/// <summary>Says what an act would come to: nothing is written, and nothing promised beyond the moment.</summary>
public sealed class Quotes(CustomersParts parts)
{
    /// <summary>Money into the fund, out of it, to a merchant, a friend or a card.</summary>
    public async Task<Quote> ForAsync(QuoteAct act, long person, Money amount, CancellationToken cancel = default)
    {
        short shard = parts.ShardOf(person);
        DateOnly today = parts.Today;
        ReadBatch batch = new();
        ReadRows<HoldingPiece> pieces = batch.Add(new HoldingOf(shard, person, parts.Fund.Asset, From: null, Days: 1));
        ReadRows<LedgerQueries.DayInShard> newer = batch.Add(parts.History.Newer(shard));
        ReadRows<PersonQueries.PersonRow> row = batch.Add(new PersonQueries.PersonOf(shard, person));
        ReadRows<Document> missing = batch.Add(new AgreementQueries.MissingFor(shard, person, today));
        await parts.Db.TogetherAsync(batch, cancel);
        IReadOnlyList<FundFigures> figures = parts.History.With(newer.All);
        Holding holding = new(person, pieces.All);
        AccountClass accountClass = row.One?.Class ?? AccountClass.I;
        long units = holding.BalanceOf(FundLegs.Available(parts.Fund, person))
            + holding.BalanceOf(AccountKey.Of(person, AccountCode.UnpaidIncome, parts.Fund.Asset))
            + holding.NotPosted(number => figures.On(number).Numbers);
        return QuoteRules.For(act, amount, new(
            parts.Wallet.Rules, parts.Fund.Days, parts.Wallet.Mode, parts.Now,
            holding.Balances.FirstOrDefault(b => b.Account.Code == AccountCode.UserBalance)?.Standing, accountClass,
            new(holding.BalanceOf(AccountKey.Of(person, AccountCode.UserBalance))), new(Math.Max(0, units)),
            LimitRules.Standing(parts.Wallet.Rules, parts.Fund, person, accountClass, holding.Balances, today),
            missing.All.Count > 0));
    }
}
