using Huoqi.Kernel;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>Gifts from shard 0 to shard 1: each arrives or comes back, once, whoever delivers and however
/// often.</summary>
public sealed class DeliveryTests
{
    private const long Friend = 77;

    public static TheoryData<string, bool, bool, bool, Fault> Ways => new()
    {
        // what                                               open   two processes  twice  server lost
        { "to an open account",                               true,  false,         false, Fault.None },
        { "delivered again",                                  true,  false,         true,  Fault.None },
        { "delivered by two processes at once",               true,  true,          true,  Fault.None },
        { "the answer is lost",                               true,  false,         true,  Fault.LostAfterCommit },
        { "the request is lost",                              true,  false,         true,  Fault.LostBeforeCommit },
        { "to an account that was never opened",              false, false,         false, Fault.None },
        { "refused again",                                    false, true,          true,  Fault.None },
        { "the answer of a refusal is lost",                  false, false,         true,  Fault.LostAfterCommit },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_gift_arrives_or_comes_back_exactly_once(
        string what, bool open, bool twoProcesses, bool twice, Fault fault)
    {
        await using Books books = await Books.OpenAsync(shards: 2);
        await using GeneralLedger other = books.Another();
        if (open)
        {
            await books.MustAsync(books.StandingOf(Friend, Standing.Open) with { Shard = 1 });
        }

        for (int i = 0; i < 10; i++)
        {
            await books.MustAsync(Gift(books, 1_00 + i));
        }

        Assert.Equal(10_45, InTransit(books));
        int commits = 0;
        books.Store.OnCommit = _ => commits++ % 2 == 0 ? fault : Fault.None;
        List<Task<(int Arrived, int Returned)>> runs = [Deliver(books.Ledger)];
        if (twoProcesses)
        {
            runs.Add(Deliver(other));
        }

        await Task.WhenAll(runs);
        if (twice)
        {
            Assert.Equal((0, 0), await Deliver(other));
        }

        Assert.True(InTransit(books) == 0, what);
        Assert.Equal(open ? 10_45 : 0, books.BalanceOf(Books.Wallet(Friend), shard: 1));
        Assert.Equal(open ? 89_55 : 100_00, books.BalanceOf(Books.Wallet(Books.Alice)));

        Task<(int, int)> Deliver(GeneralLedger ledger) =>
            new Deliveries(ledger, books.Store).DeliverAsync(Books.Today, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Nobody_can_give_what_he_lacks()
    {
        await using Books books = await Books.OpenAsync(shards: 2);
        Assert.Equal(PostStatus.InsufficientBalance, (await books.PostAsync(Gift(books, 100_01))).Status);
        Assert.Equal(0, InTransit(books));
        Assert.Equal((0, 0), await new Deliveries(books.Ledger, books.Store).DeliverAsync(Books.Today,
            TestContext.Current.CancellationToken));
    }

    private static EntryDraft Gift(Books books, long amount)
    {
        (Leg leg, RowWrite row) = Deliveries.Send(Books.Alice, Books.Wallet(Books.Alice), targetShard: 1,
            Books.Wallet(Friend), new(amount));
        return books.Draft(leg) with { Rows = [row] };
    }

    private static long InTransit(Books books) =>
        books.BalanceOf(Deliveries.InTransit) + books.BalanceOf(Deliveries.InTransit, shard: 1);
}
