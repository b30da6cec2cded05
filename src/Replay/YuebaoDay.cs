namespace Huoqi.Replay;

/// <summary>
/// One day of the real data: the sums over all people in fen as reported, and the fund's published figures.
/// </summary>
/// <param name="Date">The calendar day.</param>
/// <param name="ClosingFen"><c>tBalance</c>: balance at the end of the day, income of the day included.</param>
/// <param name="OpeningFen"><c>yBalance</c>: balance at the end of the day before.</param>
/// <param name="TotalPurchaseFen"><c>total_purchase_amt</c>: direct purchases and income.</param>
/// <param name="DirectPurchaseFen"><c>direct_purchase_amt</c>: purchases from wallet and card.</param>
/// <param name="FromWalletFen"><c>purchase_bal_amt</c>: purchases from the wallet.</param>
/// <param name="FromCardFen"><c>purchase_bank_amt</c>: purchases from a bank card.</param>
/// <param name="TotalRedeemFen"><c>total_redeem_amt</c>: paid to merchants and transferred out.</param>
/// <param name="ConsumeFen"><c>consume_amt</c>: paid to merchants from the fund.</param>
/// <param name="TransferFen"><c>transfer_amt</c>: transferred out to wallet and card.</param>
/// <param name="ToWalletFen"><c>tftobal_amt</c>: redeemed to the wallet.</param>
/// <param name="ToCardFen"><c>tftocard_amt</c>: redeemed to a bank card.</param>
/// <param name="IncomeFen"><c>share_amt</c>: income credited.</param>
/// <param name="IncomePer10k">Published income per 10,000 units, in 1e-4 yuan.</param>
/// <param name="SevenDayYield">Published 7-day annualised yield, in 0.001 %.</param>
public sealed record YuebaoDay(
    DateOnly Date,
    long ClosingFen,
    long OpeningFen,
    long TotalPurchaseFen,
    long DirectPurchaseFen,
    long FromWalletFen,
    long FromCardFen,
    long TotalRedeemFen,
    long ConsumeFen,
    long TransferFen,
    long ToWalletFen,
    long ToCardFen,
    long IncomeFen,
    int IncomePer10k,
    int SevenDayYield)
{
    /// <summary>People behind the reported sums.</summary>
    public const int PeopleInData = 28_041;

    /// <summary>
    /// The days as a smaller or larger crowd would have made them: every flow, the first opening and the income are
    /// floor(reported × people / 28,041); totals and balances are then built anew from those, so the scaled days keep
    /// every identity to the fen (and have no break). At 28,041 people the days are returned unchanged.
    /// </summary>
    public static IReadOnlyList<YuebaoDay> Scaled(IReadOnlyList<YuebaoDay> days, int people)
    {
        if (people == PeopleInData)
        {
            return days;
        }

        List<YuebaoDay> scaled = new(days.Count);
        long openingFen = days.Count == 0 ? 0 : Share(days[0].OpeningFen, people);
        foreach (YuebaoDay day in days)
        {
            YuebaoDay next = day.WithFlows(openingFen, people);
            scaled.Add(next);
            openingFen = next.ClosingFen;
        }

        return scaled;
    }

    private static long Share(long fen, int people) => (long)((Int128)fen * people / PeopleInData);

    private YuebaoDay WithFlows(long openingFen, int people)
    {
        long fromWalletFen = Share(FromWalletFen, people);
        long fromCardFen = Share(FromCardFen, people);
        long consumeFen = Share(ConsumeFen, people);
        long toWalletFen = Share(ToWalletFen, people);
        long toCardFen = Share(ToCardFen, people);
        long incomeFen = Share(IncomeFen, people);
        long purchaseFen = fromWalletFen + fromCardFen + incomeFen;
        long redeemFen = consumeFen + toWalletFen + toCardFen;
        return this with
        {
            OpeningFen = openingFen,
            ClosingFen = openingFen + purchaseFen - redeemFen,
            TotalPurchaseFen = purchaseFen,
            DirectPurchaseFen = fromWalletFen + fromCardFen,
            FromWalletFen = fromWalletFen,
            FromCardFen = fromCardFen,
            TotalRedeemFen = redeemFen,
            ConsumeFen = consumeFen,
            TransferFen = toWalletFen + toCardFen,
            ToWalletFen = toWalletFen,
            ToCardFen = toCardFen,
            IncomeFen = incomeFen,
        };
    }
}
