using Huoqi.Ledger;

namespace Huoqi.RulesTests;

/// <summary>
/// For every status a way to deserve it: the change that makes a good entry break that one rule. Changes of different
/// parts of an entry can be made together.
/// </summary>
internal static class RuleBreakers
{
    /// <summary>The part of an entry that a breaker changes: two of the same part cannot be made together.</summary>
    public enum Part
    {
        Key,
        Date,
        Legs,
        Standing,
        Step,
        Reverses,
        Rows,
    }

    /// <summary>All of them, in the order of their status.</summary>
    public static IReadOnlyList<RuleBreaker> All { get; } =
    [
        new(PostStatus.KeyReused, Part.Key, UseKeyAsync),
        new(PostStatus.BusinessDayClosed, Part.Date, With((_, d) => d with { BusinessDate = Books.Today.AddDays(-1) })),
        new(PostStatus.AmountNotPositive, Part.Legs, Adding(Leg.Transfer(Books.Reserve, Books.Wallet(Books.Bob), 0))),
        new(PostStatus.SameAccount, Part.Legs, Adding(Leg.Transfer(Books.Reserve, Books.Reserve, 1))),
        new(PostStatus.BooksDiffer, Part.Legs, Adding(Leg.Transfer(Books.Reserve, Books.Units(Books.Bob), 1))),
        new(PostStatus.AssetsDiffer, Part.Legs,
            Adding(Leg.Transfer(Books.Contra(), Books.Units(Books.Bob, Books.UnopenedFund), 1))),
        new(PostStatus.AccountExists, Part.Standing, Becoming(Books.Alice, Standing.Open)),
        new(PostStatus.AccountNotFound, Part.Legs,
            Adding(Leg.Transfer(Books.Reserve, Books.Wallet(Books.Stranger), 1))),
        new(PostStatus.AccountClosed, Part.Legs, Adding(Leg.Transfer(Books.Reserve, Books.Wallet(Books.Closed), 1))),
        new(PostStatus.AccountFrozen, Part.Legs,
            Adding(Leg.Transfer(Books.Wallet(Books.Frozen), Books.Wallet(Books.Bob), 1))),
        new(PostStatus.AccountNotFrozen, Part.Standing, Becoming(Books.Alice, Standing.Unfreeze)),
        new(PostStatus.AccountNotEmpty, Part.Standing, Becoming(Books.Alice, Standing.Close)),
        new(PostStatus.IncomeOutstanding, Part.Standing, CloseEarningAsync),
        new(PostStatus.FundNotOpen, Part.Legs, AddingUnits(Books.UnopenedFund, Books.Today.AddDays(1))),
        new(PostStatus.FundAlreadyOpen, Part.Step, Stepping(new EarningStep.OpenFund(Books.Fund, Books.Today))),
        new(PostStatus.EarningDaySealed, Part.Legs, AddingUnits(Books.Fund, Books.Today)),
        new(PostStatus.SealOutOfOrder, Part.Step, Stepping(new EarningStep.Seal(Books.Fund, Books.Today))),
        new(PostStatus.PublishOutOfOrder, Part.Step, Stepping(Publish(Books.Today.AddDays(1)))),
        new(PostStatus.PublishBeforeSeal, Part.Step, PublishUnsealedAsync),
        new(PostStatus.EntryNotFound, Part.Reverses, With((_, d) => d with { Reverses = 1_000_000 })),
        new(PostStatus.AlreadyReversed, Part.Reverses, ReverseTwiceAsync),
        new(PostStatus.LimitExceeded, Part.Legs, Adding(Leg.UseLimit(Limit, 2026, new(100), new(101)))),
        new(PostStatus.InsufficientBalance, Part.Legs, Adding(Leg.Transfer(Books.Wallet(Books.Bob), Books.Reserve, 1))),
        new(PostStatus.Overflow, Part.Legs, OverflowAsync),
        new(PostStatus.RowsRefused, Part.Rows, With((_, d) => d with { Rows = [new NeverWritten()] })),
    ];

