using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Funds;

// Read this first: what the module holds, and where.
//
//   Income/            a fund's earning days: seal and publish (DailyIncome), correct and adjust, sweep
//   Orders/            applications to the registrar, T+1 redemption, the bank's redemption, confirmations, late ones
//   FundLegs.cs        the part of an act that the wallet posts: legs and rows for subscription and fast redemption
//   Facility.cs        the bank's prefunded T+0 money, dealt to shards
//   Registrar*.cs      the port to the fund company; PartnerHttp, how any partner is spoken to
//   CloseSteps.cs      which steps of a business date are done

/// <summary>The acts of the funds module: numbers 200 to 299. They are stored, and never reused.</summary>
public static class FundActs
{
    public const short OpenFund = 200;
    public const short SealDay = 201;
    public const short PublishDay = 202;
    public const short CorrectDay = 203;
    public const short AdjustIncome = 204;
    public const short TransferIn = 210;
    public const short ConfirmSubscription = 213;
    public const short RefuseSubscription = 214;
    public const short RedeemNextDay = 220;
    public const short ConfirmRedemption = 221;
    public const short RefuseRedemption = 222;
    public const short RedeemAdvanced = 230;
    public const short ConfirmAdvanced = 231;
    public const short PlaceFacility = 240;
    public const short DealFacility = 241;
}

/// <summary>A money-market fund on offer.</summary>
/// <param name="Asset">Its number in the ledger; 1 unit is 1.00 yuan.</param>
/// <param name="Code">The six-digit fund code.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Days">Which day an order belongs to, and from when units earn for whom.</param>
public sealed record Fund(Asset Asset, string Code, string Name, FundDays Days);
