using Huoqi.Customers;
using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>Puts what happened to somebody's ways to sign in into their inbox.</summary>
internal static class Told
{
    /// <summary>Writes the messages of an act.</summary>
    public static Task EventsAsync(Visit visit, IReadOnlyList<IdentityEvent> events) =>
        EventsAsync(visit.Parts.Customers, events, visit.Aborted);

    /// <summary>The same where nobody waits for it.</summary>
    public static async Task EventsAsync(
        CustomersParts customers, IReadOnlyList<IdentityEvent> events, CancellationToken cancel)
    {
        Inbox inbox = new(customers);
        foreach (IdentityEvent happened in events)
        {
            // One message for one happening: the instant names it.
            string subject = $"{happened.Kind}-{happened.At.UtcTicks}";
            Dictionary<string, string> parameters = happened.Kind == IdentityEventKind.SignedIn
                ? new() { ["device"] = happened.Detail, ["address"] = "" }
                : new() { ["step"] = happened.Kind.ToString(), ["detail"] = happened.Detail };
            await inbox.PutAsync(happened.Person, KindOf(happened.Kind), subject, parameters, cancel);
        }
    }

    private static MessageKind KindOf(IdentityEventKind kind) => kind switch
    {
        IdentityEventKind.SignedIn => MessageKind.SignIn,
        IdentityEventKind.KycRaised or IdentityEventKind.KycConfirmed or IdentityEventKind.KycRefused
            or IdentityEventKind.KycTaken => MessageKind.Identity,
        IdentityEventKind.SignedUp or IdentityEventKind.PasskeyAdded or IdentityEventKind.PasskeyRemoved
            or IdentityEventKind.PasswordSet or IdentityEventKind.PasswordRemoved
            or IdentityEventKind.PaymentPasswordSet or IdentityEventKind.PaymentPasswordBlocked
            or IdentityEventKind.PhoneChanged or IdentityEventKind.Recovered or IdentityEventKind.SessionsRevoked
            or IdentityEventKind.ConsentRevoked or IdentityEventKind.CardAdded => MessageKind.Recovery,
    };
}
