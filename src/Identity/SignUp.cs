using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>A phone becomes a person: a code is sent to it, and whoever gives it back is signed in.</summary>
public sealed class SignUp(IdentityParts parts)
{
    /// <summary>Sends a code. The answer is the same whether the phone has a person or not.</summary>
    public Task<CodeSent> BeginAsync(string phone, Visitor visitor, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>
    /// Takes the code. A new phone gets a person and a session; one that has a person without passkey or password is
    /// signed in; any other is told, now that the phone is proved, that it signs in otherwise.
    /// </summary>
    public Task<SignedIn> FinishAsync(
        string ticket, string phone, string code, Visitor visitor, CancellationToken cancel = default) => throw new NotImplementedException();
}
