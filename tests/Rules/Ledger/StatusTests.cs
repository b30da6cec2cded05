using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

public sealed class StatusTests
{
    private static readonly PostStatus[] NotJudged = [PostStatus.Posted, PostStatus.Unknown, PostStatus.TryAgain];

    public static TheoryData<PostStatus> Statuses => [.. Enum.GetValues<PostStatus>().Except(NotJudged)];

    public static TheoryData<PostStatus, PostStatus> Pairs
    {
        get
        {
            TheoryData<PostStatus, PostStatus> pairs = [];
            for (int low = 0; low < RuleBreakers.All.Count; low++)
            {
                for (int high = low + 1; high < RuleBreakers.All.Count; high++)
                {
                    if (CanBreakBoth(RuleBreakers.All[low].Part, RuleBreakers.All[high].Part))
                    {
                        pairs.Add(RuleBreakers.All[low].Status, RuleBreakers.All[high].Status);
                    }
                }
            }

            return pairs;
        }
    }

    [Fact]
    public void The_numbers_are_a_contract()
    {
        string numbers = string.Join(' ', Enum.GetValues<PostStatus>().Select(status => $"{(short)status}:{status}"));
        Assert.Equal(
            "0:Posted 1:KeyReused 10:BusinessDayClosed 20:AmountNotPositive 21:SameAccount 22:BooksDiffer " +
            "23:AssetsDiffer 30:AccountExists 31:AccountNotFound 32:AccountClosed 33:AccountFrozen " +
            "34:AccountNotFrozen 35:AccountNotEmpty 36:IncomeOutstanding 40:FundNotOpen 41:FundAlreadyOpen " +
            "42:EarningDaySealed 43:SealOutOfOrder 44:PublishOutOfOrder 45:PublishBeforeSeal 48:EntryNotFound " +
            "49:AlreadyReversed 50:LimitExceeded 51:InsufficientBalance 52:Overflow 60:RowsRefused 90:Unknown " +
            "91:TryAgain",
            numbers);
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task An_entry_that_breaks_one_rule_is_answered_with_its_number(PostStatus status)
    {
        await using Books books = await OpenAsync();
        EntryDraft draft = await BreakAsync(books, books.Draft(), status);
        string before = Snapshot(books);

        PostResult result = await books.PostAsync(draft);

        Assert.Equal(status, result.Status);
        Assert.False(result.Replayed);
        Assert.Equal(before, Snapshot(books));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Of_two_broken_rules_the_lower_number_is_answered(PostStatus lower, PostStatus higher)
    {
        foreach ((PostStatus first, PostStatus second) in
            ((PostStatus, PostStatus)[])[(lower, higher), (higher, lower)])
        {
            await using Books books = await OpenAsync();
            EntryDraft draft = await BreakAsync(books, await BreakAsync(books, books.Draft(), first), second);
            Assert.Equal(lower, (await books.PostAsync(draft)).Status);
        }
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_refusal_names_the_leg_that_broke_the_rule(PostStatus status)
    {
        await using Books books = await OpenAsync();
        EntryDraft good = books.Draft(Leg.Transfer(Books.Reserve, Books.Wallet(Books.Alice), 1));
        bool isLeg = RuleBreakers.All.Single(b => b.Status == status).Part == RuleBreakers.Part.Legs;
        EntryDraft draft = await BreakAsync(books, isLeg ? good : books.Draft(), status);
        Assert.Equal(isLeg ? 1 : -1, (await books.PostAsync(draft)).FailedLeg);
    }

    private static bool CanBreakBoth(RuleBreakers.Part one, RuleBreakers.Part other)
    {
        // A change of standing is an entry of its own: it moves nothing, takes no step and reverses nothing.
        RuleBreakers.Part[] alone = [RuleBreakers.Part.Legs, RuleBreakers.Part.Step, RuleBreakers.Part.Reverses];
        return (one != other || one == RuleBreakers.Part.Legs)
            && !(one == RuleBreakers.Part.Standing && alone.Contains(other))
            && !(other == RuleBreakers.Part.Standing && alone.Contains(one));
    }

    private static async Task<Books> OpenAsync()
    {
        Books books = await Books.OpenAsync();
        books.Store.WriteWith<NeverWritten>((_, _, _) => 0);
        return books;
    }

    private static Task<EntryDraft> BreakAsync(Books books, EntryDraft draft, PostStatus status) =>
        RuleBreakers.All.Single(breaker => breaker.Status == status).Break(books, draft);

    /// <summary>All that a refusal must leave as it was: everything but the head, the chain and the keys.</summary>
    private static string Snapshot(Books books)
    {
        MemoryShard shard = books.Store.Shards[0];
        return string.Join('\n',
            string.Join(' ', shard.Accounts.OrderBy(a => a.Key)),
            string.Join(' ', shard.Holders.Values.Select(h => $"{h.Owner}:{h.Units}:{h.PostedThrough}").Order()),
            string.Join(' ', shard.Funds.Values),
            $"{shard.Entries.Count} entries, {shard.Transfers.Count} transfers, {shard.Head.ClosedThrough}");
    }
}
