using System.Runtime.CompilerServices;
using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>
/// floor(U × T / S) for many U and one T and S, without a division: exactly what
/// <see cref="EarningDay.FloorShare"/> gives.
/// </summary>
/// <remarks>
/// T = a × S + b with 0 ≤ b &lt; S, so that the share is U × a plus floor(U × b / S), whatever the sign of T, and the
/// remainder is that of U × b. With R = floor(b × 2^64 / S), the high half of U × R is floor(U × b / S) or one less,
/// because what R lacks is less than 1 and U is less than 2^63; the remainder tells which, being below S or not. It is
/// below 2 × S &lt; 2^64, so that it may be computed modulo 2^64.
/// </remarks>
public readonly struct FloorShares
{
    private readonly ulong _earning;
    private readonly ulong _whole;
    private readonly ulong _part;
    private readonly ulong _ratio;

    /// <summary>Makes ready for T and S.</summary>
    /// <param name="total">T, fen.</param>
    /// <param name="earning">S, 0.01 units; nobody has a share when it is 0.</param>
    public FloorShares(long total, long earning)
    {
        Invariant.Holds(earning >= 0);
        if (earning == 0)
        {
            // No remainder reaches this: everybody's share is 0, and so is their remainder.
            _earning = ulong.MaxValue;
            return;
        }

        (long whole, long part) = Math.DivRem(total, earning);
        if (part < 0)
        {
            whole--;
            part += earning;
        }

        _earning = (ulong)earning;
        _whole = unchecked((ulong)whole);
        _part = (ulong)part;
        _ratio = (ulong)(((UInt128)(ulong)part << 64) / (ulong)earning);
    }

    /// <summary>The floor of a share.</summary>
    /// <param name="units">U: at least 0 and at most S.</param>
    /// <param name="remainder">U × T mod S, in [0, S).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Floor(long units, out long remainder)
    {
        unchecked
        {
            ulong u = (ulong)units;
            ulong quotient = Math.BigMul(u, _ratio, out _);
            ulong rest = (u * _part) - (quotient * _earning);
            if (rest >= _earning)
            {
                rest -= _earning;
                quotient++;
            }

            remainder = (long)rest;
            return (long)((u * _whole) + quotient);
        }
    }
}

/// <summary>A published day made ready for many holders: exactly <see cref="EarningDay.ShareOf"/>.</summary>
public readonly struct DayShares(in EarningDay day)
{
    private readonly FloorShares _floors = new(day.TotalFen, day.EarningUnits);
    private readonly long _earning = day.EarningUnits;
    private readonly long _cutRemainder = day.EarningUnits == 0 ? EarningDay.NoCut : day.CutRemainder;
    private readonly long _cutAccount = day.CutAccount;

    /// <summary>The income of a holder, fen.</summary>
    /// <param name="units">U, in 0.01 units; nothing earns at or below zero.</param>
    /// <param name="fundAccount">The holder's fund account number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Of(long units, long fundAccount)
    {
        if (units <= 0)
        {
            return 0;
        }

        Invariant.Holds(units <= _earning || _earning == 0);
        long share = _floors.Floor(units, out long remainder);

        // Above the cut or below it is a toss-up for each holder, on it hardly ever: only the latter is a jump.
        share += remainder > _cutRemainder ? 1 : 0;
        return remainder == _cutRemainder && fundAccount <= _cutAccount ? share + 1 : share;
    }
}
