// The numbers of the law and of the contracts, each with the date from which it is in force, its unit and its origin.
// Code asks rules.T0Cap.On(day); nothing else in the program knows such a number, but for the cut-off of orders, which
// is BeijingTime.Cutoff. What no act asks yet (loans, credit reports, years to keep, whole regulations) stands here as
// what is known of the law. An installation that needs another value writes `RuleBook.Default with { … }`. Scales (two
// decimals of units, four of income, three of yield) are not here: they are the types FundUnits, IncomePer10k and
// YieldPercent.
using System.Reflection;

namespace Huoqi.Kernel;

/// <summary>All effective-dated parameters of one jurisdiction.</summary>
public sealed record RuleBook
{
    private const string PaymentMeasures = "Measures on network payment of non-bank institutions, PBoC 2015 No. 43";
    private const string T0Guidance = "Guidance on internet sale and redemption of money funds, 2018 (press reports)";
    private const string BarCode = "Rules on bar-code payment, in force 2018";
    private const string FundContract = "money-fund contracts; rule older than our data, start = first calendar day";
    private const string CreditReporting = "Regulation on the credit-reporting industry, 2013; start date not verified";
    private const string PaymentRegulation = "Regulation on non-bank payment institutions, 2023; start not verified";
    private const string AntiMoneyLaundering = "Anti-Money-Laundering Law, 2024";
    private const string InternetLoans = "Measures on internet loans of commercial banks, 2020";

    private static readonly DateOnly FirstDay = new(2013, 1, 1);
    private static readonly DateOnly PaymentClasses = new(2016, 7, 1);
    private static readonly DateOnly BarCodes = new(2018, 4, 1);
    private static readonly DateOnly T0 = new(2018, 6, 1);
    private static readonly DateOnly CreditBureaus = new(2013, 3, 15);

    /// <summary>Mainland China, with the values known today.</summary>
    public static RuleBook Default { get; } = new();

    // Money funds.

    public Rule<TimeOnly> OrderCutoff { get; init; } = new(
        "order-cutoff", "time of day in Beijing", Evidence.Verified, FundContract, new((FirstDay, BeijingTime.Cutoff)));

    public Rule<Rate> LargeRedemption { get; init; } = new(
        "large-redemption", "net redemption over the previous day's units; large when above", Evidence.Verified,
        FundContract, new((FirstDay, Rate.FromPercent(10))));

    public Rule<Limit> T0Cap { get; init; } = new(
        "t0-cap", "yuan per person, fund and seller", Evidence.Verified, T0Guidance,
        new((T0, new Limit(Money.FromYuan(10_000), LimitWindow.Day))));

    public Rule<bool> T0CapCountsPayments { get; init; } = new(
        "t0-cap-counts-payments", "yes or no", Evidence.NotVerified, "the text speaks of withdrawals; policy switch",
        new((T0, false)));

    public Rule<bool> OnlyBanksAdvance { get; init; } = new(
        "only-banks-advance", "yes or no", Evidence.Verified, T0Guidance, new((T0, true)));

    public Rule<bool> UnitsCannotPay { get; init; } = new(
        "units-cannot-pay", "yes or no", Evidence.Verified, T0Guidance, new((T0, true)));

    // Payment accounts.

    public Rule<Limit> ClassI { get; init; } = new(
        "class-i", "yuan of balance payments per person", Evidence.Verified, PaymentMeasures,
        new((PaymentClasses, new Limit(Money.FromYuan(1_000), LimitWindow.Lifetime))));

    public Rule<Limit> ClassII { get; init; } = new(
        "class-ii", "yuan of balance payments per person", Evidence.Verified, PaymentMeasures,
        new((PaymentClasses, new Limit(Money.FromYuan(100_000), LimitWindow.Year))));

    public Rule<Limit> ClassIII { get; init; } = new(
        "class-iii", "yuan of balance payments per person", Evidence.Verified, PaymentMeasures,
        new((PaymentClasses, new Limit(Money.FromYuan(200_000), LimitWindow.Year))));

    public Rule<bool> OnlyClassIIIBuysFunds { get; init; } = new(
        "only-class-iii-buys-funds", "yes or no, for purchases from the balance", Evidence.Verified, PaymentMeasures,
        new((PaymentClasses, true)));

    public Rule<Limit> TwoFactorPayments { get; init; } = new(
        "two-factor-payments", "yuan of balance payments per person, without certificate", Evidence.Secondary,
        PaymentMeasures + " (number read in the draft)",
        new((PaymentClasses, new Limit(Money.FromYuan(5_000), LimitWindow.Day))));

    public Rule<Limit> OneFactorPayments { get; init; } = new(
        "one-factor-payments", "yuan of balance payments per person", Evidence.NotVerified, PaymentMeasures,
        new((PaymentClasses, new Limit(Money.FromYuan(1_000), LimitWindow.Day))));

