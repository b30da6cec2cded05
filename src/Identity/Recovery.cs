using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>What to recover.</summary>
/// <param name="Phone">The phone of the account.</param>
/// <param name="NewPhone">The phone that takes its place when the old one is lost too; null when it is not.</param>
public sealed record Lost(string Phone, string? NewPhone = null);

/// <summary>
/// A lost passkey or phone: a code to the phone (or the new one) and a check by the authority open a session with
/// which factors are set anew. All other sessions, passkeys and the password end, and money to others waits.
/// </summary>
public sealed class Recovery(IdentityParts parts)
{
    /// <summary>Sends a code; the same answer for every valid phone.</summary>
    public Task<CodeSent> BeginAsync(Lost lost, Visitor visitor, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Takes the code, the name and the id number; with a new phone also the face's reference.</summary>
    public Task<SignedIn> FinishAsync(
        string ticket,
        Lost lost,
        string code,
        string name,
        string idNumber,
        string face,
        Visitor visitor,
        CancellationToken cancel = default) => throw new NotImplementedException();
}

/// <summary>Another phone for somebody who is signed in.</summary>
public sealed class NewPhone(IdentityParts parts)
{
    /// <summary>Sends a code to the new phone; needs a fresh step-up.</summary>
    public Task<CodeSent> BeginAsync(
        SessionRow session, string phone, Visitor visitor, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Takes the code. The old phone is told, and money to others waits.</summary>
    public Task<IdentityAnswer> FinishAsync(
        SessionRow session, string ticket, string phone, string code, CancellationToken cancel = default) => throw new NotImplementedException();
}
