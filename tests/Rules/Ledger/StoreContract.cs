using Huoqi.Kernel;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>
/// What every store of the ledger owes it. The same tests run over the store in memory and over PostgreSQL, so that
/// what is proved over memory holds for the real one.
/// </summary>
public abstract class StoreContract
{
    private const int Shards = 3;
    private static readonly DateOnly Today = new(2026, 3, 10);
    private static readonly AccountKey Reserve = AccountKey.Of(Party.Platform, AccountCode.ReserveAtCentralBank);

    /// <summary>An empty store with three shards.</summary>
    internal abstract Task<(ILedgerStore Store, IReads Reads)> OpenAsync();

    [Fact]
    public async Task An_empty_shard_stands_at_the_beginning()
    {
        (ILedgerStore store, _) = await OpenAsync();
        LoadRequest request = new();
        request.Heads.Add(1);
        (ShardHead head, List<FundRow> funds) = (await store.LoadAsync(request)).Heads[1];
        Assert.Equal((0L, 0), (head.Head, head.ClosedThrough));
        Assert.Equal(HashChain.Genesis, head.Chain);
        Assert.Empty(funds);
    }

    [Fact]
    public async Task What_was_committed_is_loaded()
    {
        (ILedgerStore store, IReads reads) = await OpenAsync();
        await store.CommitAsync(Group(Entry(0, from: 0, "one", wallet: 5_00)));
        LoadRequest request = new();
        request.Heads.Add(0);
        request.Keys.Add((0, 1, 900, "one"));
        request.Keys.Add((0, 1, 900, "two"));
        request.Accounts.Add((0, Wallet(1)));
        request.Accounts.Add((0, Wallet(2)));
        request.Reversals.Add((0, 1));
        request.Reversals.Add((0, 2));
        request.WholeOwners.Add((0, 1));
        LoadResult result = await store.LoadAsync(request);

        Assert.Equal(1, result.Heads[0].Head.Head);
        Assert.Equal(PostStatus.Posted, Assert.Single(result.Keys).Value.Status);
        Assert.Equal(5_00, Assert.Single(result.Accounts).Value.Balance);
        Assert.Equal(ReversalState.Standing, result.Reversals[(0, 1)]);
        Assert.Equal(ReversalState.NoSuchEntry, result.Reversals[(0, 2)]);
        Assert.Equal(5_00, Assert.Single(await reads.AllAsync(new LedgerQueries.BalancesOf(0, 1), Cancel)).Amount);
        Assert.Equal(5_00, Assert.Single(await reads.AllAsync(new LedgerQueries.LinesOf(0, 1), Cancel)).Amount);
    }

    [Fact]
    public async Task A_group_at_a_head_that_moved_writes_nothing_in_any_shard()
    {
        (ILedgerStore store, IReads reads) = await OpenAsync();
        await store.CommitAsync(Group(Entry(1, from: 0, "first", wallet: 1)));
        await Assert.ThrowsAsync<HeadMovedException>(() => store.CommitAsync(
            Group(Entry(0, from: 0, "here", wallet: 1), Entry(1, from: 0, "there", wallet: 1))));
        Assert.Equal([0L, 1L, 0L], (await reads.AllAsync(new EarningQueries.Heads(), Cancel)).Select(h => h.Head));
        Assert.Empty(await reads.AllAsync(new LedgerQueries.BalancesOf(0, 1), Cancel));
    }

