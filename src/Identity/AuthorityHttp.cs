using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>The authority and the message gateway over HTTP; the address and the timeout are the client's.</summary>
public sealed class AuthorityHttp(HttpClient client) : IAuthorityPort, ISmsPort
{
    /// <inheritdoc/>
    public Task<AuthorityOutcome> CheckAsync(IdentityCheck check, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<bool> SendAsync(SmsMessage message, CancellationToken cancel = default) => throw new NotImplementedException();
}
