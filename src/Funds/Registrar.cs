// The fund company's registrar as the platform sees it. It is the record of title: its answers and confirmations are
// facts, and what it did not clearly answer is Unknown and is sent again under the same number.
using Huoqi.Kernel;

namespace Huoqi.Funds;

/// <summary>What an application asks of the registrar.</summary>
public enum RegistrarKind
{
    /// <summary>Buys units for an amount.</summary>
    Subscribe = 1,

    /// <summary>Gives units back, paid on confirmation.</summary>
    Redeem = 2,

    /// <summary>Moves units from the customer's account to the advancing bank's (T+0).</summary>
    TransferIn = 3,

    /// <summary>The advancing bank gives its units back.</summary>
    BankRedeem = 4,
}

/// <summary>What is known about an application.</summary>
public enum RegistrarOutcome
{
    /// <summary>Taken; its confirmation will follow.</summary>
    Accepted = 1,

    /// <summary>Refused, for good.</summary>
    Refused = 2,

    /// <summary>No clear answer: it may or may not have been taken.</summary>
    Unknown = 3,

    /// <summary>The number was used for another application; nothing was taken by this one.</summary>
    Conflict = 4,

    /// <summary>Answer to a query only: the registrar has not seen the number; send it again under the same one.
    /// </summary>
    Absent = 5,
}

/// <summary>One application to the registrar; its four factories know what each kind carries.</summary>
public sealed record RegistrarApplication
{
    private RegistrarApplication()
    {
    }

    /// <summary>Our number; the registrar's key of idempotency.</summary>
    public required string ApplicationNo { get; init; }

    /// <summary>What is asked.</summary>
    public required RegistrarKind Kind { get; init; }

    /// <summary>The fund.</summary>
    public required string FundCode { get; init; }

    /// <summary>The fund account that buys, redeems or receives.</summary>
    public required string Account { get; init; }

    /// <summary>The fund account that gives; only of a transfer.</summary>
    public string? FromAccount { get; init; }

    /// <summary>The amount of a subscription; null otherwise.</summary>
    public Money? Amount { get; init; }

    /// <summary>The units of any other kind; null for a subscription.</summary>
    public FundUnits? Units { get; init; }

    /// <summary>The trading day the application belongs to.</summary>
    public required DateOnly OrderDay { get; init; }

    /// <summary>The day its confirmation is expected.</summary>
    public required DateOnly ConfirmDay { get; init; }

    /// <summary>Buys units for an amount.</summary>
    public static RegistrarApplication Subscribe(
        string applicationNo, string fundCode, string account, Money amount, DateOnly orderDay, DateOnly confirmDay) =>
        Of(RegistrarKind.Subscribe, applicationNo, fundCode, account, orderDay, confirmDay) with { Amount = amount };

    /// <summary>Gives a customer's units back.</summary>
    public static RegistrarApplication Redeem(
        string applicationNo,
        string fundCode,
        string account,
        FundUnits units,
        DateOnly orderDay,
        DateOnly confirmDay) =>
        Of(RegistrarKind.Redeem, applicationNo, fundCode, account, orderDay, confirmDay) with { Units = units };

    /// <summary>Moves units from a customer to the advancing bank.</summary>
    public static RegistrarApplication TransferIn(
        string applicationNo,
        string fundCode,
        string bankAccount,
        string fromAccount,
        FundUnits units,
        DateOnly orderDay,
        DateOnly confirmDay) =>
        Of(RegistrarKind.TransferIn, applicationNo, fundCode, bankAccount, orderDay, confirmDay) with
        {
            Units = units,
            FromAccount = fromAccount,
        };

    /// <summary>Gives the advancing bank's units back.</summary>
    public static RegistrarApplication BankRedeem(
        string applicationNo,
        string fundCode,
        string bankAccount,
        FundUnits units,
        DateOnly orderDay,
        DateOnly confirmDay) =>
        Of(RegistrarKind.BankRedeem, applicationNo, fundCode, bankAccount, orderDay, confirmDay) with { Units = units };

    private static RegistrarApplication Of(
        RegistrarKind kind,
        string applicationNo,
        string fundCode,
        string account,
        DateOnly orderDay,
        DateOnly confirmDay) => new()
        {
            ApplicationNo = applicationNo,
            Kind = kind,
            FundCode = fundCode,
            Account = account,
            OrderDay = orderDay,
            ConfirmDay = confirmDay,
        };
}

/// <summary>What the registrar said about an application.</summary>
/// <param name="ApplicationNo">Our number.</param>
/// <param name="Outcome">What is known.</param>
/// <param name="Code">The registrar's code, or why the outcome is unknown.</param>
/// <param name="RegistrarReference">The registrar's number; empty when it gave none.</param>
public sealed record RegistrarAnswer(
    string ApplicationNo, RegistrarOutcome Outcome, string Code, string RegistrarReference);

