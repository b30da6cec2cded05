using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>The ways in for somebody who has an account. Unknown phones get the same answers, in the same time.</summary>
public sealed class SignIn(IdentityParts parts)
{
    /// <summary>Asks for any passkey of this site, or only for one of <paramref name="phone"/>'s person.</summary>
    public Task<PasskeyAsk> BeginPasskeyAsync(
        string? phone, Visitor visitor, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Takes the authenticator's answer, the JSON of a PublicKeyCredential.</summary>
    public Task<SignedIn> FinishPasskeyAsync(
        string ask, string credentialJson, Visitor visitor, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>By phone and password.</summary>
    public Task<SignedIn> ByPasswordAsync(
        string phone, string password, Visitor visitor, CancellationToken cancel = default) => throw new NotImplementedException();
}