    private static AccountKey Limit => AccountKey.Of(Books.Alice, AccountCode.FastPaymentLimit);

    private static Func<Books, EntryDraft, Task<EntryDraft>> With(Func<Books, EntryDraft, EntryDraft> change) =>
        (books, draft) => Task.FromResult(change(books, draft));

    private static Func<Books, EntryDraft, Task<EntryDraft>> Adding(Leg leg) =>
        With((_, draft) => draft with { Legs = [.. draft.Legs, leg] });

    private static Func<Books, EntryDraft, Task<EntryDraft>> AddingUnits(Asset fund, DateOnly earnsFrom) =>
        Adding(Leg.Units(Books.Contra(fund), Books.Units(Books.Bob, fund), new(1), earnsFrom));

    private static Func<Books, EntryDraft, Task<EntryDraft>> Becoming(long person, Standing standing) =>
        With((_, draft) => draft with { Owner = person, Standing = standing });

    private static Func<Books, EntryDraft, Task<EntryDraft>> Stepping(EarningStep step) =>
        With((_, draft) => draft with { Earning = step });

    private static EarningStep.Publish Publish(DateOnly day) =>
        new(new(Books.Fund, day, TotalFen: 0, EarningUnits: 0, EarningDay.NoCut, 0), PartFen: 0, PartUnits: 0);

    private static async Task<EntryDraft> UseKeyAsync(Books books, EntryDraft draft)
    {
        EntryDraft first = books.Draft(Leg.Transfer(Books.Reserve, Books.Wallet(Books.Alice), 7));
        await books.MustAsync(first);
        await books.MustAsync(first with { Owner = Books.Bob });
        return draft with { Key = first.Key };
    }

    private static async Task<EntryDraft> PublishUnsealedAsync(Books books, EntryDraft draft)
    {
        await books.MustAsync(books.Draft() with { Earning = Publish(Books.Today) });
        return draft with { Earning = Publish(Books.Today.AddDays(1)) };
    }

    private static async Task<EntryDraft> ReverseTwiceAsync(Books books, EntryDraft draft)
    {
        PostResult entry = await books.MustAsync(books.Draft());
        await books.MustAsync(books.Draft() with { Reverses = entry.Entry });
        return draft with { Reverses = entry.Entry };
    }

    /// <summary>Bob's units came and went, but earned on a day that is not published.</summary>
    private static async Task<EntryDraft> CloseEarningAsync(Books books, EntryDraft draft)
    {
        await books.MustAsync(books.Draft(
            Leg.Units(Books.Contra(), Books.Units(Books.Bob), new(100), Books.Today.AddDays(1))));
        await books.MustAsync(books.Draft(
            Leg.Units(Books.Units(Books.Bob), Books.Contra(), new(100), Books.Today.AddDays(2))));
        return draft with { Owner = Books.Bob, Standing = Standing.Close };
    }

    private static async Task<EntryDraft> OverflowAsync(Books books, EntryDraft draft)
    {
        AccountKey bank = AccountKey.Of(Party.Platform, AccountCode.CompanyBank);
        AccountKey income = AccountKey.Of(Party.Platform, AccountCode.MerchantFeeIncome);
        await books.MustAsync(books.Draft(Leg.Transfer(bank, income, long.MaxValue)));
        return draft with { Legs = [.. draft.Legs, Leg.Transfer(bank, income, 1)] };
    }
}

/// <summary>A change that makes a good entry deserve <paramref name="Status"/>.</summary>
/// <param name="Status">The answer.</param>
/// <param name="Part">The part of the entry that is changed.</param>
/// <param name="Break">Prepares the books and changes the entry.</param>
internal sealed record RuleBreaker(
    PostStatus Status, RuleBreakers.Part Part, Func<Books, EntryDraft, Task<EntryDraft>> Break);
