using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>An account of staff.</summary>
public sealed record OperatorItem(long Number, string Name, AccountKind Kind, bool Active, DateTimeOffset CreatedAt);

/// <summary>Staff: operators and auditors, with the sessions and factors of everybody under a name.</summary>
public sealed class Operators(IdentityParts parts)
{
    /// <summary>Makes an account with a first password.</summary>
    public Task<(IdentityStatus Status, long Number)> CreateAsync(
        string name, AccountKind kind, string password, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>By name and password.</summary>
    public Task<SignedIn> ByPasswordAsync(
        string name, string password, Visitor visitor, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Closes an account and ends its sessions.</summary>
    public Task<IdentityAnswer> CloseAsync(long number, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>All, by number.</summary>
    public Task<IReadOnlyList<OperatorItem>> ListAsync(CancellationToken cancel = default) => throw new NotImplementedException();
}
