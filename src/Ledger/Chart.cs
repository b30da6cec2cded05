namespace Huoqi.Ledger;

/// <summary>A legal set of accounts that balances by itself, per asset.</summary>
public enum Book : short
{
    /// <summary>Customers' reserve money at the payment institution.</summary>
    Payment = 1,

    /// <summary>Investors' money on its way to and from funds; a trust, nobody's asset.</summary>
    FundSettlement = 2,

    /// <summary>Fund units: the mirror of the registrar's record.</summary>
    Units = 3,

    /// <summary>Memo mirror of the bank's T+0 advances.</summary>
    BankAdvance = 4,

    /// <summary>The platform company's own money.</summary>
    Company = 6,

    /// <summary>Memo book for limits and orders under way; outside the money trial balance.</summary>
    Control = 9,
}

/// <summary>
/// The chart of accounts. Numbers are the database's and never reused; the first digits follow
/// the order of the books in the trial balance.
/// </summary>
public enum AccountCode : short
{
    // Payment: assets
    ReserveAtCentralBank = 1010,
    ChannelReceivable = 1020,

    // Payment: liabilities
    UserBalance = 2010,
    InTransitToFund = 2020,
    InTransitFromAdvance = 2030,
    MerchantPending = 2040,
    WithdrawalPending = 2050,
    FrozenBalance = 2060,
    FeesDue = 2070,
    InTransitBetweenShards = 2080,
    AdvanceFacility = 2090,

    // Fund settlement
    SettlementBank = 1110,
    ReceivableFromRegistrar = 1120,
    SubscriptionPayable = 2110,
    RedemptionPayable = 2120,
    AdvancePayable = 2130,

    // Units
    UnitsAvailable = 8001,
    UnitsFrozen = 8002,
    UnpaidIncome = 8003,
    UnitsInTransit = 8004,
    UnitsInTransitNotEarning = 8005,
    AdvancingBankUnits = 8006,
    IncomeOwed = 8007,
    FundContra = 8009,

    // Bank advance (memo mirror)
    AdvanceOutstanding = 6110,
    DirectAdvanceOutstanding = 6115,
    AdvanceUnderRedemption = 6120,
    AdvanceCash = 6010,

    // Company
    CompanyBank = 5001,
    MerchantFeeIncome = 5410,
    ChannelCost = 5510,
    VatPayable = 5210,
    ChannelCostPayable = 5220,

    // Control
    FastRedemptionLimit = 9020,
    FastPaymentLimit = 9025,
    BalancePaymentLimit = 9030,
    UncertifiedPaymentLimit = 9031,
    OneFactorPaymentLimit = 9032,
    StaticCodePaymentLimit = 9033,
    Refundable = 9040,
    AwaitedFromBank = 9060,
    ControlContra = 9090,
}

/// <summary>The side on which an account's balance grows.</summary>
public enum Side : short
{
    Debit = 1,
    Credit = 2,
}

/// <summary>What the chart says about one code.</summary>
/// <param name="Book">The book it stands in.</param>
/// <param name="Normal">The side on which its balance grows.</param>
/// <param name="FloorAtZero">Whether its balance may never go below zero.</param>
/// <param name="Earns">Whether units on it count as earning for its owner.</param>
public readonly record struct ChartLine(Book Book, Side Normal, bool FloorAtZero, bool Earns = false);