    public static TheoryData<string> Broken =>
        ["a key twice", "a balance below its floor", "an account inserted twice"];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task What_only_a_bug_can_ask_for_is_refused_as_a_whole(string what)
    {
        (ILedgerStore store, IReads reads) = await OpenAsync();
        await store.CommitAsync(Group(Entry(0, from: 0, "one", wallet: 5_00)));
        ShardGroup bad = what switch
        {
            "a key twice" => Entry(0, from: 1, "one", wallet: 6_00, stored: true),
            "a balance below its floor" => Entry(0, from: 1, "two", wallet: -1, stored: true),
            _ => Entry(0, from: 1, "two", wallet: 6_00, stored: false),
        };

        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => store.CommitAsync(Group(bad)));
        Assert.False(refused is HeadMovedException or RowsRefusedException or StoreUnavailableException,
            refused.ToString());
        Assert.Equal([1L, 0L, 0L], (await reads.AllAsync(new EarningQueries.Heads(), Cancel)).Select(h => h.Head));
        Assert.Equal(5_00, Assert.Single(await reads.AllAsync(new LedgerQueries.BalancesOf(0, 1), Cancel)).Amount);
    }

    [Fact]
    public async Task Rows_of_an_act_that_do_not_find_what_they_presuppose_undo_the_group()
    {
        (ILedgerStore store, IReads reads) = await OpenAsync();
        ShardGroup sends = Entry(0, from: 0, "send", wallet: 5_00);
        (_, RowWrite sent) = Deliveries.Send(1, Wallet(1), targetShard: 1, Wallet(2), new(1));
        sends.Rows.Add((sent, 1, Today));
        await store.CommitAsync(Group(sends));
        Assert.Single(await reads.AllAsync(new Deliveries.UnderWay(), Cancel));

        // The second settling finds nothing under way: neither of the two may stay.
        ShardGroup settles = Entry(0, from: 1, "settle", wallet: 5_00, stored: true);
        Deliveries.SettledRow settled = new(0, 1, new(PostStatus.Posted, 1));
        settles.Rows.Add((settled, 2, Today));
        settles.Rows.Add((settled, 2, Today));
        await Assert.ThrowsAsync<RowsRefusedException>(() => store.CommitAsync(Group(settles)));
        Assert.Single(await reads.AllAsync(new Deliveries.UnderWay(), Cancel));
        Assert.Equal([1L, 0L, 0L], (await reads.AllAsync(new EarningQueries.Heads(), Cancel)).Select(h => h.Head));
    }

    [Fact]
    public async Task An_entry_is_reversed_once()
    {
        (ILedgerStore store, _) = await OpenAsync();
        await store.CommitAsync(Group(Entry(0, from: 0, "one", wallet: 5_00)));
        await store.CommitAsync(Group(Entry(0, from: 1, "two", wallet: 4_00, stored: true, reverses: 1)));
        LoadRequest request = new();
        request.Reversals.Add((0, 1));
        Assert.Equal(ReversalState.Reversed, (await store.LoadAsync(request)).Reversals[(0, 1)]);
        await Assert.ThrowsAnyAsync<Exception>(() =>
            store.CommitAsync(Group(Entry(0, from: 2, "three", wallet: 3_00, stored: true, reverses: 1))));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static AccountKey Wallet(long person) => AccountKey.Of(person, AccountCode.UserBalance);

    private static PostingGroup Group(params ShardGroup[] shards)
    {
        DateTimeOffset postedAt = new(2026, 3, 10, 1, 0, 0, TimeSpan.Zero);
        foreach (ShardGroup shard in shards)
        {
            shard.ToChain = HashChain.After(shard, postedAt);
        }

        return new(postedAt, shards);
    }

    /// <summary>A group with one entry that leaves person 1 with <paramref name="wallet"/>.</summary>
    private static ShardGroup Entry(
        short shard, long from, string key, long wallet, bool stored = false, long reverses = 0)
    {
        ShardGroup group = new(shard, from, HashChain.Genesis) { ToHead = from + 1 };
        long amount = Math.Max(1, Math.Abs(wallet));
        group.Keys.Add(new(1, 900, key, Guid.Empty, PostStatus.Posted, from + 1, FailedLeg: -1));
        group.Entries.Add(new(from + 1, 900, 1, Today.DayNumber, reverses, FirstDay: -1, LastDay: -1, "contract"));
        group.Transfers.Add(
            new(from + 1, 0, Reserve.Packed, Wallet(1).Packed, amount, amount, wallet, EarnsFrom: -1, Window: -1,
                DebitPrevious: 0, CreditPrevious: 0));
        group.Accounts.Add(
            new(Wallet(1)) { Stored = stored, Exists = true, Balance = wallet, Standing = AccountStanding.Open });
        return group;
    }
}
