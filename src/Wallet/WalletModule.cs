using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

// Read this first: what the module holds, and where.
//
//   OpenAccount, ChangeClass, ChangeStanding, CloseAccount    a person's account
//   TopUp, Withdraw                               money from and to a bank card, through bank orders
//   SubscribeFromWallet, SubscribeFromCard        money into the fund
//   RedeemToWallet, RedeemToCard                  money out at once (T+0), with the bank's advance
//   PayFromWallet, PayFromFund, Refund            at a merchant
//   RegisterMerchant, Merchants, MerchantFunds    whom people may pay, and its money over the shards
//   SendToFriend                                  to another person, in any shard
//   PayRedemptions                                money of confirmed T+1 redemptions
//   PlaceAdvanceMoney                             the bank's T+0 money comes in
//   BankOrders, SettleBankOrders                  the outbox to the bank, and what its answers come to
//   DailyClearing, SettleMerchants                the platform's own day
//   PaymentLimits                                 account classes and strengths of proof as limit legs
//   Bank*.cs                                      the port to the bank

/// <summary>The acts of the wallet: numbers 100 to 199. They are stored, and never reused.</summary>
public static class WalletActs
{
    public const short OpenAccount = 100;
    public const short FreezeAccount = 101;
    public const short UnfreezeAccount = 102;
    public const short CloseAccount = 103;
    public const short ChangeClass = 104;
    public const short TopUp = 110;
    public const short Withdraw = 111;
    public const short SubscribeFromWallet = 120;
    public const short SubscribeFromCard = 121;
    public const short RedeemToWallet = 130;
    public const short RedeemToCard = 131;
    public const short PayFromWallet = 140;
    public const short PayFromFund = 141;
    public const short Refund = 142;
    public const short SendToFriend = 150;
    public const short SettleMerchant = 160;
    public const short DailyClearing = 161;
    public const short RegisterMerchant = 162;

    /// <summary>A merchant's money goes to the shard where it is needed.</summary>
    public const short MoveMerchantFunds = 163;
    public const short PayRedemption = 170;

    /// <summary>The bank's answer to an order of any act.</summary>
    public const short SettleBankOrder = 180;
}

/// <summary>
/// What became of an act of the wallet. Numbered, never reused. What an act finds out before it asks the ledger comes
/// first (<see cref="ClassTooLow"/>, <see cref="OrdersOpen"/>, merchants and payments that are not there); it is not
/// stored, but a request that was judged before hears its first answer. Then the ledger's precedence decides.
/// </summary>
public enum WalletStatus
{
    /// <summary>Done, in the books.</summary>
    Done = 0,

    /// <summary>Taken; a partner's answer decides.</summary>
    Pending = 1,

    /// <summary>Not known yet; ask again with the same key.</summary>
    Unknown = 2,

    /// <summary>Not looked at, because too much is waiting; ask again with the same key.</summary>
    TryAgain = 3,

    KeyReused = 10,
    InvalidAmount = 11,
    BusinessDayClosed = 12,
    AccountExists = 20,
    AccountNotFound = 21,
    AccountClosed = 22,
    AccountFrozen = 23,
    AccountNotFrozen = 24,
    AccountNotEmpty = 25,
    IncomeOutstanding = 26,

    /// <summary>Orders to a bank or a fund, or gifts, of the account to close are still under way.</summary>
    OrdersOpen = 27,
    ClassTooLow = 30,
    LimitExceeded = 31,
    InsufficientBalance = 32,
    AdvanceExhausted = 33,
    PaymentNotFound = 34,
    RefundExceedsPayment = 35,
    MerchantFundsShort = 36,
    EarningDaySealed = 37,
    FundNotOpen = 38,
    MerchantNotFound = 39,

    /// <summary>Rows of the act were not what it presupposed: somebody else was first.</summary>
    StateChanged = 40,
    MerchantExists = 41,

    /// <summary>More than may be paid in a day with one factor: the same with two would be another matter.</summary>
    ProofTooWeak = 42,

