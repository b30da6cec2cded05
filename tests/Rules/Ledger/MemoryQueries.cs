using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.RulesTests;

/// <summary>Answers named queries by the type of their record.</summary>
internal sealed class MemoryQueries
{
    private readonly Dictionary<Type, Func<object, object>> _answers = [];

    public void Add<TQuery, TRow>(Func<TQuery, IEnumerable<TRow>> answer)
        where TQuery : Query<TRow> =>
        _answers[typeof(TQuery)] = query => answer((TQuery)query).ToList();

    public IReadOnlyList<TRow> Answer<TRow>(Query<TRow> query) =>
        (IReadOnlyList<TRow>)_answers[query.GetType()](query);

    /// <summary>The queries of the ledger itself.</summary>
    public void AddLedger(MemoryShard[] shards)
    {
        Add<LedgerQueries.BalancesOf, LedgerQueries.Balance>(q =>
        {
            (long first, long last) = AccountKey.RangeOf(q.Owner);
            return shards[q.Shard].Accounts.Where(a => a.Key >= first && a.Key <= last).OrderBy(a => a.Key)
                .Select(a => ToBalance(a.Key, a.Value));
        });
        Add<LedgerQueries.BalanceOf, LedgerQueries.Balance>(q =>
            shards[q.Shard].Accounts.TryGetValue(q.Account.Packed, out AccountRow row)
                ? [ToBalance(q.Account.Packed, row)]
                : []);
        Add<LedgerQueries.BalanceInShards, LedgerQueries.BalanceInShard>(q => InShards(shards)
            .Where(s => s.Tables.Accounts.ContainsKey(q.Account.Packed))
            .Select(s => new LedgerQueries.BalanceInShard(s.Number, s.Tables.Accounts[q.Account.Packed].Balance)));
        Add<LedgerQueries.BalancesIn, LedgerQueries.ShardBalance>(q => q.Wanted
            .Where(w => shards[w.Shard].Accounts.ContainsKey(w.Account.Packed))
            .Select(w => new LedgerQueries.ShardBalance(
                w.Shard, w.Account, shards[w.Shard].Accounts[w.Account.Packed].Balance)));
        Add<LedgerQueries.AnswerTo, LedgerQueries.Answer>(q =>
            shards[q.Shard].Keys.TryGetValue((q.Owner, q.Act, q.Key), out KeyRow key)
                ? [new(new(key.Status, key.Entry, key.FailedLeg, Replayed: true))]
                : []);
        Add<LedgerQueries.LinesOf, LedgerQueries.Line>(q => After(shards[q.Shard], q.Entry - 1)
            .TakeWhile(line => line.Entry == q.Entry)
            .Select(line => new LedgerQueries.Line(line.Line, new(line.Debit), new(line.Credit), line.Amount,
                line.EarnsFrom <= 0 ? null : DateOnly.FromDayNumber(line.EarnsFrom),
                line.Window < 0 ? null : line.Window)));
        Add<LedgerQueries.EntryOf, LedgerQueries.EntryFacts>(q => shards[q.Shard].Entries
            .Where(entry => entry.Entry == q.Entry)
            .Select(entry => new LedgerQueries.EntryFacts(entry.Entry, entry.Act, entry.Owner,
                DateOnly.FromDayNumber(entry.BusinessDay), default, entry.Reference,
                entry.FirstDay <= 0
                    ? null
                    : (DateOnly.FromDayNumber(entry.FirstDay), DateOnly.FromDayNumber(entry.LastDay)),
                Math.Max(0, entry.Reverses))));
        AddEarning(shards);
    }

    private void AddEarning(MemoryShard[] shards)
    {
        Add<LedgerQueries.DaysAfter, LedgerQueries.DayInShard>(q => shards[q.Shard].Days.GetValueOrDefault(q.Asset, [])
            .Where(day => day.Numbers.Day > q.Day)
            .Select(day => new LedgerQueries.DayInShard(day.Numbers, day.PartFen, day.PartUnits, day.Entry)));
        Add<LedgerQueries.FundProgressOf, LedgerQueries.FundProgress>(q => InShards(shards)
            .Where(s => s.Tables.Funds.ContainsKey(q.Asset))
            .Select(s => ToProgress(s.Number, s.Tables.Funds[q.Asset])));
        Add<EarningQueries.Heads, EarningQueries.HeadOf>(_ => InShards(shards)
            .Select(s => new EarningQueries.HeadOf(s.Number, s.Tables.Head.Head)));
        Add<EarningQueries.HoldersOf, EarningQueries.HolderAt>(q => InShards(shards)
            .SelectMany(s => s.Tables.Holders.Values.Where(row => row.Asset == q.Asset).OrderBy(row => row.Owner)
                .Select(row => new EarningQueries.HolderAt(s.Number, s.Tables.Head.Head, row))));
        Add<EarningQueries.UnitChangesAfter, EarningQueries.UnitChange>(q => q.Shards.Zip(q.Heads)
            .OrderBy(w => w.First)
            .SelectMany(w => After(shards[w.First], w.Second)
                .Where(line => line.EarnsFrom > 0 && new AccountKey(line.Debit).Asset == q.Asset)
                .Select(line => new EarningQueries.UnitChange(w.First, line.Entry, new(line.Debit), new(line.Credit),
                    line.Amount, DateOnly.FromDayNumber(line.EarnsFrom)))));
    }

    private static IEnumerable<TransferRow> After(MemoryShard shard, long head)
    {
        for (int i = shard.FirstTransferAfter(head); i < shard.Transfers.Count; i++)
        {
            yield return shard.Transfers[i];
        }
    }

    private static IEnumerable<(short Number, MemoryShard Tables)> InShards(MemoryShard[] shards) =>
        shards.Select((tables, number) => ((short)number, tables));

    private static LedgerQueries.Balance ToBalance(long packed, AccountRow row) =>
        new(new(packed), row.Balance, row.Standing, row.Window);

    private static LedgerQueries.FundProgress ToProgress(short shard, FundRow fund) =>
        new(shard, DateOnly.FromDayNumber(fund.FirstDay), DateOnly.FromDayNumber(fund.SealedThrough),
            DateOnly.FromDayNumber(fund.PublishedThrough));
}
