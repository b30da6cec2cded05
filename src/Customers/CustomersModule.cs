using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.Customers;

// Read this first: what the module holds, and where.
//
//   Income/     HomeReading, IncomeReading, YieldReading: what money earned, with the source of each figure
//   Bills/      Bills, Receipts, Statements, Exports: everything in and out, one receipt for each entry
//   Limits/     LimitsLeft, Quotes (QuoteRules): what is left, and what an act would come to before it is done
//   Talk/       Agreements, Inbox, JournalMessages, Disputes
//   Cards/      BankCards: a person's own cards, asked for at the bank, by their tokens
//   Orders/     NightlySweep, SavingPerPayment, Goals, MoneyRequests, CloseMyAccount, Subscribe

/// <summary>What the module works with; made once per process.</summary>
/// <param name="Wallet">The wallet's parts: the books, the business clock, the rules and the fund.</param>
/// <param name="Db">The database.</param>
/// <param name="Bank">The bank, which is asked whose a card is.</param>
public sealed record CustomersParts(WalletParts Wallet, Db Db, IBankPort Bank)
{
    /// <summary>The fund's published days, the same for everybody.</summary>
    public FundHistory History { get; } = new(Wallet.Fund);

    /// <summary>The fund behind the wallet.</summary>
    public Fund Fund => Wallet.Fund;

    /// <summary>The instant of business, which a demonstration may move on.</summary>
    internal DateTimeOffset Now => Wallet.Time.GetUtcNow();

    /// <summary>The business date of now.</summary>
    internal DateOnly Today => BeijingTime.DateOf(Now);

    /// <summary>The shard in which everything of a person lives.</summary>
    internal short ShardOf(long person) => Wallet.Ledger.ShardOf(person);
}

/// <summary>What became of a request to this module that moves no money. Numbered, never reused.</summary>
public enum CustomerStatus
{
    /// <summary>Done; also when it was done before.</summary>
    Done = 0,

    /// <summary>There is nothing of that number for this person.</summary>
    NotFound = 1,

    /// <summary>It stands in a state in which this cannot be done any more.</summary>
    TooLate = 2,

    /// <summary>An amount, a name, a date or a text is not one that can be taken.</summary>
    NotValid = 3,

    /// <summary>There are as many as one person may have.</summary>
    TooMany = 4,

    /// <summary>The bank does not know the card as this person's.</summary>
    NotTheHolder = 5,

    /// <summary>The bank has not answered clearly; the same may be asked again.</summary>
    Unknown = 6,
}