    /// <summary>More than may be paid in a day to static codes: by the payee's phone is another matter.</summary>
    CodeLimitExceeded = 43,
}

/// <summary>An act's answer.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Order">Its number; of a refusal, where it was refused.</param>
public readonly record struct WalletAnswer(WalletStatus Status, OrderNo Order);

/// <summary>How T+0 money comes from the bank.</summary>
public enum AdvanceMode
{
    /// <summary>The bank has placed money: redemption and use are one entry, both or neither.</summary>
    Prefunded = 1,

    /// <summary>The bank is asked for each draw: the units are frozen until it answers.</summary>
    PerDraw = 2,
}

/// <summary>What the acts of the wallet work with; made once per process.</summary>
/// <param name="Ledger">The books.</param>
/// <param name="Reads">Named queries.</param>
/// <param name="Time">The business clock.</param>
/// <param name="Rules">The rules in force by date.</param>
/// <param name="Fund">The money-market fund behind the wallet.</param>
/// <param name="Mode">How T+0 money comes.</param>
public sealed record WalletParts(
    GeneralLedger Ledger, IReads Reads, TimeProvider Time, RuleBook Rules, Fund Fund, AdvanceMode Mode)
{
    /// <summary>The longest key of a caller, in characters: the acts add a little to it.</summary>
    public const int LongestKey = 48;

    /// <summary>The merchants that people pay.</summary>
    public Merchants Merchants { get; } = new(Reads);

    /// <summary>The business date of now.</summary>
    internal DateOnly Today => BeijingTime.DateOf(Time.GetUtcNow());

    /// <summary>The person's money.</summary>
    internal static AccountKey Balance(long person)
    {
        Invariant.Holds(Party.IsPerson(person));
        return AccountKey.Of(person, AccountCode.UserBalance);
    }

    /// <summary>One of the platform's own accounts.</summary>
    internal static AccountKey Own(AccountCode code) => AccountKey.Of(Party.Platform, code);

    /// <summary>A draft of an act of <paramref name="owner"/>, a person or a merchant, today.</summary>
    internal EntryDraft Draft(long owner, short act, string key, string content)
    {
        // "~" marks a second attempt of an act (Attempts.KeyOf): a caller's own key cannot meet it.
        Invariant.Holds(key.Length is > 0 and <= LongestKey && !key.Contains('~', StringComparison.Ordinal));
        return new()
        {
            Shard = Ledger.ShardOf(owner),
            Owner = owner,
            Act = act,
            Key = key,
            BusinessDate = Today,
            Content = content,
        };
    }

    /// <summary>
    /// Whether the request was judged before: then its first answer holds, whatever is found now. Asked where an act
    /// would refuse without asking the ledger.
    /// </summary>
    internal async Task<bool> WasJudgedAsync(EntryDraft draft) => await Reads.OneAsync(
        new LedgerQueries.AnswerTo(draft.Shard, draft.Owner, draft.Act, draft.Key)) is not null;
}

/// <summary>
/// Attempts of one request: a refusal stands for ever, so what is tried again within one request has a key of its own.
/// A retry of the request walks the same attempts and ends at the same one.
/// </summary>
public static class Attempts
{
    /// <summary>The most attempts that an act makes of one request.</summary>
    public static int MostOf(short act) => act switch
    {
        WalletActs.Refund => Refund.AttemptsMax,
        WalletActs.RedeemToWallet or WalletActs.PayFromFund => FastRedemption.AttemptsMax,
        _ => 1,
    };

    /// <summary>Whether a refusal may be one after which an act of several attempts makes the next.</summary>
    public static bool MayFollow(PostStatus refusal) =>
        refusal is PostStatus.InsufficientBalance or PostStatus.RowsRefused;

    /// <summary>The key of the n-th attempt, from 1.</summary>
    public static string KeyOf(string key, int number) => number == 1 ? key : $"{key}~{number}";

    /// <summary>The draft of the n-th attempt, from 1.</summary>
    internal static EntryDraft Attempt(this EntryDraft first, int number) =>
        number == 1 ? first : first with { Key = KeyOf(first.Key, number) };
}
