using Huoqi.Kernel;

namespace Huoqi.Replay;

/// <summary>
/// Splits a day's income over holders: each gets floor(U × T / S) fen, and what truncation leaves goes fen by fen to
/// the largest remainders U × T mod S, the lower holder first among equals, until nothing is left.
/// </summary>
internal sealed class IncomeSplit(int holders)
{
    private readonly long[] _remainders = new long[holders];
    private readonly int[] _order = new int[holders];

    /// <summary>
    /// T of a day in fen: half-up(S × R / 10,000), with S in 0.01 unit and R in 1e-4 yuan, hence the 10^8.
    /// </summary>
    public static long IncomeOfDay(long earningUnits, int incomePer10k) =>
        (long)((((Int128)earningUnits * incomePer10k) + 50_000_000) / 100_000_000);

    /// <summary>Writes each holder's share in fen into <paramref name="sharesFen"/>; their sum is the income.</summary>
    public void Run(ReadOnlySpan<long> units, long totalUnits, long incomeFen, Span<long> sharesFen)
    {
        if (totalUnits == 0)
        {
            Invariant.Holds(incomeFen == 0);
            sharesFen.Clear();
            return;
        }

        long leftFen = incomeFen;
        for (int i = 0; i < units.Length; i++)
        {
            UInt128 product = Math.BigMul((ulong)units[i], (ulong)incomeFen);
            (UInt128 share, UInt128 remainder) = product <= ulong.MaxValue
                ? Math.DivRem((ulong)product, (ulong)totalUnits)
                : UInt128.DivRem(product, (ulong)totalUnits);
            sharesFen[i] = (long)share;
            leftFen -= sharesFen[i];

            // Negated, so that one ascending sort puts the largest remainder first.
            _remainders[i] = -(long)remainder;
            _order[i] = i;
        }

        Array.Sort(_remainders, _order);
        PutTiesInHolderOrder((int)leftFen);
        for (int i = 0; i < leftFen; i++)
        {
            sharesFen[_order[i]]++;
        }
    }

    // The sort is not stable. Only the run of equal remainders that the cut falls into matters.
    private void PutTiesInHolderOrder(int cut)
    {
        if (cut == 0)
        {
            return;
        }

        long value = _remainders[cut - 1];
        int first = cut - 1;
        while (first > 0 && _remainders[first - 1] == value)
        {
            first--;
        }

        int end = cut;
        while (end < _remainders.Length && _remainders[end] == value)
        {
            end++;
        }

        Array.Sort(_order, first, end - first);
    }
}
