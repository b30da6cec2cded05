using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>What a person allowed.</summary>
/// <param name="Number">Its number among the person's.</param>
/// <param name="Category">Which data, in one word.</param>
/// <param name="Purpose">What for, in one word.</param>
/// <param name="Version">The version of the text that was shown.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when; null = until it is revoked.</param>
/// <param name="RevokedAt">When it was taken back.</param>
/// <param name="Reason">Why, in the person's words.</param>
public sealed record Consent(
    long Number,
    string Category,
    string Purpose,
    string Version,
    DateTimeOffset From,
    DateTimeOffset? To,
    DateTimeOffset? RevokedAt,
    string Reason);

/// <summary>What people allowed their data to be used for.</summary>
public sealed class Consents(IdentityParts parts)
{
    /// <summary>Notes a consent; the same one again changes nothing.</summary>
    public Task<IdentityAnswer> GrantAsync(
        long person,
        string category,
        string purpose,
        string version,
        DateTimeOffset? to = null,
        CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>All of the person, newest first, also those revoked.</summary>
    public Task<IReadOnlyList<Consent>> ListAsync(long person, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Whether one is in force now.</summary>
    public Task<bool> IsGrantedAsync(
        long person, string category, string purpose, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Takes one back.</summary>
    public Task<IdentityAnswer> RevokeAsync(
        long person, long consent, string reason, CancellationToken cancel = default) => throw new NotImplementedException();
}
