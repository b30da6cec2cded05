using System.Text.Json;
using System.Text.Json.Serialization;
using Huoqi.Acquiring;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Web;

/// <summary>
/// What a person wants with money. To ask for a confirmation it is sent with <c>act</c>, which says which of them it
/// is; to be done it is sent to the act's own address, with the confirmation that was proved for exactly this.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "act")]
[JsonDerivedType(typeof(TopUpIn), Web.Wanted.TopUp.Name)]
[JsonDerivedType(typeof(WithdrawIn), Web.Wanted.Withdraw.Name)]
[JsonDerivedType(typeof(SubscribeIn), Web.Wanted.Subscribe.Name)]
[JsonDerivedType(typeof(RedeemIn), Web.Wanted.Redeem.Name)]
[JsonDerivedType(typeof(PayIn), Web.Wanted.Pay.Name)]
[JsonDerivedType(typeof(SendIn), Web.Wanted.Send.Name)]
[JsonDerivedType(typeof(AnswerIn), Web.Wanted.AnswerRequest.Name)]
internal abstract record WantedIn(Money Amount, Currency Currency, string? Confirmation)
{
    /// <summary>The same for pages and API; <paramref name="codes"/> say whom a collect code is for.</summary>
    public abstract Wanted ToWanted(CollectCode codes);
}

/// <summary>Money from a bank card into the wallet.</summary>
internal sealed record TopUpIn(Money Amount, Currency Currency, int Card, string? Confirmation = null)
    : WantedIn(Amount, Currency, Confirmation)
{
    public override Wanted ToWanted(CollectCode codes) => new Wanted.TopUp(Amount, Card);
}

/// <summary>Money of the wallet to a bank card.</summary>
internal sealed record WithdrawIn(Money Amount, Currency Currency, int Card, string? Confirmation = null)
    : WantedIn(Amount, Currency, Confirmation)
{
    public override Wanted ToWanted(CollectCode codes) => new Wanted.Withdraw(Amount, Card);
}

/// <summary>Money into the fund.</summary>
internal sealed record SubscribeIn(Money Amount, Currency Currency, Pocket Source, string? Confirmation = null)
    : WantedIn(Amount, Currency, Confirmation)
{
    public override Wanted ToWanted(CollectCode codes) => new Wanted.Subscribe(Amount, Source);
}

/// <summary>Money out of the fund.</summary>
internal sealed record RedeemIn(
    Money Amount, Currency Currency, Pocket Target, RedeemSpeed Speed, string? Confirmation = null)
    : WantedIn(Amount, Currency, Confirmation)
{
    public override Wanted ToWanted(CollectCode codes) => new Wanted.Redeem(Amount, Target, Speed);
}

/// <summary>Pays a merchant's payment request; amount and merchant are repeated, so that they are confirmed.</summary>
internal sealed record PayIn(
    Money Amount, Currency Currency, long Merchant, RequestId Payment, PaySource Source, string? Confirmation = null)
    : WantedIn(Amount, Currency, Confirmation)
{
    public override Wanted ToWanted(CollectCode codes) => new Wanted.Pay(Amount, Merchant, Payment, Source);
}

/// <summary>Money of the wallet to a friend, who is known by number, or by the code of their collect link: then the
/// limit of such codes holds too.</summary>
internal sealed record SendIn(
    Money Amount, Currency Currency, string Note, long? Friend = null, string? Code = null,
    string? Confirmation = null)
    : WantedIn(Amount, Currency, Confirmation)
{
    /// <summary>The longest note.</summary>
    public const int LongestNote = 100;

    public override Wanted ToWanted(CollectCode codes) => (Friend, Code) switch
    {
        _ when Note.Length > LongestNote => throw Wrong("/note", $"A note has at most {LongestNote} characters."),
        ({ } friend, null) => new Wanted.Send(Amount, friend, Note),
        (null, { } code) => codes.PersonOf(code) is { } person
            ? new Wanted.Send(Amount, person, Note, ByCode: true)
            : throw Wrong("/code", "This is nobody's code: it is the last part of a collect link, without its query."),
        (null, null) => throw Wrong("/friend", "Say whom it is for: by friend, or by code."),
        _ => throw Wrong("/code", "Give either friend or code, and not both."),
    };

    private static ProblemException Wrong(string member, string says) =>
        new(Problems.InvalidValue with { Fields = [new(member, says)] });
}

/// <summary>Pays what a friend asked for.</summary>
internal sealed record AnswerIn(
    Money Amount, Currency Currency, long Asker, long Request, string? Confirmation = null)
    : WantedIn(Amount, Currency, Confirmation)
{
    public override Wanted ToWanted(CollectCode codes) => new Wanted.AnswerRequest(Amount, Asker, Request);
}

/// <summary>Something that waits for its proof.</summary>
/// <param name="Confirmation">Its id.</param>
/// <param name="PasskeyOptions">What navigator.credentials.get takes; missing without a passkey.</param>
/// <param name="PaymentPassword">Whether the payment password can prove it.</param>
/// <param name="ExpiresAt">Until when.</param>
internal sealed record ConfirmationOut(
    string Confirmation, JsonElement? PasskeyOptions, bool PaymentPassword, DateTimeOffset ExpiresAt);

/// <summary>What an authenticator answered to a confirmation.</summary>
internal sealed record PasskeyProofIn(JsonElement Credential)
{
    public override string ToString() => nameof(PasskeyProofIn);
}

/// <summary>A proof was taken. The session has a new token, whose first use ends the old one.</summary>
internal sealed record ProvedOut(string? Token)
{
    public override string ToString() => nameof(ProvedOut);
}

/// <summary>An act was done, or a partner's answer decides it.</summary>
/// <param name="Order">Its number, for the receipt.</param>
/// <param name="State">"done" or "pending".</param>
/// <param name="Location">Where its receipt is.</param>
internal sealed record OrderOut(OrderNo Order, OrderOutState State, string Location)
{
    public static readonly OrderOut Example = Of(Examples.Order, OrderOutState.Done);

    public static OrderOut Of(OrderNo order, OrderOutState state) => new(order, state, $"/api/v1/bills/{order}");
}

internal enum OrderOutState
{
    Done,
    Pending,
}

/// <summary>Somebody as others may see them.</summary>
/// <param name="Person">Their number; missing when they were found by the code of their collect link.</param>
/// <param name="Code">That code: what is sent names it instead of a number.</param>
/// <param name="MaskedName">Their masked name.</param>
/// <param name="Nickname">What they call themselves.</param>
internal sealed record PayeeOut(long? Person, string? Code, string MaskedName, string Nickname);

/// <summary>A person's own link for others to pay to, and the code that is its last part.</summary>
internal sealed record CollectLinkOut(string Code, string Link);

/// <summary>A payment request as its payer sees it.</summary>
internal sealed record PaymentRequestOut(
    RequestId Payment, long Merchant, string MerchantName, Currency Currency, Money Amount, string Description,
    string Items, PaymentState State, DateTimeOffset ExpiresAt, string? ReturnUrl, OrderNo? Order)
{
    public static readonly PaymentRequestOut Example = new(
        Examples.Payment, 1, "商城", Currency.Cny, Examples.Amount, "一本书", "", PaymentState.Open, Examples.At,
        "https://mall.example/orders/1001", Order: null);
}
