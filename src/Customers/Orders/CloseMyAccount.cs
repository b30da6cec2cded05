using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.Customers;

/// <summary>Why an account cannot be closed yet.</summary>
public enum ClosingHindrance
{
    /// <summary>The wallet still holds money.</summary>
    WalletNotEmpty = 1,

    /// <summary>The fund still holds units; unposted income counts.</summary>
    UnitsNotEmpty = 2,

    /// <summary>Orders to a bank or the fund, or gifts, are under way.</summary>
    OrdersUnderWay = 3,

    /// <summary>Units that left still earn, or earned on days that are not published.</summary>
    IncomeOutstanding = 4,

    /// <summary>Income of a bad day is owed by the person.</summary>
    UnpaidIncome = 5,

    /// <summary>The account is frozen.</summary>
    Frozen = 6,
}

/// <summary>A hindrance with the amount it is about.</summary>
public sealed record Hindering(ClosingHindrance Kind, Money Amount);

/// <summary>Closing one's own account, for ever.</summary>
public sealed class CloseMyAccount(CustomersParts parts)
{
    /// <param name="Person">Whose account.</param>
    /// <param name="Key">The caller's id of the request.</param>
    public sealed record Request(long Person, string Key);

    /// <summary>What hinders, all of it at once.</summary>
    public Task<IReadOnlyList<Hindering>> HindrancesAsync(long person, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts}");

    /// <summary>Closes it; standing orders, goals and open requests end with it.</summary>
    public Task<WalletAnswer> HandleAsync(Request request, CancellationToken cancel = default) =>
        throw new NotImplementedException();
}
