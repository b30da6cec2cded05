using Huoqi.Kernel;

namespace Huoqi.Customers;

/// <summary>What a limit is about; the numbers are those of the public API and never reused.</summary>
public enum LimitKind
{
    /// <summary>Payments, gifts and purchases out of the balance, by the class of the account.</summary>
    Balance = 1,

    /// <summary>Units to the wallet or a card at once.</summary>
    FastRedemption = 2,

    /// <summary>Units that pay a merchant.</summary>
    PaymentFromFund = 3,
}

/// <summary>A limit of a person as it stands.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Amount">What a window starts with.</param>
/// <param name="Window">The span after which it is full again.</param>
/// <param name="Used">What was used in the present window.</param>
/// <param name="Left">What is left in it.</param>
/// <param name="Rule">The rule's name, source and evidence.</param>
public sealed record LimitStanding(
    LimitKind Kind, Money Amount, LimitWindow Window, Money Used, Money Left, IRule Rule);

/// <summary>Every limit of a person, with what is left of it.</summary>
public sealed class LimitsLeft(CustomersParts parts)
{
    /// <summary>The limits in force today.</summary>
    public Task<IReadOnlyList<LimitStanding>> ReadAsync(long person, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts}");
}