/// <summary>The end of an application; the same confirmation may stand in a day more than once.</summary>
/// <param name="Seq">Its place in the day, from 1.</param>
/// <param name="ApplicationNo">Our number.</param>
/// <param name="Kind">What was asked.</param>
/// <param name="FundCode">The fund.</param>
/// <param name="Account">The fund account of the application.</param>
/// <param name="ConfirmedAmount">The amount confirmed; zero when rejected.</param>
/// <param name="ConfirmedUnits">The units confirmed; zero when rejected.</param>
/// <param name="ReturnCode">"0000" = confirmed; anything else is the reason of a rejection.</param>
/// <param name="ConfirmDay">The day it was confirmed, which may be later than asked for.</param>
/// <param name="RegistrarReference">The registrar's number.</param>
public sealed record RegistrarConfirmation(
    long Seq,
    string ApplicationNo,
    RegistrarKind Kind,
    string FundCode,
    string Account,
    Money ConfirmedAmount,
    FundUnits ConfirmedUnits,
    string ReturnCode,
    DateOnly ConfirmDay,
    string RegistrarReference)
{
    /// <summary>True when the application was carried out.</summary>
    public bool IsConfirmed => ReturnCode == "0000";
}

/// <summary>A page of a day's confirmations.</summary>
/// <param name="Confirmations">By place in the day; empty when there are no more or none could be read.</param>
/// <param name="Next">What to ask after next time.</param>
/// <param name="IsComplete">True when nothing due by now is missing after this page.</param>
/// <param name="Problem">Empty, or why none could be read, such as "confirmations-not-ready".</param>
public sealed record RegistrarConfirmationPage(
    IReadOnlyList<RegistrarConfirmation> Confirmations, long Next, bool IsComplete, string Problem);

/// <summary>One version of a published day.</summary>
/// <param name="Version">1 = as first published; every further one is a correction.</param>
/// <param name="Income">Yuan per 10,000 units.</param>
/// <param name="SevenDayYield">The annualised yield of the last seven days.</param>
/// <param name="DividendTotal">The income of our part of the fund, where the registrar tells it.</param>
/// <param name="Difference">What our part changes by against the version before; null for version 1.</param>
public sealed record RegistrarDayVersion(
    int Version, IncomePer10k Income, YieldPercent SevenDayYield, Money? DividendTotal, Money? Difference);

/// <summary>A published day, or why there is none.</summary>
/// <param name="Versions">From version 1 on, without gaps; empty when there is a problem.</param>
/// <param name="Problem">Empty, "day-not-published", or why it could not be read.</param>
public sealed record RegistrarDay(IReadOnlyList<RegistrarDayVersion> Versions, string Problem);

/// <summary>What all our accounts hold of a fund together.</summary>
/// <param name="Accounts">The number of accounts.</param>
/// <param name="Units">Their units; null when they could not be read.</param>
/// <param name="Problem">Empty, or why they could not be read.</param>
public sealed record RegistrarHoldingsTotal(long Accounts, FundUnits? Units, string Problem);

/// <summary>The holding of one account.</summary>
/// <param name="Account">The fund account.</param>
/// <param name="Units">Its units.</param>
public sealed record RegistrarHolding(string Account, FundUnits Units);

/// <summary>A page of holdings.</summary>
/// <param name="Holdings">By account number; empty when there are no more or none could be read.</param>
/// <param name="Next">The account to ask after next time.</param>
/// <param name="IsComplete">True when nothing follows.</param>
/// <param name="Problem">Empty, or why none could be read.</param>
public sealed record RegistrarHoldingPage(
    IReadOnlyList<RegistrarHolding> Holdings, string Next, bool IsComplete, string Problem);

/// <summary>
/// The fund company's registrar. No method throws for what the registrar or the line does; a cancelled call leaves
/// its applications unknown.
/// </summary>
public interface IRegistrarPort
{
    /// <summary>Sends applications; gives one answer per application, in their order. Safe to repeat.</summary>
    Task<IReadOnlyList<RegistrarAnswer>> SubmitAsync(
        IReadOnlyList<RegistrarApplication> applications, CancellationToken cancel);

    /// <summary>Asks about applications; gives one answer per number, in their order.</summary>
    Task<IReadOnlyList<RegistrarAnswer>> QueryAsync(IReadOnlyList<string> applicationNos, CancellationToken cancel);

    /// <summary>Reads a day's confirmations after a place in the day.</summary>
    Task<RegistrarConfirmationPage> ConfirmationsAsync(DateOnly day, long after, CancellationToken cancel);

    /// <summary>Reads a published day with all its versions.</summary>
    Task<RegistrarDay> DayAsync(string fundCode, DateOnly day, CancellationToken cancel);

    /// <summary>Reads what all our accounts hold together.</summary>
    Task<RegistrarHoldingsTotal> HoldingsTotalAsync(string fundCode, CancellationToken cancel);

    /// <summary>Reads the holdings after an account number ("" = from the first).</summary>
    Task<RegistrarHoldingPage> HoldingsAsync(string fundCode, string after, CancellationToken cancel);
}
