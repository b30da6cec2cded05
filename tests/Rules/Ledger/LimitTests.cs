using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>Limits are accounts with windows; the vectors are those of the domain rules, section 2.</summary>
public sealed class LimitTests
{
    private const int Year = 2026;
    private const int ToDay = 20260310;
    private const int NextDay = 20260311;

    // Class II: 100,000.00 a calendar year by payments from the balance. T+0: 10,000.00 a day, fund and person.
    public static TheoryData<string, long, int, long, int, long, PostStatus> SecondUse => new()
    {
        // what                                   allowance    first window   used   then   amount  status
        { "the last yuan of the year",            100_000_00, Year, 99_999_00, Year, 1_00, PostStatus.Posted },
        { "a fen beyond the last yuan",           100_000_00, Year, 99_999_00, Year, 1_01, PostStatus.LimitExceeded },
        { "a fen after all was used",             100_000_00, Year, 100_000_00, Year, 1, PostStatus.LimitExceeded },
        { "the next year is full again", 100_000_00, Year, 100_000_00, Year + 1, 100_000_00, PostStatus.Posted },
        { "the next year has no more than one",   100_000_00, Year, 1, Year + 1, 100_000_01, PostStatus.LimitExceeded },
        { "the last fen of the day",              10_000_00, ToDay, 9_999_99, ToDay, 1, PostStatus.Posted },
        { "two fen where one is left",            10_000_00, ToDay, 9_999_99, ToDay, 2, PostStatus.LimitExceeded },
        { "the counter resets by date",           10_000_00, ToDay, 9_999_99, NextDay, 10_000_00, PostStatus.Posted },
        { "a lifetime limit is never refilled",   1_000_00, 0, 1_000_00, 0, 1, PostStatus.LimitExceeded },
        { "an older window is not refilled",      10_000_00, NextDay, 10_000_00, ToDay, 1, PostStatus.LimitExceeded },
    };

    [Theory]
    [MemberData(nameof(SecondUse))]
    public async Task What_is_left_of_a_limit_may_be_used_and_not_a_fen_more(
        string what, long allowance, int firstWindow, long used, int window, long amount, PostStatus expected)
    {
        await using Books books = await Books.OpenAsync();
        await books.MustAsync(books.Draft(Leg.UseLimit(Limit(Books.Fund), firstWindow, new(allowance), new(used))));

        PostResult second = await books.PostAsync(
            books.Draft(Leg.UseLimit(Limit(Books.Fund), window, new(allowance), new(amount))));

        Assert.True(expected == second.Status, what);
    }

    [Fact]
    public async Task A_second_fund_has_a_counter_of_its_own()
    {
        await using Books books = await Books.OpenAsync();
        EarningStep open = new EarningStep.OpenFund(Books.UnopenedFund, Books.Today);
        await books.MustAsync(books.Draft() with { Earning = open });
        foreach (Asset fund in (Asset[])[Books.Fund, Books.UnopenedFund])
        {
            await books.MustAsync(books.Draft(Leg.UseLimit(Limit(fund), ToDay, new(10_000_00), new(10_000_00))));
            Assert.Equal(0, books.BalanceOf(AccountKey.Of(Party.Platform, AccountCode.ControlContra, fund)));
        }
    }

    [Fact]
    public async Task A_withdrawal_that_uses_no_limit_leaves_the_counter_as_it_is()
    {
        await using Books books = await Books.OpenAsync();
        await books.MustAsync(books.Draft(Leg.UseLimit(Limit(Books.Fund), Year, new(100_000_00), new(99_999_00))));
        await books.MustAsync(books.Draft(Leg.Transfer(Books.Wallet(Books.Alice), Books.Reserve, 50_00)));
        Assert.Equal(1_00, books.BalanceOf(Limit(Books.Fund)));
    }

    public static TheoryData<string, int, int, long> Releases => new()
    {
        // what                                           used in  released to  left
        { "the same window gets it back",                 ToDay,   ToDay,       10_000_00 },
        { "a window that has passed gets nothing",        NextDay, ToDay,       9_900_00 },
        { "a window that has not begun gets nothing",     ToDay,   NextDay,     9_900_00 },
    };

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_release_returns_only_to_the_window_it_came_from(string what, int used, int released, long left)
    {
        await using Books books = await Books.OpenAsync();
        await books.MustAsync(books.Draft(Leg.UseLimit(Limit(Books.Fund), used, new(10_000_00), new(100_00))));
        await books.MustAsync(books.Draft(Leg.ReleaseLimit(Limit(Books.Fund), released, new(100_00))));
        Assert.True(left == books.BalanceOf(Limit(Books.Fund)), what);
    }

    public static TheoryData<string, long, long, PostStatus, long> Changed => new()
    {
        // what                                        new allowance  used        status                  left
        { "a raised limit starts with more", 20_000_00, 15_000_00, PostStatus.Posted, 5_000_00 },
        { "a lowered limit starts with less", 1_000_00, 1_000_00, PostStatus.Posted, 0 },
        { "a lowered limit does not keep what was left", 1_000_00, 1_000_01, PostStatus.LimitExceeded, 9_900_00 },
    };

    [Theory]
    [MemberData(nameof(Changed))]
    public async Task A_new_window_starts_with_the_allowance_then_in_force(
        string what, long allowance, long used, PostStatus expected, long left)
    {
        await using Books books = await Books.OpenAsync();
        await books.MustAsync(books.Draft(Leg.UseLimit(Limit(Books.Fund), ToDay, new(10_000_00), new(100_00))));
        PostResult result = await books.PostAsync(
            books.Draft(Leg.UseLimit(Limit(Books.Fund), NextDay, new(allowance), new(used))));
        Assert.True((expected, left) == (result.Status, books.BalanceOf(Limit(Books.Fund))), what);
    }

    [Fact]
    public async Task A_limit_used_by_a_refused_entry_is_as_it_was()
    {
        await using Books books = await Books.OpenAsync();
        await books.MustAsync(books.Draft(Leg.UseLimit(Limit(Books.Fund), ToDay, new(10_000_00), new(100_00))));
        PostResult result = await books.PostAsync(books.Draft(
            Leg.UseLimit(Limit(Books.Fund), NextDay, new(10_000_00), new(1)),
            Leg.Transfer(Books.Wallet(Books.Bob), Books.Reserve, 1)));

        Assert.Equal(PostStatus.InsufficientBalance, result.Status);
        await books.MustAsync(books.Draft(Leg.ReleaseLimit(Limit(Books.Fund), ToDay, new(100_00))));
        Assert.Equal(10_000_00, books.BalanceOf(Limit(Books.Fund)));
    }

    private static AccountKey Limit(Asset fund) => AccountKey.Of(Books.Alice, AccountCode.FastRedemptionLimit, fund);
}
