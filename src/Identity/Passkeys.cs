using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>A passkey in the person's own list.</summary>
/// <param name="Passkey">Its number among the person's.</param>
/// <param name="Label">What the person calls it.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="LastUsed">When it was last used; null = never.</param>
/// <param name="IsBackedUp">Whether it is kept in an account of the device's maker.</param>
public sealed record PasskeyItem(
    long Passkey, string Label, DateTimeOffset CreatedAt, DateTimeOffset? LastUsed, bool IsBackedUp);

/// <summary>
/// A person's passkeys. Adding and removing need a fresh step-up; a person who has no factor at all yet may add the
/// first with a session just opened by the code.
/// </summary>
public sealed class Passkeys(IdentityParts parts)
{
    /// <summary>Asks an authenticator to make one.</summary>
    public Task<PasskeyAsk> BeginAsync(SessionRow session, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Takes the new one, the JSON of a PublicKeyCredential.</summary>
    public Task<IdentityAnswer> FinishAsync(
        SessionRow session, string ask, string credentialJson, string label, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>The person's, oldest first.</summary>
    public Task<IReadOnlyList<PasskeyItem>> ListAsync(long person, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Calls it otherwise.</summary>
    public Task<IdentityAnswer> RenameAsync(
        SessionRow session, long passkey, string label, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Takes it away; never the last way to sign in.</summary>
    public Task<IdentityAnswer> RemoveAsync(
        SessionRow session, long passkey, CancellationToken cancel = default) => throw new NotImplementedException();
}
