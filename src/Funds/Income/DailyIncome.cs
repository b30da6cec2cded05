using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Funds;

/// <summary>
/// The income of a fund's days: seal, then publish, in order. A day's result for everybody is a handful of numbers,
/// written in every shard with the shard's own part; nobody's row is touched.
/// </summary>
public sealed class DailyIncome
{
    private readonly GeneralLedger _ledger;
    private readonly IReads _reads;
    private readonly EarningBook _book;
    private readonly PassSizes _sizes;

    public DailyIncome(GeneralLedger ledger, IReads reads, Fund fund, PassSizes? sizes = null)
    {
        _ledger = ledger;
        _reads = reads;
        _sizes = sizes ?? PassSizes.Default;
        Fund = fund;
        _book = new(fund.Asset, reads, _sizes);
    }

    /// <summary>With columns that are there already.</summary>
    internal DailyIncome(GeneralLedger ledger, IReads reads, Fund fund, EarningColumns[] columns)
        : this(ledger, reads, fund)
    {
        _book.Put(columns);
    }

    /// <summary>The fund.</summary>
    public Fund Fund { get; }

    /// <summary>Opens the fund in every shard; units can earn from <paramref name="firstDay"/> on.</summary>
    public Task<PostStatus> OpenAsync(DateOnly firstDay, DateOnly businessDate) =>
        InShardsAsync(Enumerable.Range(0, _ledger.Shards), shard =>
            Step(shard, FundActs.OpenFund, Fund.Code, businessDate, new EarningStep.OpenFund(Fund.Asset, firstDay)));

    /// <summary>
    /// Seals <paramref name="day"/> in every shard: its confirmations are in, and nothing posted later may change what
    /// earned on it. Sealing again changes nothing.
    /// </summary>
    public async Task<PostStatus> SealAsync(DateOnly day, DateOnly businessDate)
    {
        IReadOnlyList<LedgerQueries.FundProgress> progress =
            await _reads.AllAsync(new LedgerQueries.FundProgressOf(Fund.Asset));

        // Asked before it is posted: a refusal would stand under the day's key for ever.
        if (progress.Count < _ledger.Shards)
        {
            return PostStatus.FundNotOpen;
        }

        if (progress.Any(shard => shard.SealedThrough < day.AddDays(-1)))
        {
            return PostStatus.SealOutOfOrder;
        }

        return await InShardsAsync(
            progress.Where(shard => shard.SealedThrough < day).Select(shard => (int)shard.Shard),
            shard => Step(shard, FundActs.SealDay, KeyOf(day), businessDate, new EarningStep.Seal(Fund.Asset, day)));
    }

    /// <summary>Publishes a sealed day for which the income per 10,000 units is known.</summary>
    public Task<PublishedDay> PublishAsync(DateOnly day, IncomePer10k income, DateOnly businessDate) =>
        PublishAsync(day, units => FundIncome.OfDay(units, income), businessDate);

    /// <summary>Publishes a sealed day for which the registrar's dividend total for us is known.</summary>
    public Task<PublishedDay> PublishAsync(DateOnly day, Money total, DateOnly businessDate) =>
        PublishAsync(day, _ => total, businessDate);

    /// <summary>
    /// Splits the day over all holders and writes its numbers in every shard. A run that stopped half-way goes on with
    /// the numbers it began with.
    /// </summary>
    private async Task<PublishedDay> PublishAsync(DateOnly day, Func<FundUnits, Money> total, DateOnly businessDate)
    {
        IReadOnlyList<LedgerQueries.FundProgress> progress =
            await _reads.AllAsync(new LedgerQueries.FundProgressOf(Fund.Asset));
        if (progress.Count < _ledger.Shards)
        {
            return PublishedDay.Refused(PostStatus.FundNotOpen);
        }

        if (progress.Any(shard => shard.SealedThrough < day))
        {
            return PublishedDay.Refused(PostStatus.PublishBeforeSeal);
        }

        if (progress.Any(shard => shard.PublishedThrough < day.AddDays(-1)))
        {
            return PublishedDay.Refused(PostStatus.PublishOutOfOrder);
        }

        IReadOnlyList<EarningColumns> columns = await _book.BringUpAsync();
        IncomeSplit split = await BegunAsync(columns, day)
            ?? IncomeCut.Split(columns, day, total(new(columns.Sum(shard => shard.EarningUnits))), _sizes);
        List<EntryDraft> drafts = [.. columns
            .Select((shard, i) => (shard, i))
            .Where(pair => pair.shard.Through < day)
            .Select(pair => PublishDraft(pair.shard, split, split.Parts[pair.i], businessDate))];

        // One shard decides: of two processes with different figures, one is refused before it wrote anything.
        List<PostResult> results = [.. await Task.WhenAll(drafts.Take(1).Select(_ledger.PostAsync))];
        if (results.TrueForAll(result => result.IsPosted))
        {
            results.AddRange(await Task.WhenAll(drafts.Skip(1).Select(_ledger.PostAsync)));
        }

        if (results.Exists(result => !result.IsPosted))
        {
            _book.Forget();
            return PublishedDay.Refused(results.First(result => !result.IsPosted).Status);
        }

        Advance(columns, split);
        return new(PostStatus.Posted, split.Numbers);
    }

