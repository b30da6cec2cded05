using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>The key comes before every other rule, also when the answer to the first try was lost.</summary>
public sealed class KeyTests
{
    [Fact]
    public async Task The_same_request_gets_its_first_answer_and_moves_nothing_again()
    {
        await using Books books = await Books.OpenAsync();
        EntryDraft draft = Pay(books, 40_00);
        PostResult first = await books.MustAsync(draft);
        PostResult again = await books.PostAsync(draft with { BusinessDate = Books.Today.AddDays(1) });

        Assert.Equal(first with { Replayed = true }, again);
        Assert.Equal(60_00, books.BalanceOf(Books.Wallet(Books.Alice)));
    }

    [Fact]
    public async Task A_refusal_stays_refused_when_money_has_arrived()
    {
        await using Books books = await Books.OpenAsync();
        EntryDraft draft = Pay(books, 100_01);
        PostResult first = await books.PostAsync(draft);
        await books.MustAsync(books.Draft(Leg.Transfer(Books.Reserve, Books.Wallet(Books.Alice), 100_00)));

        Assert.Equal(PostStatus.InsufficientBalance, first.Status);
        Assert.Equal(first with { Replayed = true }, await books.PostAsync(draft));
        Assert.Equal(200_00, books.BalanceOf(Books.Wallet(Books.Alice)));
    }

    public static TheoryData<string, long, short, long, PostStatus> Seconds => new()
    {
        // what                          owner        act              amount  status
        { "another amount",              Books.Alice, Books.AnAct,     40_01,  PostStatus.KeyReused },
        { "another act",                 Books.Alice, Books.AnAct + 1, 40_00,  PostStatus.Posted },
        { "another owner",               Books.Bob,   Books.AnAct,     40_00,  PostStatus.Posted },
    };

    [Theory]
    [MemberData(nameof(Seconds))]
    public async Task A_key_belongs_to_its_owner_and_act(
        string what, long owner, short act, long amount, PostStatus expected)
    {
        await using Books books = await Books.OpenAsync();
        EntryDraft first = Pay(books, 40_00);
        await books.MustAsync(first);
        PostResult second =
            await books.PostAsync(Pay(books, amount) with { Owner = owner, Act = act, Key = first.Key });
        Assert.True((expected, false) == (second.Status, second.Replayed), what);
    }

    [Fact]
    public async Task What_the_caller_asked_in_words_is_the_content_not_what_the_platform_made_of_it()
    {
        await using Books books = await Books.OpenAsync();
        EntryDraft first = Pay(books, 40_00) with { Content = "40.00 to the reserve" };
        await books.MustAsync(first);
        PostResult second = await books.PostAsync(Pay(books, 39_00) with { Key = first.Key, Content = first.Content });
        Assert.Equal((PostStatus.Posted, true), (second.Status, second.Replayed));
    }

