using Huoqi.Customers;
using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>What somebody new has done of the first steps.</summary>
/// <param name="HasPasskey">A passkey is there.</param>
/// <param name="HasPaymentPassword">The payment password is set.</param>
/// <param name="IsIdentified">The account is opened.</param>
/// <param name="HasCard">A bank card is there.</param>
public sealed record FirstSteps(bool HasPasskey, bool HasPaymentPassword, bool IsIdentified, bool HasCard)
{
    internal bool AllDone => HasPasskey && HasPaymentPassword && IsIdentified && HasCard;

    internal static async Task<FirstSteps> ReadAsync(Visit visit)
    {
        SessionRow session = visit.Session;
        bool hasCard = (await new BankCards(visit.Parts.Customers)
            .OfAsync(visit.Person, visit.Aborted)).Count > 0;
        return new(session.HasPasskey, session.HasPaymentPassword, session.Level > KycLevel.L0, hasCard);
    }
}
