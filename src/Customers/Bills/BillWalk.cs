using System.Globalization;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Customers;

/// <summary>
/// Goes back along the chains of a person's accounts side by side and gives whole entries, newest first. Where it
/// stands is a few numbers, so that a page goes on where the one before ended, however long the history is.
/// </summary>
internal sealed class BillWalk
{
    private const int LinesAtOnce = 100;

    private static readonly AccountCode[] Codes =
    [
        AccountCode.UserBalance, AccountCode.FrozenBalance, AccountCode.UnitsAvailable, AccountCode.UnitsFrozen,
        AccountCode.UnpaidIncome, AccountCode.UnitsInTransit, AccountCode.UnitsInTransitNotEarning,
    ];

    private readonly short _shard;
    private readonly List<Chain> _chains;

    private BillWalk(short shard, List<Chain> chains)
    {
        (_shard, _chains) = (shard, chains);
    }

    /// <summary>From the newest entry on.</summary>
    public static BillWalk Newest(short shard, long person, Asset fund) =>
        new(shard, [.. Codes.Select(code => new Chain(Account(person, code, fund), Place: null))]);

    /// <summary>From where a cursor says; null when it is none. It can only lead along the person's own chains: a place
    /// that is not on one of them is nowhere.</summary>
    public static BillWalk? At(string cursor, short shard, long person, Asset fund)
    {
        List<Chain> chains = [];
        foreach (string part in cursor.Split('~'))
        {
            string[] pair = part.Split('-');
            if (pair.Length != 2
                || !short.TryParse(pair[0], NumberStyles.None, CultureInfo.InvariantCulture, out short code)
                || !long.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out long place)
                || place == 0 || !Codes.Contains((AccountCode)code)
                || chains.Exists(chain => chain.Account.Code == (AccountCode)code))
            {
                return null;
            }

            chains.Add(new(Account(person, (AccountCode)code, fund), place));
        }

        return new(shard, chains);
    }

    /// <summary>The next entries; none at the end.</summary>
    public async Task<IReadOnlyList<LedgerQueries.EntryFacts>> NextAsync(IReads reads, CancellationToken cancel)
    {
        while (true)
        {
            Chain[] hungry = [.. _chains.Where(chain => !chain.HasEnded && chain.Taken == chain.Lines.Count)];
            if (hungry.Length > 0)
            {
                await FeedAsync(reads, hungry, cancel);
            }

            // Of the last entry read of a chain more lines may follow: only what is newer is whole.
            long border = _chains.Where(chain => !chain.HasEnded).Select(chain => chain.Lines[^1].Entry.Entry)
                .DefaultIfEmpty(0).Max();
            SortedDictionary<long, LedgerQueries.EntryFacts> whole = [];
            foreach (Chain chain in _chains)
            {
                for (; chain.Taken < chain.Lines.Count && chain.Lines[chain.Taken].Entry.Entry > border; chain.Taken++)
                {
                    whole[-chain.Lines[chain.Taken].Entry.Entry] = chain.Lines[chain.Taken].Entry;
                }
            }

            if (whole.Count > 0 || _chains.TrueForAll(chain => chain.HasEnded))
            {
                return [.. whole.Values];
            }

            await FeedAsync(
                reads, [.. _chains.Where(c => !c.HasEnded && c.Lines[^1].Entry.Entry == border)], cancel);
        }
    }

    /// <summary>Where to go on after an entry that was given; null when nothing is left.</summary>
    public string? CursorAfter(long entry)
    {
        IEnumerable<string> places = _chains
            .Select(chain => (chain.Account.Code, Place: chain.PlaceAfter(entry)))
            .Where(chain => chain.Place != 0)
            .Select(chain => string.Create(CultureInfo.InvariantCulture, $"{(short)chain.Code}-{chain.Place}"));
        string cursor = string.Join('~', places);
        return cursor.Length == 0 ? null : cursor;
    }

    private async Task FeedAsync(IReads reads, Chain[] chains, CancellationToken cancel)
    {
        IReadOnlyList<EntryQueries.ChainLine> lines = await reads.AllAsync(
            new EntryQueries.ChainsFrom(_shard, [.. chains.Select(chain => chain.Account.Packed)],
                [.. chains.Select(chain => chain.Place)], LinesAtOnce), cancel);
        ILookup<long, EntryQueries.ChainLine> byAccount = lines.ToLookup(line => line.Account);
        foreach (Chain chain in chains)
        {
            chain.Lines.AddRange(byAccount[chain.Account.Packed]);
            EntryQueries.ChainLine? last = byAccount[chain.Account.Packed].LastOrDefault();
            chain.Place = last?.Previous ?? 0;
            chain.HasEnded = chain.Place == 0;
        }
    }

    private static AccountKey Account(long person, AccountCode code, Asset fund) =>
        AccountKey.Of(person, code, Chart.Of(code).Book == Book.Units ? fund : Asset.Cny);

    private sealed class Chain(AccountKey account, long? Place)
    {
        public AccountKey Account => account;

        /// <summary>Where it goes on; null for its newest line.</summary>
        public long? Place { get; set; } = Place;

        public List<EntryQueries.ChainLine> Lines { get; } = [];

        public int Taken { get; set; }

        public bool HasEnded { get; set; }

        public long PlaceAfter(long entry) =>
            Lines.Find(line => line.Entry.Entry < entry)?.Place ?? Place ?? 0;
    }
}
