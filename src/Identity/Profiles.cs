using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>What a person sees of their own data.</summary>
/// <param name="Person">Who.</param>
/// <param name="Phone">The phone.</param>
/// <param name="Name">The name, once identified; empty before.</param>
/// <param name="IdNumber">The id number, once identified; empty before.</param>
/// <param name="Nickname">What others see beside the masked name.</param>
/// <param name="CreatedAt">Since when.</param>
public sealed record Profile(
    long Person, Personal Phone, Personal Name, Personal IdNumber, string Nickname, DateTimeOffset CreatedAt);

/// <summary>A person's own data and liking.</summary>
public sealed class Profiles(IdentityParts parts)
{
    /// <summary>The person's data, in clear behind masks; null when there is no such person.</summary>
    public Task<Profile?> ReadAsync(long person, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>How the person likes pages.</summary>
    public Task<IdentityAnswer> SetDisplayAsync(
        long person, Display display, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>What others see beside the masked name; at most 20 characters.</summary>
    public Task<IdentityAnswer> SetNicknameAsync(
        long person, string nickname, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Mirrors a freeze for the pages; the ledger is who refuses money.</summary>
    public Task MarkFrozenAsync(long person, bool frozen, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>
    /// Makes a person without a phone's proof, as identified as asked: for the demo and load drivers. The number may
    /// be given; the same number again changes nothing.
    /// </summary>
    public Task<long> MakeAsync(
        string phone,
        string name,
        string idNumber,
        KycLevel level,
        long? person = null,
        CancellationToken cancel = default) => throw new NotImplementedException();
}

/// <summary>Somebody as others may see them.</summary>
/// <param name="Person">Who.</param>
/// <param name="MaskedName">"•明" once identified, else the phone as "138••••5678".</param>
/// <param name="Nickname">What they call themselves.</param>
public sealed record Payee(long Person, string MaskedName, string Nickname);

/// <summary>Finding people to send money to.</summary>
public sealed class Names(IdentityParts parts)
{
    /// <summary>As others may see them.</summary>
    public Task<Payee?> OfAsync(long person, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>By phone; null for an unknown one, found out by the same steps. Limited per asker.</summary>
    public Task<Payee?> FindByPhoneAsync(long asker, string phone, CancellationToken cancel = default) => throw new NotImplementedException();
}
