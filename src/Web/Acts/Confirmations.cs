using Huoqi.Identity;
using Huoqi.Ledger;

namespace Huoqi.Web;

/// <summary>A confirmation was asked for.</summary>
/// <param name="Status">Done, or what hinders it.</param>
/// <param name="Confirmation">The confirmation to be proved, when done.</param>
internal sealed record ConfirmationAsk(ActStatus Status, Confirmation? Confirmation);

/// <summary>Something wanted that waits for its proof, or was done.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Wanted">What is wanted.</param>
/// <param name="OptionsJson">What navigator.credentials.get takes; null when the person has no passkey.</param>
/// <param name="PaymentPassword">Whether the payment password can prove it.</param>
/// <param name="ExpiresAt">Until when, by the real clock.</param>
/// <param name="Key">The key it was used with; null while it was not used.</param>
/// <param name="Order">The number of what was done with it; null while nothing was.</param>
internal sealed record Confirmation(
    string Id, Wanted Wanted, string? OptionsJson, bool PaymentPassword, DateTimeOffset ExpiresAt, string? Key,
    OrderNo? Order);

/// <summary>
/// What is wanted, kept from the review of a page until its proof: a page that is loaded again shows the same, and one
/// that was done leads to its receipt.
/// </summary>
internal sealed class Confirmations(AppParts parts)
{
    /// <summary>Asks for a confirmation of something wanted.</summary>
    public Task<ConfirmationAsk> BeginAsync(SessionRow session, Wanted wanted, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts} {session} {wanted} {cancel}");

    /// <summary>A person's own; null also when it is somebody else's.</summary>
    public Task<Confirmation?> FindAsync(long person, string id, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts} {person} {id} {cancel}");
}
