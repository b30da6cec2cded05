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
    /// <summary>The same for pages and API.</summary>
    public abstract Wanted ToWanted();
}

/// <summary>Money from a bank card into the wallet.</summary>
internal sealed record TopUpIn(Money Amount, Currency Currency, int Card, string? Confirmation = null)
    : WantedIn(Amount, Currency, Confirmation)
{
    public override Wanted ToWanted() => new Wanted.TopUp(Amount, Card);
}

/// <summary>Money of the wallet to a bank card.</summary>
internal sealed record WithdrawIn(Money Amount, Currency Currency, int Card, string? Confirmation = null)
    : WantedIn(Amount, Currency, Confirmation)
{
    public override Wanted ToWanted() => new Wanted.Withdraw(Amount, Card);
}

/// <summary>Money into the fund.</summary>
internal sealed record SubscribeIn(Money Amount, Currency Currency, Pocket Source, string? Confirmation = null)
    : WantedIn(Amount, Currency, Confirmation)
{
    public override Wanted ToWanted() => new Wanted.Subscribe(Amount, Source);
}

/// <summary>Money out of the fund.</summary>
internal sealed record RedeemIn(
    Money Amount, Currency Currency, Pocket Target, RedeemSpeed Speed, string? Confirmation = null)
    : WantedIn(Amount, Currency, Confirmation)
{
    public override Wanted ToWanted() => new Wanted.Redeem(Amount, Target, Speed);
}

/// <summary>Pays a merchant's payment request; amount and merchant are repeated, so that they are confirmed.</summary>
internal sealed record PayIn(
    Money Amount, Currency Currency, long Merchant, RequestId Payment, PaySource Source, string? Confirmation = null)
    : WantedIn(Amount, Currency, Confirmation)
{
    public override Wanted ToWanted() => new Wanted.Pay(Amount, Merchant, Payment, Source);
}

/// <summary>Money of the wallet to a friend.</summary>
internal sealed record SendIn(
    Money Amount, Currency Currency, long Friend, string Note, string? Confirmation = null)
    : WantedIn(Amount, Currency, Confirmation)
{
    /// <summary>The longest note.</summary>
    public const int LongestNote = 100;

    public override Wanted ToWanted() => Note.Length <= LongestNote
        ? new Wanted.Send(Amount, Friend, Note)
        : throw new ProblemException(Problems.InvalidValue with
        {
            Fields = [new("/note", $"A note has at most {LongestNote} characters.")],
        });
}

/// <summary>Pays what a friend asked for.</summary>
internal sealed record AnswerIn(
    Money Amount, Currency Currency, long Asker, long Request, string? Confirmation = null)
    : WantedIn(Amount, Currency, Confirmation)
{
    public override Wanted ToWanted() => new Wanted.AnswerRequest(Amount, Asker, Request);
}

/// <summary>Something that waits for its proof.</summary>
/// <param name="Confirmation">Its id.</param>
/// <param name="PasskeyOptions">What navigator.credentials.get takes; missing without a passkey.</param>
/// <param name="PaymentPassword">Whether the payment password can prove it.</param>
/// <param name="ExpiresAt">Until when.</param>
internal sealed record ConfirmationOut(
    string Confirmation, JsonElement? PasskeyOptions, bool PaymentPassword, DateTimeOffset ExpiresAt);

/// <summary>What an authenticator answered to a confirmation.</summary>
internal sealed record PasskeyProofIn(JsonElement Credential);

/// <summary>A proof was taken. The session has a new token, whose first use ends the old one.</summary>
internal sealed record ProvedOut(string? Token);

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
internal sealed record PayeeOut(long Person, string MaskedName, string Nickname);

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
