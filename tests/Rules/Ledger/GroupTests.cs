using Huoqi.Kernel;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>What acts of one group owe each other: nothing.</summary>
public sealed class GroupTests
{
    [Fact]
    public async Task An_act_whose_rows_are_refused_is_refused_alone()
    {
        await using Books books = await Books.OpenAsync();
        books.Store.WriteWith<OrderRow>((row, _, _) => row.Number % 7 == 3 ? 0 : 1);
        PostResult[] results =
            await Task.WhenAll(Enumerable.Range(0, 100).Select(i => books.PostAsync(Order(books, i))));

        for (int i = 0; i < results.Length; i++)
        {
            Assert.Equal(i % 7 == 3 ? PostStatus.RowsRefused : PostStatus.Posted, results[i].Status);
        }

        int posted = results.Count(result => result.IsPosted);
        Assert.Equal(100_00 - posted, books.BalanceOf(Books.Wallet(Books.Alice)));
        Assert.Equal(posted, books.Store.Rows[typeof(OrderRow)].Count);
    }

    [Fact]
    public async Task A_refusal_of_rows_is_kept_under_its_key()
    {
        await using Books books = await Books.OpenAsync();
        books.Store.WriteWith<OrderRow>((_, _, _) => 0);
        EntryDraft draft = Order(books, 1);
        PostResult first = await books.PostAsync(draft);
        books.Store.WriteWith<OrderRow>((_, _, _) => 1);

        Assert.Equal(PostStatus.RowsRefused, first.Status);
        Assert.Equal(first with { Replayed = true }, await books.PostAsync(draft));
    }

    [Fact]
    public async Task Rows_are_stamped_with_the_entry_they_belong_to()
    {
        await using Books books = await Books.OpenAsync();
        PostResult result = await books.MustAsync(Order(books, 1));
        (RowWrite _, EntryStamp stamp) = Assert.Single(books.Store.Rows[typeof(OrderRow)]);
        Assert.Equal((0, result.Entry, Books.Today), (stamp.Shard, stamp.Entry, stamp.BusinessDate));
    }

    [Fact]
    public async Task When_another_process_wrote_first_the_group_is_judged_again()
    {
        await using Books books = await Books.OpenAsync();
        await using GeneralLedger other = books.Another();
        EntryDraft all = books.Draft(Leg.Transfer(Books.Wallet(Books.Alice), Books.Reserve, 100_00));
        EntryDraft alsoAll = books.Draft(Leg.Transfer(Books.Wallet(Books.Alice), Books.Reserve, 100_00));
        PostResult theirs = default;
        Once(books, async () => theirs = await other.PostAsync(alsoAll));
        PostResult ours = await books.PostAsync(all);

        Assert.Equal((PostStatus.InsufficientBalance, PostStatus.Posted), (ours.Status, theirs.Status));
        Assert.Equal(0, books.BalanceOf(Books.Wallet(Books.Alice)));
    }

    [Fact]
    public async Task A_refusal_judged_at_a_head_that_moved_is_judged_again()
    {
        await using Books books = await Books.OpenAsync();
        await using GeneralLedger other = books.Another();
        EntryDraft tooMuch = books.Draft(Leg.Transfer(Books.Wallet(Books.Alice), Books.Reserve, 150_00));
        Once(books, () => other.PostAsync(books.Draft(Leg.Transfer(Books.Reserve, Books.Wallet(Books.Alice), 50_00))));

        Assert.Equal(PostStatus.Posted, (await books.PostAsync(tooMuch)).Status);
    }

    [Fact]
    public async Task A_bug_is_heard_by_those_who_wait_and_leaves_no_trace()
    {
        await using Books books = await Books.OpenAsync();
        long head = books.Store.Shards[0].Head.Head;
        EntryDraft noDay = books.Draft(Leg.Transfer(Books.Contra(), Books.Units(Books.Alice), 1));

        await Assert.ThrowsAsync<InvariantBrokenException>(() => books.PostAsync(noDay));
        Assert.Equal(head, books.Store.Shards[0].Head.Head);
        await books.MustAsync(books.Draft(Leg.Transfer(Books.Reserve, Books.Wallet(Books.Alice), 1)));
    }

    [Fact]
    public async Task A_holding_that_was_refused_before_its_fund_opened_can_be_held_afterwards()
    {
        await using Books books = await Books.OpenAsync();
        EntryDraft Buy() => books.Draft(Leg.Units(
            Books.Contra(Books.UnopenedFund), Books.Units(Books.Alice, Books.UnopenedFund), new(100),
            Books.Today.AddDays(1)));

        Assert.Equal(PostStatus.FundNotOpen, (await books.PostAsync(Buy())).Status);
        await books.MustAsync(
            books.Draft() with { Earning = new EarningStep.OpenFund(Books.UnopenedFund, Books.Today) });
        await books.MustAsync(Buy());
    }

    private static EntryDraft Order(Books books, int number) =>
        books.Draft(Leg.Transfer(Books.Wallet(Books.Alice), Books.Reserve, 1)) with { Rows = [new OrderRow(number)] };

    /// <summary>Has another process write between the next load and its commit.</summary>
    private static void Once(Books books, Func<Task> write) => books.Store.BeforeCommit = async _ =>
    {
        books.Store.BeforeCommit = null;
        await write();
    };

    private sealed record OrderRow(int Number) : RowWrite
    {
        private static readonly Sql Insert = new("INSERT INTO orders SELECT * FROM unnest($1::integer[])");

        public override Sql Statement => Insert;

        public override void Fill(RowColumns columns, in EntryStamp stamp) => columns.Add(Number);
    }
}
