using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>
/// Corrections are reversals: an entry that takes every transfer of an earlier one back, once. Units count from the day
/// named, which must be open; a limit gets back what it gave only while its window stands.
/// </summary>
public sealed class Reversals(GeneralLedger ledger, IReads reads)
{
    /// <summary>Reverses an entry.</summary>
    /// <param name="shard">The shard of the entry.</param>
    /// <param name="entry">Its number.</param>
    /// <param name="key">The caller's id of this request.</param>
    /// <param name="businessDate">The business date of the reversal.</param>
    /// <param name="earnsFrom">The first day on which unit transfers taken back change what earns.</param>
    /// <param name="reason">Why, for the statement.</param>
    public async Task<PostResult> ReverseAsync(
        short shard, long entry, string key, DateOnly businessDate, DateOnly earnsFrom, string reason)
    {
        IReadOnlyList<LedgerQueries.Line> lines = await reads.AllAsync(new LedgerQueries.LinesOf(shard, entry));
        LedgerQueries.EntryFacts? reversed = await reads.OneAsync(new LedgerQueries.EntryOf(shard, entry));
        return await ledger.PostAsync(new()
        {
            Shard = shard,
            Owner = Party.Platform,
            Act = LedgerActs.Reverse,
            Key = key,
            BusinessDate = businessDate,
            Reference = reason,
            Content = $"reverse {entry}",
            ByPlatform = true,
            Reverses = entry,
            // Income that is taken back was income of the same days.
            Days = reversed?.Days,
            Legs = [.. lines.Where(line => !IsRefill(line)).Select(line => Opposite(line, earnsFrom))],
        });
    }

    /// <summary>What filled a limit's new window stays: the window is still the same.</summary>
    private static bool IsRefill(LedgerQueries.Line line) =>
        line.LimitWindow is not null && line.Debit.Code == AccountCode.ControlContra;

    private static Leg Opposite(LedgerQueries.Line line, DateOnly earnsFrom)
    {
        if (line.LimitWindow is { } window)
        {
            return Leg.ReleaseLimit(line.Debit, window, new(line.Amount));
        }

        return line.EarnsFrom is null
            ? Leg.Transfer(Debit: line.Credit, Credit: line.Debit, line.Amount)
            : Leg.Units(Debit: line.Credit, Credit: line.Debit, new(line.Amount), earnsFrom);
    }
}
