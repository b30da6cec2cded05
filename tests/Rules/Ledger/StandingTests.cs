using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

public sealed class StandingTests
{
    public static TheoryData<string, long, Standing, PostStatus> Changes => new()
    {
        // what                             whose            change             status
        { "opened twice",                   Books.Alice,    Standing.Open,     PostStatus.AccountExists },
        { "opened after it was closed",     Books.Closed,   Standing.Open,     PostStatus.AccountExists },
        { "opened first",                   Books.Stranger, Standing.Open,     PostStatus.Posted },
        { "frozen before it was opened",    Books.Stranger, Standing.Freeze,   PostStatus.AccountNotFound },
        { "frozen",                         Books.Alice,    Standing.Freeze,   PostStatus.Posted },
        { "frozen twice",                   Books.Frozen,   Standing.Freeze,   PostStatus.AccountFrozen },
        { "frozen when closed",             Books.Closed,   Standing.Freeze,   PostStatus.AccountClosed },
        { "held though frozen",             Books.Frozen,   Standing.Hold,     PostStatus.Posted },
        { "held when open",                 Books.Alice,    Standing.Hold,     PostStatus.Posted },
        { "held when closed",               Books.Closed,   Standing.Hold,     PostStatus.AccountClosed },
        { "held before it was opened",      Books.Stranger, Standing.Hold,     PostStatus.AccountNotFound },
        { "unfrozen",                       Books.Frozen,   Standing.Unfreeze, PostStatus.Posted },
        { "unfrozen though not frozen",     Books.Alice,    Standing.Unfreeze, PostStatus.AccountNotFrozen },
        { "unfrozen when closed",           Books.Closed,   Standing.Unfreeze, PostStatus.AccountClosed },
        { "closed when empty",              Books.Bob,      Standing.Close,    PostStatus.Posted },
        { "closed with money on it",        Books.Alice,    Standing.Close,    PostStatus.AccountNotEmpty },
        { "closed when frozen",             Books.Frozen,   Standing.Close,    PostStatus.AccountFrozen },
        { "closed twice",                   Books.Closed,   Standing.Close,    PostStatus.AccountClosed },
        { "closed before it was opened",    Books.Stranger, Standing.Close,    PostStatus.AccountNotFound },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_standing_changes_only_as_it_may(string what, long person, Standing change, PostStatus expected)
    {
        await using Books books = await Books.OpenAsync();
        Assert.True(expected == (await books.PostAsync(books.StandingOf(person, change))).Status, what);
    }

    public static TheoryData<string, long, bool, bool, PostStatus> Uses => new()
    {
        // what                              whose           debited  by platform  status
        { "pay from a frozen account",       Books.Frozen,   true,    false,       PostStatus.AccountFrozen },
        { "receive on a frozen account",     Books.Frozen,   false,   false,       PostStatus.Posted },
        { "the platform debits a frozen one", Books.Frozen,  true,    true,        PostStatus.Posted },
        { "pay from a closed account",       Books.Closed,   true,    false,       PostStatus.AccountClosed },
        { "receive on a closed account",     Books.Closed,   false,   true,        PostStatus.AccountClosed },
        { "the platform credits a stranger", Books.Stranger, false,   true,        PostStatus.AccountNotFound },
    };

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task An_account_is_used_only_as_its_standing_allows(
        string what, long person, bool debited, bool byPlatform, PostStatus expected)
    {
        await using Books books = await Books.OpenAsync();
        Leg leg = debited
            ? Leg.Transfer(Books.Wallet(person), Books.Reserve, 1)
            : Leg.Transfer(Books.Reserve, Books.Wallet(person), 1);
        Assert.True(expected == (await books.PostAsync(books.Draft(leg) with { ByPlatform = byPlatform })).Status,
            what);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_account_closes_when_its_last_income_is_posted_and_not_before(bool byAnotherProcess)
    {
        await using Books books = await Books.OpenAsync();
        await using GeneralLedger other = books.Another();
        GeneralLedger closer = byAnotherProcess ? other : books.Ledger;
        DateOnly day = Books.Today.AddDays(1);
        await books.MustAsync(books.Draft(Leg.Units(Books.Contra(), Books.Units(Books.Bob), new(100_00), day)));
        await books.MustAsync(
            books.Draft(Leg.Units(Books.Units(Books.Bob), Books.Contra(), new(100_00), day.AddDays(1))));
        await books.MustAsync(books.Draft() with { Earning = Publish(Books.Today, units: 0, fen: 0) });
        Assert.Equal(PostStatus.IncomeOutstanding, (await CloseAsync()).Status);

        await books.MustAsync(books.Draft() with { Earning = new EarningStep.Seal(Books.Fund, day) });
        await books.MustAsync(books.Draft(Leg.Transfer(
            Books.Contra(), AccountKey.Of(Party.Platform, AccountCode.IncomeOwed, Books.Fund), 9)) with
        {
            Earning = Publish(day, units: 100_00, fen: 9),
        });
        Assert.Equal(PostStatus.AccountNotEmpty, (await CloseAsync()).Status);
        Assert.Equal(9, books.BalanceOf(Books.Units(Books.Bob)));

        await books.MustAsync(books.Draft(Leg.Units(Books.Units(Books.Bob), Books.Contra(), new(9), day.AddDays(1))));
        Assert.Equal(PostStatus.Posted, (await CloseAsync()).Status);

        Task<PostResult> CloseAsync() => closer.PostAsync(books.StandingOf(Books.Bob, Standing.Close));
    }

    [Theory]
    [InlineData(5, 5, 0)]
    [InlineData(-5, 0, -5)]
    public async Task Corrected_income_reaches_an_account_that_was_closed_since(long fen, long units, long unpaid)
    {
        await using Books books = await Books.OpenAsync();
        Leg correction = Leg.Income(Books.Closed, Books.Fund, fen, Books.Today.AddDays(1));
        await books.MustAsync(books.Draft(correction) with { ByPlatform = true });
        Assert.Equal(units, books.BalanceOf(Books.Units(Books.Closed)));
        Assert.Equal(unpaid, books.BalanceOf(AccountKey.Of(Books.Closed, AccountCode.UnpaidIncome, Books.Fund)));
    }

    private static EarningStep.Publish Publish(DateOnly day, long units, long fen) =>
        new(new(Books.Fund, day, fen, units, EarningDay.NoCut, 0), PartFen: fen, PartUnits: units);
}
