using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>
/// One published day of a fund: the few numbers from which everybody's income of that day follows.
/// A holder with U earning units gets floor(U × T / S) fen (toward minus infinity), and one fen more when the remainder
/// U × T mod S lies above the cut, or on it with a fund account number up to the cut account. The sum over all holders
/// is T, always.
/// </summary>
/// <param name="Asset">The fund.</param>
/// <param name="Day">The earning day.</param>
/// <param name="TotalFen">T: the income of our part of the fund, fen; negative on a bad day.</param>
/// <param name="EarningUnits">S: all units that earned, in 0.01 units.</param>
/// <param name="CutRemainder">The remainder from which on a fen more is given; <see cref="NoCut"/> when none is
/// left.</param>
/// <param name="CutAccount">The last fund account number, at the cut remainder, that gets a fen more.</param>
public readonly record struct EarningDay(
    Asset Asset, DateOnly Day, long TotalFen, long EarningUnits, long CutRemainder, long CutAccount)
{
    /// <summary>A cut remainder that nobody reaches.</summary>
    public const long NoCut = long.MaxValue;

    /// <summary>The income of a holder, fen.</summary>
    /// <param name="units">U, in 0.01 units; nothing earns at or below zero.</param>
    /// <param name="fundAccount">The holder's fund account number.</param>
    public long ShareOf(long units, long fundAccount)
    {
        if (units <= 0 || EarningUnits == 0)
        {
            return 0;
        }

        (long floor, long remainder) = FloorShare(units, TotalFen, EarningUnits);
        bool more = remainder > CutRemainder || (remainder == CutRemainder && fundAccount <= CutAccount);
        return more ? floor + 1 : floor;
    }

    /// <summary>floor(units × total / earning), and the remainder in [0, earning).</summary>
    public static (long Floor, long Remainder) FloorShare(long units, long total, long earning)
    {
        Invariant.Holds(units >= 0 && units <= earning);
        if (total >= 0)
        {
            ulong high = Math.BigMul((ulong)units, (ulong)total, out ulong low);
            if (high == 0)
            {
                // Nearly every holder: the product fits in 64 bits, where division is several times cheaper.
                (ulong quotient, ulong rest) = Math.DivRem(low, (ulong)earning);
                return ((long)quotient, (long)rest);
            }
        }

        Int128 product = (Int128)units * total;
        (Int128 floor, Int128 remainder) = Int128.DivRem(product, earning);
        return remainder < 0 ? ((long)floor - 1, (long)remainder + earning) : ((long)floor, (long)remainder);
    }
}

/// <summary>A step in the life of a fund's earning days within one shard.</summary>
public abstract record EarningStep
{
    private EarningStep()
    {
    }

    public abstract Asset Asset { get; init; }

    /// <summary>The fund begins: its first earning day is <paramref name="FirstDay"/>.</summary>
    public sealed record OpenFund(Asset Asset, DateOnly FirstDay) : EarningStep;

    /// <summary>No later entry may change what earned on <paramref name="Day"/>; its confirmations are in.</summary>
    public sealed record Seal(Asset Asset, DateOnly Day) : EarningStep;

    /// <summary>The day's numbers are known; <paramref name="PartFen"/> of them belongs to this shard's
    /// holders.</summary>
    /// <param name="Numbers">The numbers, the same in every shard.</param>
    /// <param name="PartFen">The sum of this shard's holders' shares, fen.</param>
    /// <param name="PartUnits">The units of this shard that earned, in 0.01 units.</param>
    public sealed record Publish(EarningDay Numbers, long PartFen, long PartUnits) : EarningStep
    {
        public override Asset Asset
        {
            get => Numbers.Asset;
            init => Invariant.Holds(value == Numbers.Asset);
        }
    }
}
