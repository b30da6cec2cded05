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
    public HomePart AddTo(ReadBatch batch, long person) => throw new NotImplementedException();

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
    /// <summary>
    /// The figures; null when the person has no account. At once, but for somebody whose history is tangled: then the
    /// whole of it is read.
    /// </summary>
    public ValueTask<Home?> ToHomeAsync(CancellationToken cancel = default) => throw new NotImplementedException();
}
