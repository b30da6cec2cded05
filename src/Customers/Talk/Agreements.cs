namespace Huoqi.Customers;

/// <summary>What people agree to; stored.</summary>
public enum DocumentKind : short
{
    FundContract = 1,
    FeeSheet = 2,

    /// <summary>Not a deposit, no guarantee.</summary>
    RiskLine = 3,
    ServiceTerms = 4,
}

/// <summary>A version of a document.</summary>
/// <param name="Kind">Which document.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="TextKey">Where its text is found; in both languages.</param>
/// <param name="TextHash">SHA-256 of that text, as hexadecimal digits.</param>
/// <param name="From">The first day on which it is the one in force.</param>
public sealed record Document(DocumentKind Kind, int Version, string TextKey, string TextHash, DateOnly From);

/// <summary>That somebody accepted a version.</summary>
public sealed record Acceptance(Document Document, DateTimeOffset AcceptedAt);

/// <summary>Documents with their versions, and who accepted which.</summary>
public sealed class Agreements(CustomersParts parts)
{
    /// <summary>Enters a version; one that is there already must be the same.</summary>
    public Task<CustomerStatus> PublishAsync(Document document, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts}");

    /// <summary>The versions in force today, by kind.</summary>
    public Task<IReadOnlyList<Document>> InForceAsync(CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>The versions in force that a person has not accepted; without them nobody subscribes for the first
    /// time.</summary>
    public Task<IReadOnlyList<Document>> MissingAsync(long person, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>A person accepts a version; accepting again changes nothing.</summary>
    public Task<CustomerStatus> AcceptAsync(
        long person, DocumentKind kind, int version, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>All that a person accepted, newest first.</summary>
    public Task<IReadOnlyList<Acceptance>> AcceptedByAsync(long person, CancellationToken cancel = default) =>
        throw new NotImplementedException();
}
