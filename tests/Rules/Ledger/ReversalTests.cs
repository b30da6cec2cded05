using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

public sealed class ReversalTests
{
    private const int ToDay = 20260310;

    [Fact]
    public async Task An_entry_is_taken_back_once_with_its_limit_and_its_units()
    {
        await using Books books = await Books.OpenAsync();
        AccountKey limit = AccountKey.Of(Books.Alice, AccountCode.FastRedemptionLimit, Books.Fund);
        PostResult entry = await books.MustAsync(books.Draft(
            Leg.UseLimit(limit, ToDay, new(10_000_00), new(30_00)),
            Leg.Transfer(Books.Wallet(Books.Alice), Books.Reserve, 30_00),
            Leg.Units(Books.Contra(), Books.Units(Books.Bob), new(30_00), Books.Today.AddDays(1))));

        PostResult[] both =
            await Task.WhenAll(ReverseAsync(books, entry.Entry, "one"), ReverseAsync(books, entry.Entry, "two"));

        Assert.Equal([PostStatus.Posted, PostStatus.AlreadyReversed], both.Select(result => result.Status).Order());
        Assert.Equal(10_000_00, books.BalanceOf(limit));
        Assert.Equal(100_00, books.BalanceOf(Books.Wallet(Books.Alice)));
        Assert.Equal(0, books.BalanceOf(Books.Units(Books.Bob)));
        Assert.True(
            books.Store.Shards[0].Holders.Values.Single(h => h.Owner == Books.Bob) is { ChangeUnits: [], Units: 0 });
    }

    [Fact]
    public async Task A_reversal_that_would_overdraw_is_refused_and_the_entry_can_be_reversed_later()
    {
        await using Books books = await Books.OpenAsync();
        PostResult topUp =
            await books.MustAsync(books.Draft(Leg.Transfer(Books.Reserve, Books.Wallet(Books.Bob), 5_00)));
        await books.MustAsync(books.Draft(Leg.Transfer(Books.Wallet(Books.Bob), Books.Wallet(Books.Alice), 1)));

        Assert.Equal(PostStatus.InsufficientBalance, (await ReverseAsync(books, topUp.Entry, "too soon")).Status);
        await books.MustAsync(books.Draft(Leg.Transfer(Books.Wallet(Books.Alice), Books.Wallet(Books.Bob), 1)));
        Assert.Equal(PostStatus.Posted, (await ReverseAsync(books, topUp.Entry, "now")).Status);
    }

    [Fact]
    public async Task A_refused_place_is_no_entry_and_cannot_be_reversed()
    {
        await using Books books = await Books.OpenAsync();
        PostResult refused =
            await books.PostAsync(books.Draft(Leg.Transfer(Books.Wallet(Books.Bob), Books.Reserve, 1)));
        Assert.Equal(PostStatus.EntryNotFound, (await ReverseAsync(books, refused.Entry, "nothing")).Status);
    }

    [Fact]
    public async Task A_limit_of_a_window_that_has_passed_gets_nothing_back()
    {
        await using Books books = await Books.OpenAsync();
        AccountKey limit = AccountKey.Of(Books.Alice, AccountCode.FastPaymentLimit);
        PostResult entry = await books.MustAsync(books.Draft(Leg.UseLimit(limit, ToDay, new(100), new(60))));
        await books.MustAsync(books.Draft(Leg.UseLimit(limit, ToDay + 1, new(100), new(10))));
        await ReverseAsync(books, entry.Entry, "late");
        Assert.Equal(90, books.BalanceOf(limit));
    }

    [Fact]
    public async Task Units_are_not_taken_back_from_a_day_that_is_sealed()
    {
        await using Books books = await Books.OpenAsync();
        PostResult entry = await books.MustAsync(books.Draft(
            Leg.Units(Books.Contra(), Books.Units(Books.Bob), new(30_00), Books.Today.AddDays(1))));
        PostResult result = await new Reversals(books.Ledger, books.Store).ReverseAsync(
            shard: 0, entry.Entry, "sealed", Books.Today, earnsFrom: Books.Today, "test");
        Assert.Equal(PostStatus.EarningDaySealed, result.Status);
    }

    private static Task<PostResult> ReverseAsync(Books books, long entry, string key) =>
        new Reversals(books.Ledger, books.Store).ReverseAsync(
            shard: 0, entry, key, Books.Today, earnsFrom: Books.Today.AddDays(1), "test");
}
