using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>What an entry leaves in the journal, field by field; mutants of the judge showed what nobody looked
/// at.</summary>
public sealed class JournalRowTests
{
    [Fact]
    public async Task A_negative_amount_is_not_moved_the_other_way()
    {
        await using Books books = await Books.OpenAsync();
        PostResult result = await books.PostAsync(
            books.Draft(Leg.Transfer(Books.Wallet(Books.Alice), Books.Wallet(Books.Bob), -1)));
        Assert.Equal(PostStatus.AmountNotPositive, result.Status);
    }

    [Fact]
    public async Task A_plain_transfer_has_no_window_and_no_days()
    {
        await using Books books = await Books.OpenAsync();
        await books.MustAsync(books.Draft(Leg.Transfer(Books.Wallet(Books.Alice), Books.Wallet(Books.Bob), 1)));
        TransferRow line = books.Store.Shards[0].Transfers[^1];
        EntryRow entry = books.Store.Shards[0].Entries[^1];
        Assert.Equal((-1, -1), (line.EarnsFrom, line.Window));
        Assert.Equal((-1, -1), (entry.FirstDay, entry.LastDay));
    }

    [Fact]
    public async Task An_entry_about_days_keeps_the_first_and_the_last()
    {
        await using Books books = await Books.OpenAsync();
        await books.MustAsync(books.Draft(Leg.Transfer(Books.Wallet(Books.Alice), Books.Wallet(Books.Bob), 1)) with
        {
            Days = (Books.Today, Books.Today.AddDays(3)),
        });
        EntryRow entry = books.Store.Shards[0].Entries[^1];
        Assert.Equal((Books.Today.DayNumber, Books.Today.DayNumber + 3), (entry.FirstDay, entry.LastDay));
    }

    [Fact]
    public async Task Use_of_a_limit_earns_nothing_and_names_its_window()
    {
        await using Books books = await Books.OpenAsync();
        AccountKey limit = AccountKey.Of(Books.Alice, AccountCode.FastRedemptionLimit, Books.Fund);
        await books.MustAsync(books.Draft(Leg.UseLimit(limit, 7, new(100), new(60))));
        await books.MustAsync(books.Draft(Leg.ReleaseLimit(limit, 7, new(10))));
        Assert.All(books.Store.Shards[0].Transfers[^3..], line => Assert.Equal((-1, 7), (line.EarnsFrom, line.Window)));
    }

    [Fact]
    public async Task An_account_of_this_entry_carries_its_number()
    {
        await using Books books = await Books.OpenAsync();
        AccountKey contra = AccountKey.Of(Party.Platform, AccountCode.ControlContra);
        PostResult result = await books.MustAsync(
            books.Draft(Leg.Transfer(contra, AccountKey.Of(Party.ThisEntry, AccountCode.Refundable), 5)));
        Assert.Equal(5, books.BalanceOf(AccountKey.Of(Party.OfEntry(result.Entry), AccountCode.Refundable)));
    }
}
