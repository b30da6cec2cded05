using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.RulesTests;

/// <summary>
/// A ledger over the store in memory with some people in it. Everybody lives in shard 0 unless a test says otherwise.
/// </summary>
internal sealed class Books : IAsyncDisposable
{
    public const long Alice = 1;
    public const long Bob = 2;
    public const long Frozen = 3;
    public const long Closed = 4;
    public const long Stranger = 5;
    public const short AnAct = 900;

    public static readonly DateOnly Today = new(2026, 3, 10);
    public static readonly Asset Fund = new(1);
    public static readonly Asset UnopenedFund = new(2);

    private int _keys;

    private Books(MemoryLedgerStore store, SteppingClock clock, GeneralLedger ledger)
    {
        Store = store;
        Clock = clock;
        Ledger = ledger;
    }

    public MemoryLedgerStore Store { get; }

    public SteppingClock Clock { get; }

    public GeneralLedger Ledger { get; }

    /// <summary>
    /// Alice and Bob are open, with 100.00 and nothing; one person is frozen with 100.00, one closed; the fund is open
    /// from today on, sealed through today; yesterday's books are closed.
    /// </summary>
    public static async Task<Books> OpenAsync(int shards = 1)
    {
        SteppingClock clock = new(new DateTimeOffset(2026, 3, 10, 1, 0, 0, TimeSpan.Zero));
        MemoryLedgerStore store = new(shards);
        Books books = new(store, clock, Another(store, clock));
        foreach (long person in (long[])[Alice, Bob, Frozen, Closed])
        {
            await books.MustAsync(books.StandingOf(person, Standing.Open));
        }

        await books.MustAsync(books.Draft(Leg.Transfer(Debit: Reserve, Credit: Wallet(Alice), 100_00)));
        await books.MustAsync(books.Draft(Leg.Transfer(Debit: Reserve, Credit: Wallet(Frozen), 100_00)));
        await books.MustAsync(books.StandingOf(Frozen, Standing.Freeze));
        await books.MustAsync(books.StandingOf(Closed, Standing.Close));
        await books.MustAsync(books.Draft() with { Earning = new EarningStep.OpenFund(Fund, Today) });
        await books.MustAsync(books.Draft() with { Earning = new EarningStep.Seal(Fund, Today) });
        await books.MustAsync(
            books.Draft() with { Act = LedgerActs.CloseBusinessDay, BusinessDate = Today.AddDays(-1) });
        return books;
    }

    /// <summary>One more process on the same store.</summary>
    public GeneralLedger Another() => Another(Store, Clock);

    public static GeneralLedger Another(MemoryLedgerStore store, SteppingClock clock) =>
        // Keys are looked up only after one was taken: a retry meets the unique index first.
        new(store, store.Shards.Count, new LedgerOptions { Queues = 2, GroupsThatLookUpKeys = 0 }, clock);

    public static AccountKey Reserve => AccountKey.Of(Party.Platform, AccountCode.ReserveAtCentralBank);

    public static AccountKey Wallet(long person) => AccountKey.Of(person, AccountCode.UserBalance);

    public static AccountKey Units(long person, Asset? fund = null) =>
        AccountKey.Of(person, AccountCode.UnitsAvailable, fund ?? Fund);

    public static AccountKey Contra(Asset? fund = null) =>
        AccountKey.Of(Party.Platform, AccountCode.FundContra, fund ?? Fund);

    /// <summary>An act with a key of its own and today's date.</summary>
    public EntryDraft Draft(params Leg[] legs) => new()
    {
        Shard = 0,
        Owner = Alice,
        Act = AnAct,
        Key = $"key {++_keys}",
        BusinessDate = Today,
        Legs = legs,
    };

    public EntryDraft StandingOf(long person, Standing standing) =>
        Draft() with { Owner = person, Standing = standing };

    public Task<PostResult> PostAsync(EntryDraft draft) => Ledger.PostAsync(draft);

    /// <summary>Posts what a test presupposes.</summary>
    public async Task<PostResult> MustAsync(EntryDraft draft)
    {
        PostResult result = await Ledger.PostAsync(draft);
        Invariant.Holds(result.IsPosted, $"{draft}: {result}");
        return result;
    }

    /// <summary>What an account holds, as committed; 0 where there is none.</summary>
    public long BalanceOf(AccountKey account, short shard = 0) =>
        Store.Shards[shard].Accounts.TryGetValue(account.Packed, out AccountRow row) ? row.Balance : 0;

    public ValueTask DisposeAsync() => Ledger.DisposeAsync();
}
