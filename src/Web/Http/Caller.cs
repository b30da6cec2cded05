using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>Somebody who is signed in, or a merchant whose request is signed.</summary>
/// <param name="Number">The person, the merchant, or the number of the staff member.</param>
/// <param name="Role">What the caller is.</param>
/// <param name="Session">The session as its row says; null for a merchant.</param>
/// <param name="Key">The merchant's key that signed; null for people.</param>
/// <param name="Sandbox">Whether that key can move no money.</param>
public sealed record Caller(long Number, Who Role, SessionRow? Session, string? Key = null, bool Sandbox = false);
