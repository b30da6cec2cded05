namespace Huoqi.Kernel;

/// <summary>Splits a counted integer in proportion to weights so that the shares add up to it exactly.</summary>
public static class LargestRemainder
{
    /// <summary>Each share is floored (toward minus infinity); what is left is given out one by one, the largest
    /// remainder first, ties by position. Weights are not negative and not all zero; a weight of zero gets nothing.
    /// </summary>
    public static long[] Split(long total, params ReadOnlySpan<long> weights)
    {
        Int128 sum = 0;
        foreach (long weight in weights)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(weight, nameof(weights));
            sum += weight;
        }

        if (sum == 0)
        {
            throw new ArgumentException("at least one weight must be positive", nameof(weights));
        }

        long[] shares = new long[weights.Length];
        Int128[] remainders = new Int128[weights.Length];
        Int128 left = total;
        for (int i = 0; i < weights.Length; i++)
        {
            Int128 product = (Int128)total * weights[i];
            Int128 floor = ExactMath.Divide(product, sum, Rounding.Floor);
            shares[i] = (long)floor;
            remainders[i] = product - (floor * sum);
            left -= floor;
        }

        // What is left is the sum of the remainders over the sum of the weights: fewer than the remainders above zero.
        int[] order = [.. Enumerable.Range(0, shares.Length).OrderByDescending(i => remainders[i]).ThenBy(i => i)];
        for (int rank = 0; rank < left; rank++)
        {
            shares[order[rank]]++;
        }

        return shares;
    }
}
