using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Funds;

/// <summary>
/// A published day never changes. A corrected total is a second split, of the difference, over the same earning units;
/// a late confirmation or a line of the registrar that differs is an adjustment of one holder. Both count from the open
/// day on: nothing compounds backwards.
/// </summary>
public sealed class CorrectIncome(GeneralLedger ledger, IReads reads)
{
    /// <summary>One entry holds at most this many holders: its lines are numbered in 15 bits.</summary>
    private const int HoldersInAnEntry = 10_000;

    /// <summary>Splits <paramref name="difference"/> over those who earned on <paramref name="day"/>.</summary>
    /// <param name="fund">The fund.</param>
    /// <param name="day">A published day.</param>
    /// <param name="number">Which correction of that day it is, from 1; the same number is the same correction.</param>
    /// <param name="difference">The corrected total less what was published so far.</param>
    /// <param name="businessDate">The business date of the correction.</param>
    /// <param name="earnsFrom">The first day that is not sealed.</param>
    public async Task<PublishedDay> CorrectAsync(
        Fund fund, DateOnly day, int number, Money difference, DateOnly businessDate, DateOnly earnsFrom)
    {
        IReadOnlyList<LedgerQueries.FundProgress> progress =
            await reads.AllAsync(new LedgerQueries.FundProgressOf(fund.Asset));
        if (progress.Any(shard => shard.PublishedThrough < day || shard.FirstDay > day))
        {
            return PublishedDay.Refused(PostStatus.PublishOutOfOrder);
        }

        IReadOnlyList<EarningColumns> columns =
            await new EarningBook(fund.Asset, reads, PassSizes.Default).AsOfAsync(day);
        IncomeSplit split = IncomeCut.Split(columns, day, difference);
        PostResult[] results = await Task.WhenAll(columns.SelectMany(shard => Shares(shard, split.Numbers)
            .Chunk(HoldersInAnEntry)
            .Select((shares, chunk) => ledger.PostAsync(new()
            {
                Shard = shard.Shard,
                Owner = Party.Platform,
                Act = FundActs.CorrectDay,
                Key = $"{fund.Code}-{day:yyyy-MM-dd}-{number}-{chunk}",
                BusinessDate = businessDate,
                ByPlatform = true,
                Reference = $"{fund.Code} correction {number}",
                Content = split.Numbers.ToString(),
                Days = (day, day),
                Legs = [.. shares.Select(s => Leg.Income(s.Owner, fund.Asset, s.Fen, earnsFrom))],
            }))));
        PostStatus worst = results.Select(result => result.Status).DefaultIfEmpty(PostStatus.Posted).Max();
        return worst == PostStatus.Posted ? new(worst, split.Numbers) : PublishedDay.Refused(worst);
    }

    /// <summary>Adjusts one holder's income for days that are published.</summary>
    /// <param name="fund">The fund.</param>
    /// <param name="shard">The holder's shard.</param>
    /// <param name="owner">The holder.</param>
    /// <param name="key">The caller's id of this adjustment.</param>
    /// <param name="fen">What is given, or taken if negative.</param>
    /// <param name="days">The earning days it is for, first and last.</param>
    /// <param name="reason">Why, for the statement.</param>
    /// <param name="businessDate">The business date of the adjustment.</param>
    /// <param name="earnsFrom">The first day that is not sealed.</param>
    public Task<PostResult> AdjustAsync(
        Fund fund, short shard, long owner, string key, long fen, (DateOnly First, DateOnly Last) days, string reason,
        DateOnly businessDate, DateOnly earnsFrom) =>
        ledger.PostAsync(new()
        {
            Shard = shard,
            Owner = owner,
            Act = FundActs.AdjustIncome,
            Key = key,
            BusinessDate = businessDate,
            ByPlatform = true,
            Reference = reason,
            Content = $"{fund.Code} {owner} {fen} {days.First:yyyy-MM-dd} {days.Last:yyyy-MM-dd}",
            Days = days,
            Legs = [Leg.Income(owner, fund.Asset, fen, earnsFrom)],
        });

    /// <summary>
    /// What units that were confirmed late missed on published days: their floor share of each, not compounded.
    /// </summary>
    public static long MissedBy(FundUnits units, IEnumerable<EarningDay> days)
    {
        long missed = 0;
        foreach (EarningDay day in days)
        {
            if (day.EarningUnits > 0)
            {
                (Int128 share, Int128 rest) = Int128.DivRem((Int128)units.Hundredths * day.TotalFen, day.EarningUnits);
                missed += (long)(rest < 0 ? share - 1 : share);
            }
        }

        return missed;
    }

    private static IEnumerable<(long Owner, long Fen)> Shares(EarningColumns shard, EarningDay numbers)
    {
        for (int i = 0; i < shard.Count; i++)
        {
            long fen = numbers.ShareOf(shard.Units[i], shard.Owners[i]);
            if (fen != 0)
            {
                yield return (shard.Owners[i], fen);
            }
        }
    }
}
