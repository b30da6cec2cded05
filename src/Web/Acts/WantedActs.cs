using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Ledger;

namespace Huoqi.Web;

/// <summary>What became of something wanted.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Order">The number of what was done or taken; null of a refusal.</param>
/// <param name="Missing">The documents to accept first, with <see cref="ActStatus.AgreementsMissing"/>.</param>
internal sealed record ActAnswer(ActStatus Status, OrderNo? Order = null, IReadOnlyList<Document>? Missing = null)
{
    /// <summary>Its code, HTTP status and sentence.</summary>
    public ActMeaning Meaning => ActMeaning.Of(Status);
}

/// <summary>Does what a person wants with money, once it is confirmed: the one way for pages and API.</summary>
internal static class WantedActs
{
    /// <summary>
    /// Does it under <paramref name="key"/>: the same key hears the same answer, and another key finds the confirmation
    /// used. What would refuse it anyway is said before the confirmation is used.
    /// </summary>
    /// <param name="parts">The installation.</param>
    /// <param name="session">Who wants it.</param>
    /// <param name="wanted">What.</param>
    /// <param name="confirmation">The id of the confirmation, proved for exactly this.</param>
    /// <param name="key">The caller's key, at most <see cref="Wallet.WalletParts.LongestKey"/> characters.</param>
    /// <param name="cancel">Gives up before money moves.</param>
    public static Task<ActAnswer> DoAsync(
        AppParts parts, SessionRow session, Wanted wanted, string confirmation, string key,
        CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts} {session} {wanted} {confirmation} {key} {cancel}");

    /// <summary>What would hinder it now, before anything is confirmed; Done for nothing.</summary>
    public static Task<ActAnswer> HindranceAsync(
        AppParts parts, SessionRow session, Wanted wanted, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts} {session} {wanted} {cancel}");
}