    public Rule<Limit> QrStatic { get; init; } = new(
        "qr-static", "yuan per person and institution, level D", Evidence.Verified, BarCode,
        new((BarCodes, new Limit(Money.FromYuan(500), LimitWindow.Day))));

    public Rule<Limit> QrDynamicB { get; init; } = new(
        "qr-dynamic-b", "yuan per person and institution, level B", Evidence.Verified, BarCode,
        new((BarCodes, new Limit(Money.FromYuan(5_000), LimitWindow.Day))));

    public Rule<Limit> QrDynamicC { get; init; } = new(
        "qr-dynamic-c", "yuan per person and institution, level C", Evidence.Verified, BarCode,
        new((BarCodes, new Limit(Money.FromYuan(1_000), LimitWindow.Day))));

    public Rule<int> AgreementNoticeDays { get; init; } = new(
        "agreement-notice", "days", Evidence.Verified, PaymentRegulation, new((new(2024, 5, 1), 30)));

    // Credit reporting, records, loans.

    public Rule<int> NegativeDataYears { get; init; } = new(
        "negative-data", "years from the end of the event", Evidence.Verified, CreditReporting,
        new((CreditBureaus, 5)));

    public Rule<int> ObjectionDays { get; init; } = new(
        "objection", "days to answer", Evidence.Verified, CreditReporting, new((CreditBureaus, 20)));

    public Rule<int> FreeReportsPerYear { get; init; } = new(
        "free-reports", "reports per year", Evidence.Verified, CreditReporting, new((CreditBureaus, 2)));

    public Rule<int> ComplaintDays { get; init; } = new(
        "complaint", "days to answer", Evidence.Verified, CreditReporting, new((CreditBureaus, 30)));

    public Rule<int> ImpactAssessmentYears { get; init; } = new(
        "impact-assessment", "years to keep", Evidence.Verified, "Personal Information Protection Law, 2021",
        new((new(2021, 11, 1), 3)));

    public Rule<int> FundRecordYears { get; init; } = new(
        "fund-records", "years to keep after an account closes", Evidence.Verified,
        "Securities Investment Fund Law art. 102; start = the text of 2015-04-24 that was read",
        new((new(2015, 4, 24), 20)));

    public Rule<int> AmlRecordYears { get; init; } = new(
        "aml-records", "years to keep", Evidence.Verified, AntiMoneyLaundering, new((new(2025, 1, 1), 10)));

    public Rule<int> AmlObjectionDays { get; init; } = new(
        "aml-objection", "days to answer", Evidence.Verified, AntiMoneyLaundering, new((new(2025, 1, 1), 15)));

    public Rule<Money> ConsumerLoanCap { get; init; } = new(
        "consumer-loan", "yuan of credit line per person", Evidence.Verified, InternetLoans,
        new((new(2020, 7, 17), Money.FromYuan(200_000))));

    public Rule<int> BulletLoanYears { get; init; } = new(
        "bullet-loan", "years of term at most", Evidence.Verified, InternetLoans, new((new(2020, 7, 17), 1)));

    public Rule<Rate> AllInCost { get; init; } = new(
        "all-in-cost", "a year at most", Evidence.Secondary,
        "Rules on platform-assisted loans, 2025; start not verified", new((new(2025, 10, 1), Rate.FromPercent(24))));

    public Rule<int> PrivateLendingTimesLpr { get; init; } = new(
        "private-lending", "times the one-year LPR at contract date", Evidence.Verified,
        "Supreme Court provisions on private lending, 2020; start date not verified", new((new(2020, 8, 20), 4)));

    // Whole regulations: in force or not. What they ask for is in the acts that keep them.

    public Rule<bool> MoneyFundRules { get; init; } = Regulation("money-fund-rules", "order 120", new(2016, 2, 1));

    public Rule<bool> Suitability { get; init; } = Regulation("suitability", "suitability measures", new(2017, 7, 1));

    public Rule<bool> FundSellers { get; init; } = Regulation("fund-sellers", "order 175", new(2020, 10, 1));

    public Rule<bool> ReserveDeposits { get; init; } =
        Regulation("reserve-deposits", "measures on centrally deposited reserves", new(2021, 3, 1));

    public Rule<bool> LoanClassification { get; init; } =
        Regulation("loan-classification", "measures on risk classification", new(2023, 7, 1));

    /// <summary>Every rule of this book, for lists and tests, by name.</summary>
    public IReadOnlyList<IRule> All =>
    [
        .. typeof(RuleBook).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => typeof(IRule).IsAssignableFrom(property.PropertyType))
            .Select(property => (IRule)property.GetValue(this)!)
            .OrderBy(rule => rule.Name, StringComparer.Ordinal),
    ];

    private static Rule<bool> Regulation(string name, string source, DateOnly from) =>
        new(name, "in force", Evidence.Verified, source, new((from, true)));
}
