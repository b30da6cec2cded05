using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>What is to be confirmed. Any other value of any field is another purpose.</summary>
/// <param name="Act">The act in one word, such as "pay"; letters, digits and hyphens.</param>
/// <param name="Fen">The amount; 0 when none is moved.</param>
/// <param name="Payee">Who gets it, as the page showed it; empty when nobody.</param>
/// <param name="Detail">What else was shown: an order, a card's ending.</param>
/// <param name="ToOthers">Whether the money leaves to somebody else: refused while cooling.</param>
public sealed record Purpose(string Act, long Fen, string Payee, string Detail, bool ToOthers = false);

/// <summary>A confirmation to be proved.</summary>
/// <param name="Status">Done, Cooling or TryLater.</param>
/// <param name="Confirmation">Its id.</param>
/// <param name="OptionsJson">What navigator.credentials.get takes; null when the person has no passkey.</param>
/// <param name="PaymentPassword">Whether the payment password can prove it.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record StepUpAsk(
    IdentityStatus Status,
    string Confirmation,
    string? OptionsJson,
    bool PaymentPassword,
    DateTimeOffset ExpiresAt);

/// <summary>A proof's answer.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Token">The session's new token: it is rotated with every proof.</param>
/// <param name="TriesLeft">Of the payment password.</param>
/// <param name="Events">What to tell the person.</param>
public sealed record StepUpProof(
    IdentityStatus Status, Secret? Token, int TriesLeft, IReadOnlyList<IdentityEvent> Events)
{
    /// <summary>A bare status.</summary>
    public static implicit operator StepUpProof(IdentityStatus status) => new(status, null, 0, []);
}

/// <summary>
/// The proof for one act: its challenge is a hash over the purpose, the person, a nonce and the expiry, so that another
/// amount or payee is another challenge (dynamic linking).
/// </summary>
public sealed class StepUp(IdentityParts parts)
{
    /// <summary>The purpose that only makes a session's proof fresh, for changes of factors.</summary>
    public static Purpose Factors { get; } = new("factors", 0, "", "");

    /// <summary>Makes a confirmation for a purpose.</summary>
    public Task<StepUpAsk> BeginAsync(SessionRow session, Purpose purpose, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Proves it with a passkey.</summary>
    public Task<StepUpProof> ProveByPasskeyAsync(
        SessionRow session, string confirmation, string credentialJson, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Proves it with the payment password.</summary>
    public Task<StepUpProof> ProveByPaymentPasswordAsync(
        SessionRow session, string confirmation, string digits, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Proves one that moves no money with the sign-in password.</summary>
    public Task<StepUpProof> ProveByPasswordAsync(
        SessionRow session, string confirmation, string password, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>
    /// Uses a proved confirmation for the request <paramref name="key"/>, once: the same key may use it again at any
    /// time, another never.
    /// </summary>
    public Task<IdentityStatus> UseAsync(
        long person, string confirmation, Purpose purpose, string key, CancellationToken cancel = default) => throw new NotImplementedException();
}