/// <summary>The chart of accounts as a function of the code.</summary>
public static class Chart
{
    /// <summary>The line of <paramref name="code"/>; a code that the chart lacks is a bug.</summary>
    public static ChartLine Of(AccountCode code) => code switch
    {
        AccountCode.ReserveAtCentralBank => new(Book.Payment, Side.Debit, FloorAtZero: false),
        AccountCode.ChannelReceivable => new(Book.Payment, Side.Debit, FloorAtZero: false),
        AccountCode.UserBalance => new(Book.Payment, Side.Credit, FloorAtZero: true),
        AccountCode.InTransitToFund => new(Book.Payment, Side.Credit, FloorAtZero: false),
        AccountCode.InTransitFromAdvance => new(Book.Payment, Side.Credit, FloorAtZero: false),
        // A merchant's money lies in many shards: no floor here, see DebitFloor of a leg.
        AccountCode.MerchantPending => new(Book.Payment, Side.Credit, FloorAtZero: false),
        AccountCode.WithdrawalPending => new(Book.Payment, Side.Credit, FloorAtZero: true),
        AccountCode.FrozenBalance => new(Book.Payment, Side.Credit, FloorAtZero: true),
        AccountCode.FeesDue => new(Book.Payment, Side.Credit, FloorAtZero: false),
        AccountCode.InTransitBetweenShards => new(Book.Payment, Side.Credit, FloorAtZero: false),
        AccountCode.AdvanceFacility => new(Book.Payment, Side.Credit, FloorAtZero: true),
        AccountCode.SettlementBank => new(Book.FundSettlement, Side.Debit, FloorAtZero: false),
        AccountCode.ReceivableFromRegistrar => new(Book.FundSettlement, Side.Debit, FloorAtZero: false),
        AccountCode.SubscriptionPayable => new(Book.FundSettlement, Side.Credit, FloorAtZero: false),
        AccountCode.RedemptionPayable => new(Book.FundSettlement, Side.Credit, FloorAtZero: false),
        AccountCode.AdvancePayable => new(Book.FundSettlement, Side.Credit, FloorAtZero: false),
        AccountCode.UnitsAvailable => new(Book.Units, Side.Credit, FloorAtZero: true, Earns: true),
        AccountCode.UnitsFrozen => new(Book.Units, Side.Credit, FloorAtZero: true, Earns: true),
        // Below zero when a negative day asked for more than the units could bear.
        AccountCode.UnpaidIncome => new(Book.Units, Side.Credit, FloorAtZero: false, Earns: true),
        AccountCode.UnitsInTransit => new(Book.Units, Side.Credit, FloorAtZero: true, Earns: true),
        AccountCode.UnitsInTransitNotEarning => new(Book.Units, Side.Credit, FloorAtZero: true),
        AccountCode.AdvancingBankUnits => new(Book.Units, Side.Credit, FloorAtZero: true, Earns: true),
        AccountCode.IncomeOwed => new(Book.Units, Side.Credit, FloorAtZero: false),
        AccountCode.FundContra => new(Book.Units, Side.Debit, FloorAtZero: false),
        AccountCode.AdvanceOutstanding => new(Book.BankAdvance, Side.Debit, FloorAtZero: false),
        // What the bank paid out itself, draw by draw: it is repaid to the bank, never into the facility.
        AccountCode.DirectAdvanceOutstanding => new(Book.BankAdvance, Side.Debit, FloorAtZero: false),
        AccountCode.AdvanceUnderRedemption => new(Book.BankAdvance, Side.Debit, FloorAtZero: false),
        AccountCode.AdvanceCash => new(Book.BankAdvance, Side.Debit, FloorAtZero: false),
        AccountCode.CompanyBank => new(Book.Company, Side.Debit, FloorAtZero: false),
        AccountCode.MerchantFeeIncome => new(Book.Company, Side.Credit, FloorAtZero: false),
        AccountCode.ChannelCost => new(Book.Company, Side.Debit, FloorAtZero: false),
        AccountCode.VatPayable => new(Book.Company, Side.Credit, FloorAtZero: false),
        AccountCode.ChannelCostPayable => new(Book.Company, Side.Credit, FloorAtZero: false),
        AccountCode.FastRedemptionLimit => new(Book.Control, Side.Credit, FloorAtZero: true),
        AccountCode.FastPaymentLimit => new(Book.Control, Side.Credit, FloorAtZero: true),
        AccountCode.BalancePaymentLimit => new(Book.Control, Side.Credit, FloorAtZero: true),
        AccountCode.UncertifiedPaymentLimit => new(Book.Control, Side.Credit, FloorAtZero: true),
        AccountCode.OneFactorPaymentLimit => new(Book.Control, Side.Credit, FloorAtZero: true),
        AccountCode.StaticCodePaymentLimit => new(Book.Control, Side.Credit, FloorAtZero: true),
        AccountCode.Refundable => new(Book.Control, Side.Credit, FloorAtZero: true),
        AccountCode.AwaitedFromBank => new(Book.Control, Side.Credit, FloorAtZero: true),
        AccountCode.ControlContra => new(Book.Control, Side.Debit, FloorAtZero: false),
    };

    /// <summary>The account on which income of <paramref name="owner"/> is credited.</summary>
    public static AccountCode IncomeAccountOf(long owner) =>
        Party.IsPerson(owner) ? AccountCode.UnitsAvailable : AccountCode.AdvancingBankUnits;
}
