using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>What a message to a phone is about; the gateway has the words.</summary>
public enum SmsKind
{
    /// <summary>A code to sign up or in.</summary>
    SignIn = 1,

    /// <summary>A code to replace what was lost.</summary>
    Recovery = 2,

    /// <summary>A code to make this the new phone.</summary>
    NewPhone = 3,

    /// <summary>To the old phone: another one took its place.</summary>
    PhoneChanged = 4,
}

/// <summary>A message to a phone.</summary>
/// <param name="Reference">Our number of it: the gateway sends one message for one number.</param>
/// <param name="Phone">Where to.</param>
/// <param name="Kind">What about.</param>
/// <param name="Code">The code, if there is one.</param>
public sealed record SmsMessage(string Reference, Personal Phone, SmsKind Kind, Secret? Code);

/// <summary>The way to a phone.</summary>
public interface ISmsPort
{
    /// <summary>Hands a message to the gateway; false when it was not taken or nothing is known.</summary>
    Task<bool> SendAsync(SmsMessage message, CancellationToken cancel = default);
}

/// <summary>The kinds of source that can check a person. Numbers are stored; one kind counts once.</summary>
public enum KycSource : short
{
    /// <summary>The register of residents: name and id number.</summary>
    IdRegistry = 1,

    /// <summary>A bank: name, id number, card and phone.</summary>
    BankCard = 2,

    /// <summary>The phone's carrier: name, id number and phone.</summary>
    Carrier = 3,

    /// <summary>The register of degrees.</summary>
    Education = 4,

    /// <summary>Social security.</summary>
    SocialSecurity = 5,

    /// <summary>The tax office.</summary>
    Tax = 6,

    /// <summary>The face against the picture of the id card.</summary>
    Face = 7,
}

/// <summary>A question to the authority.</summary>
/// <param name="Reference">Our number of it: asked twice under one number, it is answered once.</param>
/// <param name="Source">Who is to check.</param>
/// <param name="Name">The name.</param>
/// <param name="IdNumber">The id number.</param>
/// <param name="Phone">The phone.</param>
/// <param name="Evidence">What the kind of source needs beside them: a card token or a picture's reference.</param>
public sealed record IdentityCheck(
    string Reference, KycSource Source, Personal Name, Personal IdNumber, Personal Phone, string Evidence)
{
    public override string ToString() => nameof(IdentityCheck);
}

/// <summary>What the authority said.</summary>
public enum AuthorityOutcome
{
    /// <summary>They belong together.</summary>
    Done = 1,

    /// <summary>They do not.</summary>
    Refused = 2,

    /// <summary>Nothing is known: a lost answer, a source that is down.</summary>
    Unknown = 3,
}

/// <summary>The identity authority.</summary>
public interface IAuthorityPort
{
    /// <summary>Asks, or asks again under the same number.</summary>
    Task<AuthorityOutcome> CheckAsync(IdentityCheck check, CancellationToken cancel = default);
}
