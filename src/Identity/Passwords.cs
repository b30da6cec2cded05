using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>The password, the second way to sign in.</summary>
public sealed class Passwords(IdentityParts parts)
{
    /// <summary>Sets or changes it, and ends the other sessions; needs a fresh step-up, or no factor at all yet.</summary>
    public Task<IdentityAnswer> SetAsync(
        SessionRow session, string password, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Takes it away; never the last way to sign in.</summary>
    public Task<IdentityAnswer> RemoveAsync(SessionRow session, CancellationToken cancel = default) => throw new NotImplementedException();
}

/// <summary>The six digits that confirm money.</summary>
public sealed class PaymentPassword(IdentityParts parts)
{
    /// <summary>Sets or changes it; needs a fresh step-up, or no factor at all yet. This also ends a block.</summary>
    public Task<IdentityAnswer> SetAsync(SessionRow session, string digits, CancellationToken cancel = default) => throw new NotImplementedException();
}
