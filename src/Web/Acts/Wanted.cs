using System.Globalization;
using Huoqi.Acquiring;
using Huoqi.Identity;
using Huoqi.Kernel;

namespace Huoqi.Web;

/// <summary>The wallet, or one of the person's bank cards.</summary>
/// <param name="Card">The card's number among the person's; null for the wallet.</param>
internal readonly record struct Pocket(int? Card)
{
    private const string CardPrefix = "card:";

    /// <summary>The wallet.</summary>
    public static Pocket Wallet => default;

    /// <summary>Reads what <see cref="ToString"/> writes; false when it is anything else.</summary>
    public static bool TryParse(string? text, out Pocket pocket)
    {
        pocket = Wallet;
        if (text == "wallet")
        {
            return true;
        }

        if (text is null || !text.StartsWith(CardPrefix, StringComparison.Ordinal)
            || !int.TryParse(
                text.AsSpan(CardPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int card))
        {
            return false;
        }

        pocket = new(card);
        return card > 0;
    }

    /// <summary>"wallet" or "card:2".</summary>
    public override string ToString() => Card is { } card ? $"{CardPrefix}{card}" : "wallet";
}

/// <summary>How fast money leaves the fund.</summary>
internal enum RedeemSpeed
{
    /// <summary>At once, with the bank's advance and within the day's limit.</summary>
    T0 = 1,

    /// <summary>On the day the fund company has confirmed and paid.</summary>
    T1 = 2,
}

/// <summary>
/// What a person wants done with money: the same for pages and API. It is confirmed as a <see cref="Purpose"/>, in
/// which every field of it stands, and comes back from there whole.
/// </summary>
internal abstract partial record Wanted
{
    private Wanted(Money amount) => Amount = amount;

    /// <summary>How much.</summary>
    public Money Amount { get; init; }

    /// <summary>The act in one word: the same in purposes, addresses and the API.</summary>
    public abstract string Act { get; }

    /// <summary>Who gets it, by number; empty when it stays the person's own.</summary>
    protected virtual string Payee => "";

    /// <summary>Everything else that is confirmed with it.</summary>
    protected abstract string Detail { get; }

    /// <summary>Whether the money leaves to somebody else.</summary>
    public bool ToOthers => Payee.Length > 0;

    /// <summary>The card of the person's own to which money leaves; null when it goes to none.</summary>
    public int? ToCard => this switch
    {
        Withdraw withdraw => withdraw.Card,
        Redeem redeem => redeem.Target.Card,
        _ => null,
    };

    /// <summary>What is confirmed: another amount, payee, source or note is another purpose.</summary>
    public Purpose ToPurpose() => new(Act, Amount.Fen, Payee, Detail, ToOthers);

    /// <summary>Money from a bank card into the wallet.</summary>
    public sealed record TopUp(Money Amount, int Card) : Wanted(Amount)
    {
        public const string Name = "top-up";

        public override string Act => Name;

        protected override string Detail => $"from={new Pocket(Card)}";
    }

    /// <summary>Money of the wallet to one of the person's bank cards.</summary>
    public sealed record Withdraw(Money Amount, int Card) : Wanted(Amount)
    {
        public const string Name = "withdraw";

        public override string Act => Name;

        protected override string Detail => $"to={new Pocket(Card)}";
    }

    /// <summary>Money into the fund.</summary>
    public sealed record Subscribe(Money Amount, Pocket Source) : Wanted(Amount)
    {
        public const string Name = "subscribe";

        public override string Act => Name;

        protected override string Detail => $"from={Source}";
    }

    /// <summary>Money out of the fund.</summary>
    public sealed record Redeem(Money Amount, Pocket Target, RedeemSpeed Speed) : Wanted(Amount)
    {
        public const string Name = "redeem";

        public override string Act => Name;

        protected override string Detail => $"to={Target} speed={Speed}";
    }

    /// <summary>Pays a merchant's payment request.</summary>
    public sealed record Pay(Money Amount, long Merchant, RequestId Request, PaySource Source) : Wanted(Amount)
    {
        public const string Name = "pay";

        public override string Act => Name;

        protected override string Payee => $"{MerchantPrefix}{Number(Merchant)}";

        protected override string Detail => $"request={Request} source={Source}";
    }

    /// <summary>Money of the wallet to a friend; <paramref name="ByCode"/> when their fixed code was opened.</summary>
    public sealed record Send(Money Amount, long Friend, string Note, bool ByCode = false) : Wanted(Amount)
    {
        public const string Name = "send";

        public override string Act => Name;

        protected override string Payee => $"{PersonPrefix}{Number(Friend)}";

        protected override string Detail => $"{(ByCode ? CodePrefix : "")}{NotePrefix}{Note}";
    }

    /// <summary>Pays what a friend asked for.</summary>
    public sealed record AnswerRequest(Money Amount, long Asker, long Request) : Wanted(Amount)
    {
        public const string Name = "answer-request";

        public override string Act => Name;

        protected override string Payee => $"{PersonPrefix}{Number(Asker)}";

        protected override string Detail => $"request={Number(Request)}";
    }
}
