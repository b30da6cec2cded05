namespace Huoqi.Replay;

/// <summary>A reported figure that does not follow from the other reported figures of its identity.</summary>
/// <param name="Date">The day of the break.</param>
/// <param name="Identity">The identity, in the column names of the source.</param>
/// <param name="ReportedFen">The left side as reported.</param>
/// <param name="FollowsFen">The right side, computed from the other reported figures.</param>
public sealed record ReportedBreak(DateOnly Date, string Identity, long ReportedFen, long FollowsFen)
{
    /// <summary>Reported less what follows, in fen.</summary>
    public long DifferenceFen => ReportedFen - FollowsFen;
}

/// <summary>The reported figures held against themselves: every identity on every day.</summary>
/// <param name="Checked">How many equations were checked.</param>
/// <param name="Breaks">Those that do not hold.</param>
public sealed record Reconciliation(int Checked, IReadOnlyList<ReportedBreak> Breaks)
{
    public static Reconciliation Of(IReadOnlyList<YuebaoDay> days)
    {
        List<ReportedBreak> breaks = [];
        int count = 0;
        for (int i = 0; i < days.Count; i++)
        {
            YuebaoDay day = days[i];
            Check("tBalance = yBalance + total_purchase_amt - total_redeem_amt", day.ClosingFen,
                day.OpeningFen + day.TotalPurchaseFen - day.TotalRedeemFen);
            if (i > 0)
            {
                Check("yBalance = tBalance of the day before", day.OpeningFen, days[i - 1].ClosingFen);
            }

            Check("direct_purchase_amt = purchase_bal_amt + purchase_bank_amt", day.DirectPurchaseFen,
                day.FromWalletFen + day.FromCardFen);
            Check("total_purchase_amt = direct_purchase_amt + share_amt", day.TotalPurchaseFen,
                day.DirectPurchaseFen + day.IncomeFen);
            Check("total_redeem_amt = consume_amt + transfer_amt", day.TotalRedeemFen,
                day.ConsumeFen + day.TransferFen);
            Check("transfer_amt = tftobal_amt + tftocard_amt", day.TransferFen, day.ToWalletFen + day.ToCardFen);

            void Check(string identity, long reportedFen, long followsFen)
            {
                count++;
                if (reportedFen != followsFen)
                {
                    breaks.Add(new(day.Date, identity, reportedFen, followsFen));
                }
            }
        }

        return new(count, breaks);
    }
}
