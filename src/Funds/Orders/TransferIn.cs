using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Funds;

/// <summary>
/// Takes over units that a person holds at the registrar already (custody moves to us). Only the mirror changes: no
/// money moves.
/// </summary>
public sealed class TransferIn(GeneralLedger ledger)
{
    /// <param name="Person">Whose units.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Units">How many.</param>
    /// <param name="EarnsFrom">The first day they earn here; not yet sealed.</param>
    public sealed record Request(long Person, string Key, FundUnits Units, DateOnly EarnsFrom);

    public Task<PostResult> HandleAsync(Fund fund, Request request, DateOnly businessDate) => ledger.PostAsync(new()
    {
        Shard = ledger.ShardOf(request.Person),
        Owner = request.Person,
        Act = FundActs.TransferIn,
        Key = request.Key,
        BusinessDate = businessDate,
        ByPlatform = true,
        Reference = fund.Code,
        Content = $"{fund.Code} {request.Units.Hundredths} {request.EarnsFrom:yyyy-MM-dd}",
        Legs =
        [
            Leg.Units(
                Debit: AccountKey.Of(Party.Platform, AccountCode.FundContra, fund.Asset),
                Credit: FundLegs.Available(fund, request.Person),
                request.Units, request.EarnsFrom),
        ],
    });
}