    /// <summary>Gives everybody their share; what a shard's holders got must be what was published.</summary>
    private void Advance(IReadOnlyList<EarningColumns> columns, IncomeSplit split)
    {
        int[] behind = [.. Enumerable.Range(0, columns.Count).Where(i => columns[i].Through < split.Numbers.Day)];
        long[] given = EarningPass.Advance([.. behind.Select(i => columns[i])], split.Numbers, _sizes);
        bool asPublished = given.SequenceEqual(behind.Select(i => split.Parts[i]));
        if (!asPublished)
        {
            _book.Forget();
        }

        Invariant.Holds(asPublished, "every shard's holders were given the shard's part");
    }

    /// <summary>The numbers of a day that some shards have already, with the parts of those that lack it.</summary>
    private async Task<IncomeSplit?> BegunAsync(IReadOnlyList<EarningColumns> columns, DateOnly day)
    {
        EarningColumns? ahead = columns.FirstOrDefault(shard => shard.Through >= day);
        if (ahead is null)
        {
            return null;
        }

        IReadOnlyList<LedgerQueries.DayInShard> days =
            await _reads.AllAsync(new LedgerQueries.DaysAfter(ahead.Shard, Fund.Asset, day.AddDays(-1)));
        EarningDay numbers = days[0].Numbers;
        EarningColumns[] behind = [.. columns.Where(shard => shard.Through < day)];
        Queue<long> parts = new(EarningPass.PartsOf(behind, numbers, _sizes));
        return new(numbers, [.. columns.Select(shard => shard.Through < day ? parts.Dequeue() : 0)]);
    }

    private EntryDraft PublishDraft(EarningColumns shard, IncomeSplit split, long part, DateOnly businessDate)
    {
        AccountKey contra = AccountKey.Of(Party.Platform, AccountCode.FundContra, Fund.Asset);
        AccountKey owed = AccountKey.Of(Party.Platform, AccountCode.IncomeOwed, Fund.Asset);
        Leg[] legs = part switch
        {
            > 0 => [Leg.Transfer(Debit: contra, Credit: owed, part)],
            < 0 => [Leg.Transfer(Debit: owed, Credit: contra, -part)],
            0 => [],
        };
        DateOnly day = split.Numbers.Day;
        return Step(shard.Shard, FundActs.PublishDay, KeyOf(day), businessDate,
            new EarningStep.Publish(split.Numbers, part, shard.EarningUnits)) with
        {
            Legs = legs,
            Days = (day, day),
        };
    }

    private EntryDraft Step(short shard, short act, string key, DateOnly businessDate, EarningStep step) => new()
    {
        Shard = shard,
        Owner = Party.Platform,
        Act = act,
        Key = key,
        BusinessDate = businessDate,
        ByPlatform = true,
        Reference = Fund.Code,
        Content = step.ToString(),
        Earning = step,
    };

    private string KeyOf(DateOnly day) => $"{Fund.Code}-{day:yyyy-MM-dd}";

    private async Task<PostStatus> InShardsAsync(IEnumerable<int> shards, Func<short, EntryDraft> draft)
    {
        PostResult[] results = await Task.WhenAll(shards.Select(shard => _ledger.PostAsync(draft((short)shard))));
        return results.Select(result => result.Status).DefaultIfEmpty(PostStatus.Posted).Max();
    }
}

/// <summary>What became of a day's publication.</summary>
/// <param name="Status">Posted, or why not.</param>
/// <param name="Numbers">The day's numbers, if posted.</param>
public sealed record PublishedDay(PostStatus Status, EarningDay Numbers)
{
    internal static PublishedDay Refused(PostStatus status) => new(status, default);
}
