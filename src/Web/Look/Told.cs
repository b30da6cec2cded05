using Huoqi.Customers;
using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>Puts what happened to somebody's ways to sign in into their inbox.</summary>
internal static class Told
{
    /// <summary>Writes the messages of an act.</summary>
    public static async Task EventsAsync(Visit visit, IReadOnlyList<IdentityEvent> events)
    {
        Inbox inbox = new(visit.Parts.Customers);
        foreach (IdentityEvent happened in events)
        {
            // One message for one happening: the instant names it.
            string subject = $"{happened.Kind}-{happened.At.UtcTicks}";
            Dictionary<string, string> parameters = happened.Kind == IdentityEventKind.SignedIn
                ? new() { ["device"] = happened.Detail, ["address"] = "" }
                : new() { ["step"] = happened.Kind.ToString(), ["detail"] = happened.Detail };
            MessageKind kind = happened.Kind == IdentityEventKind.SignedIn ? MessageKind.SignIn : MessageKind.Recovery;
            await inbox.PutAsync(happened.Person, kind, subject, parameters, visit.Http.RequestAborted);
        }
    }
}
