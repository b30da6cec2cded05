namespace Huoqi.Replay;

/// <summary>
/// How many acts a day has of each kind. The count grows with the square root of the day's money, so that the first
/// days, with a hundredth of the money of the last, still have a tenth of their acts; the factors bring the 427 days
/// at full size to a little over half a million acts. A day's count depends on no other day, so a shorter replay
/// is the beginning of the longer one.
/// </summary>
public static class ActCounts
{
    /// <summary>Acts of the kind on a day that moves <paramref name="totalFen"/> at full size.</summary>
    /// <param name="kind">A kind that moves reported money.</param>
    /// <param name="fullSizeFen">The day's reported sum for 28,041 people, in fen.</param>
    /// <param name="totalFen">The sum to spread in this replay, in fen.</param>
    /// <param name="people">People of this replay.</param>
    public static int Of(ActKind kind, long fullSizeFen, long totalFen, int people)
    {
        if (totalFen == 0)
        {
            return 0;
        }

        Int128 wanted = SquareRoot(fullSizeFen) * PerMillion(kind) * people / YuebaoDay.PeopleInData / 1_000_000;
        long most = Math.Max(1, Math.Min(people, totalFen / Spread.LeastFen));
        return (int)Math.Clamp((long)wanted, 1, most);
    }

    // Acts per million of the day's square root.
    private static Int128 PerMillion(ActKind kind) => kind switch
    {
        ActKind.SubscribeFromWallet => 23_600,
        ActKind.SubscribeFromCard => 17_600,
        ActKind.PayFromFund => 46_500,
        ActKind.RedeemToWallet => 18_900,
        ActKind.RedeemToCardFast => 12_500,
        ActKind.RedeemToCardNextDay => 12_500,
        ActKind.OpenAccount or ActKind.TransferInHoldings or ActKind.TopUp =>
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "moves no reported money of a day"),
    };

    private static long SquareRoot(long value)
    {
        long root = 0;
        for (long bit = 1L << 31; bit > 0; bit >>= 1)
        {
            if ((root + bit) <= value / (root + bit))
            {
                root += bit;
            }
        }

        return root;
    }
}