    [Fact]
    public async Task The_same_key_twice_in_one_group_is_one_entry()
    {
        await using Books books = await Books.OpenAsync();
        EntryDraft draft = Pay(books, 100_00);
        PostResult[] results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => books.PostAsync(draft)));

        Assert.All(results, result => Assert.Equal(PostStatus.Posted, result.Status));
        Assert.Single(results, result => !result.Replayed);
        Assert.Equal(0, books.BalanceOf(Books.Wallet(Books.Alice)));
    }

    [Fact]
    public async Task Two_processes_given_the_same_request_post_it_once()
    {
        await using Books books = await Books.OpenAsync();
        await using GeneralLedger other = books.Another();
        for (int i = 0; i < 20; i++)
        {
            EntryDraft draft = Pay(books, 1_00);
            PostResult[] results = await Task.WhenAll(books.PostAsync(draft), other.PostAsync(draft));
            Assert.All(results, result => Assert.Equal(PostStatus.Posted, result.Status));
            Assert.Single(results, result => !result.Replayed);
        }

        Assert.Equal(80_00, books.BalanceOf(Books.Wallet(Books.Alice)));
    }

    public static TheoryData<Fault, long, PostStatus> Losses => new()
    {
        // the server is lost       amount   answer
        { Fault.LostBeforeCommit,   40_00,   PostStatus.Posted },
        { Fault.LostAfterCommit,    40_00,   PostStatus.Posted },
        { Fault.LostBeforeCommit,   100_01,  PostStatus.InsufficientBalance },
        { Fault.LostAfterCommit,    100_01,  PostStatus.InsufficientBalance },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_lost_answer_is_found_by_the_key(Fault fault, long amount, PostStatus expected)
    {
        await using Books books = await Books.OpenAsync();
        int faults = 3;
        books.Store.OnCommit = _ => faults-- > 0 ? fault : Fault.None;
        PostResult result = await books.PostAsync(Pay(books, amount));

        Assert.Equal((expected, fault == Fault.LostAfterCommit), (result.Status, result.Replayed));
        Assert.Equal(expected == PostStatus.Posted ? 60_00 : 100_00, books.BalanceOf(Books.Wallet(Books.Alice)));
    }

    [Theory]
    [InlineData(Fault.LostBeforeCommit, false)]
    [InlineData(Fault.LostAfterCommit, true)]
    public async Task After_the_deadline_it_is_neither_done_nor_refused_until_its_key_is_found(
        Fault fault, bool wasDone)
    {
        await using Books books = await Books.OpenAsync();
        bool lost = false;
        books.Store.OnCommit = _ =>
        {
            lost = true;
            return fault;
        };
        books.Store.OnLoad = _ => lost ? Fault.LostBeforeCommit : Fault.None;
        EntryDraft draft = Pay(books, 40_00);

        PostResult unknown = await books.PostAsync(draft);
        (books.Store.OnCommit, books.Store.OnLoad) = (null, null);
        PostResult found = await books.PostAsync(draft);

        Assert.Equal(PostStatus.Unknown, unknown.Status);
        Assert.Equal((PostStatus.Posted, wasDone), (found.Status, found.Replayed));
        Assert.Equal(60_00, books.BalanceOf(Books.Wallet(Books.Alice)));
    }

    private static EntryDraft Pay(Books books, long amount) =>
        books.Draft(Leg.Transfer(Books.Wallet(Books.Alice), Books.Reserve, amount));

    [Fact]
    public async Task A_crowd_of_new_requests_does_not_suffer_from_one_that_is_asked_again()
    {
        await using Books books = await Books.OpenAsync();
        EntryDraft old = Pay(books, 10_00);
        PostResult first = await books.MustAsync(old);
        EntryDraft[] crowd = [.. Enumerable.Range(0, 20).Select(_ => Pay(books, 1_00))];
        PostResult[] results = await Task.WhenAll(crowd.Append(old).Select(books.PostAsync));

        Assert.Equal(first with { Replayed = true }, results[^1]);
        Assert.All(results[..^1], result => Assert.Equal((PostStatus.Posted, false), (result.Status, result.Replayed)));
        Assert.Equal(70_00, books.BalanceOf(Books.Wallet(Books.Alice)));
    }

    [Fact]
    public async Task Who_finds_the_queue_full_is_told_to_try_again_and_the_platform_waits()
    {
        MemoryLedgerStore store = new(shards: 1);
        SteppingClock clock = new(new DateTimeOffset(2026, 3, 10, 1, 0, 0, TimeSpan.Zero));
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        store.BeforeCommit = _ => gate.Task;
        await using GeneralLedger ledger = new(
            store, 1, new LedgerOptions { Queues = 1, QueueLength = 2, GroupSize = 1 }, clock);
        Task<PostResult>[] asked = [.. Enumerable.Range(0, 10).Select(i => ledger.PostAsync(Open(person: i + 1)))];
        Task<PostResult> platform = ledger.PostAsync(Open(person: 100) with { ByPlatform = true });
        gate.SetResult();
        PostResult[] answers = await Task.WhenAll(asked);

        Assert.Contains(answers, answer => answer.Status == PostStatus.TryAgain);
        Assert.Contains(answers, answer => answer.IsPosted);
        Assert.True((await platform).IsPosted);
        for (int i = 0; i < answers.Length; i++)
        {
            // Told to try again, and it does: with the same key it is done once.
            Assert.True((await ledger.PostAsync(Open(person: i + 1))).IsPosted);
        }

        Assert.Equal(11, store.Shards[0].Keys.Count);
    }

    private static EntryDraft Open(long person) => new()
    {
        Shard = 0,
        Owner = person,
        Act = Books.AnAct,
        Key = "open",
        BusinessDate = Books.Today,
        Standing = Standing.Open,
    };
}
