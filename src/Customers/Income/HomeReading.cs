using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Customers;

/// <summary>What a person has and earned, as the first page shows it.</summary>
public sealed record Home
{
    /// <summary>Open, frozen or closed.</summary>
    public required AccountStanding Standing { get; init; }

    /// <summary>Money of the wallet.</summary>
    public required Money Wallet { get; init; }

    /// <summary>Units that can be used, with income that is derived and not posted yet.</summary>
    public required FundUnits Units { get; init; }

    /// <summary>Units that wait for the bank's answer.</summary>
    public required FundUnits Frozen { get; init; }

    /// <summary>Units of redemptions that are not confirmed yet.</summary>
    public required FundUnits Leaving { get; init; }

    /// <summary>Money on its way into the fund: paid, and not confirmed yet.</summary>
    public required Money Subscribing { get; init; }

    /// <summary>Money of confirmed redemptions that is not paid out yet.</summary>
    public required Money PayingOut { get; init; }

    /// <summary>Of <see cref="Units"/>, the income that no entry has posted yet.</summary>
    public required Money NotPosted { get; init; }

    /// <summary>Everything together.</summary>
    public Money Total =>
        Wallet + Units.ToMoney() + Frozen.ToMoney() + Leaving.ToMoney() + Subscribing + PayingOut;

    /// <summary>The last published day and its income; null before the first.</summary>
    public required (DateOnly Day, Money Income)? LastDay { get; init; }

    /// <summary>The income of the last 30 published days, corrections booked in these days included.</summary>
    public required Money Last30Days { get; init; }

    /// <summary>All income ever, posted or not, corrections included.</summary>
    public required Money Accumulated { get; init; }

    /// <summary>The fund's figures of its last day; null before the first.</summary>
    public required FundFigures? Fund { get; init; }
}

/// <summary>
/// The first page's figures in one round trip, from the journal and the person's own rows; nothing of a person is kept.
/// </summary>
public sealed class HomeReading(CustomersParts parts)
{
    /// <summary>Adds what it needs to a batch that the page sends with its own queries.</summary>
    public HomePart AddTo(ReadBatch batch, long person)
    {
        short shard = parts.ShardOf(person);
        return new(parts, person,
            batch.Add(new HoldingOf(shard, person, parts.Fund.Asset, From: null, HomePart.Days)),
            batch.Add(new FundQueries.MoneyUnderWay(shard, person, parts.Fund.Asset)),
            batch.Add(parts.History.Newer(shard)));
    }

    /// <summary>The figures by themselves; null when the person has no account.</summary>
    public async Task<Home?> ReadAsync(long person, CancellationToken cancel = default)
    {
        ReadBatch batch = new();
        HomePart part = AddTo(batch, person);
        await parts.Db.TogetherAsync(batch, cancel);
        return await part.ToHomeAsync(cancel);
    }
}

/// <summary>The first page's figures, once the batch has run.</summary>
public sealed class HomePart
{
    /// <summary>How many published days stand for "the last month".</summary>
    internal const int Days = 30;

    private readonly CustomersParts _parts;
    private readonly long _person;
    private readonly ReadRows<HoldingPiece> _pieces;
    private readonly ReadRows<FundQueries.OpenMoney> _underWay;
    private readonly ReadRows<LedgerQueries.DayInShard> _newer;

    internal HomePart(
        CustomersParts parts, long person, ReadRows<HoldingPiece> pieces, ReadRows<FundQueries.OpenMoney> underWay,
        ReadRows<LedgerQueries.DayInShard> newer)
    {
        (_parts, _person, _pieces, _underWay, _newer) = (parts, person, pieces, underWay, newer);
    }

    /// <summary>
    /// The figures; null when the person has no account. At once, but for somebody whose history is tangled: then the
    /// whole of it is read.
    /// </summary>
    public async ValueTask<Home?> ToHomeAsync(CancellationToken cancel = default)
    {
        IReadOnlyList<FundFigures> figures = _parts.History.With(_newer.All);
        Holding holding = new(_person, _pieces.All);
        LedgerQueries.Balance? root = holding.Balances.FirstOrDefault(b => b.Account.Code == AccountCode.UserBalance);
        if (root is null)
        {
            return null;
        }

        DateOnly first = (holding.PublishedThrough ?? DateOnly.MinValue.AddDays(Days)).AddDays(1 - Days);
        IReadOnlyList<HeldDay> days = holding.DaysFrom(first, number => figures.On(number).Numbers)
            ?? await HeldDays.WholeAsync(_parts, _person, first, cancel);
        return Of(root, holding, days, first, figures);
    }

    private Home Of(
        LedgerQueries.Balance root, Holding holding, IReadOnlyList<HeldDay> days, DateOnly first,
        IReadOnlyList<FundFigures> figures)
    {
        // Unposted days may reach further back than the month: what they come to is the holding's, not the list's.
        long notPosted = holding.NotPosted(number => figures.On(number).Numbers);
        Money subscribing = Money.Sum(_underWay.All.Where(open => !open.IsRedemption).Select(open => open.Amount));
        Money payingOut = Money.Sum(_underWay.All.Where(open => open.IsRedemption).Select(open => open.Amount));
        long adjusted = holding.AdjustmentsSince(first).Sum(adjustment => adjustment.Fen);
        return new()
        {
            Standing = root.Standing,
            Wallet = new(root.Amount),
            Units = new(At(AccountCode.UnitsAvailable) + At(AccountCode.UnpaidIncome) + notPosted),
            Frozen = new(At(AccountCode.UnitsFrozen)),
            Leaving = new(At(AccountCode.UnitsInTransit) + At(AccountCode.UnitsInTransitNotEarning)),
            Subscribing = subscribing,
            PayingOut = payingOut,
            NotPosted = new(notPosted),
            LastDay = days is [.., var last] ? (last.Day, new Money(last.Fen)) : null,
            Last30Days = new(days.Sum(day => day.Fen) + adjusted),
            Accumulated = new(holding.Income + notPosted),
            Fund = holding.PublishedThrough is { } through ? figures.On(through.DayNumber) : null,
        };

        long At(AccountCode code) => holding.BalanceOf(AccountKey.Of(_person, code, _parts.Fund.Asset));
    }
}
