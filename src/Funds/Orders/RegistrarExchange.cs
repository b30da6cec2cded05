using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Funds;

/// <summary>What an exchange with the registrar came to.</summary>
/// <param name="Done">Orders that are through.</param>
/// <param name="Refused">Orders that the registrar refused.</param>
/// <param name="Open">Orders without a clear answer yet; the next run asks again.</param>
/// <param name="Problem">Empty, or why the exchange stopped.</param>
public sealed record ExchangeResult(int Done, int Refused, int Open, string Problem)
{
    /// <summary>Whether nothing is left to ask.</summary>
    public bool IsComplete => Open == 0 && Problem.Length == 0;
}

/// <summary>
/// Sends the orders of a day to the registrar and books what it confirms. Both may be run any number of times: the
/// registrar knows our numbers, and an order's row changes state once.
/// </summary>
public sealed class RegistrarExchange(GeneralLedger ledger, IReads reads, IRegistrarPort registrar)
{
    private const int BatchSize = 5_000;

    /// <summary>
    /// Sends every order of <paramref name="orderDay"/> that is not confirmed yet, and with them those of closed days
    /// just before it, which were taken when these days were thought to be open.
    /// </summary>
    public async Task<ExchangeResult> SendAsync(
        Fund fund, DateOnly orderDay, DateOnly businessDate, CancellationToken cancel)
    {
        IReadOnlyList<FundOrder> orders = await reads.AllAsync(
            new FundOrders.OfOrderDays(fund.Asset, fund.Days.FirstSentWith(orderDay), orderDay), cancel);
        (int done, int refused, int open) = (0, 0, 0);
        string problem = "";
        foreach (FundOrder[] batch in orders.Chunk(BatchSize))
        {
            IReadOnlyList<RegistrarAnswer> answers =
                await registrar.SubmitAsync([.. batch.Select(order => ToApplication(fund, order))], cancel);
            done += answers.Count(answer => answer.Outcome == RegistrarOutcome.Accepted);
            open += answers.Count(answer =>
                answer.Outcome is not (RegistrarOutcome.Accepted or RegistrarOutcome.Refused));
            FundOrder[] back = [.. batch.Where((_, i) => answers[i].Outcome == RegistrarOutcome.Refused)];
            refused += back.Length;
            if (back.Length > 0)
            {
                DateOnly firstOpen = await FirstOpenDayAsync(fund, cancel);
                problem += await BookAsync(back.Select(order => ConfirmationEntries.Refused(
                    fund, order, businessDate, Later(order.ConfirmDay, firstOpen))));
            }
        }

        return new(done, refused, open, problem);
    }

    /// <summary>Books the registrar's confirmations of <paramref name="day"/>.</summary>
    public async Task<ExchangeResult> ReceiveAsync(
        Fund fund, DateOnly day, DateOnly businessDate, CancellationToken cancel)
    {
        // One whose order day turned out to be closed has left later than it was to be confirmed.
        Dictionary<string, FundOrder> due = (await reads.AllAsync(
                new FundOrders.DueBy(fund.Asset, day, Limit: int.MaxValue), cancel))
            .Where(order => fund.Days.SentAs(order.OrderDay, order.ConfirmDay).ConfirmDay <= day)
            .ToDictionary(order => order.No.ToString());
        if (due.Count == 0)
        {
            return new(0, 0, 0, Problem: "");
        }

        DateOnly earnsFrom = Later(day, await FirstOpenDayAsync(fund, cancel));
        (int done, int refused) = (0, 0);
        long after = 0;
        string problem;
        while (true)
        {
            RegistrarConfirmationPage page = await registrar.ConfirmationsAsync(day, after, cancel);
            List<(FundOrder Order, bool IsConfirmed)> answers = [];
            foreach (RegistrarConfirmation confirmation in page.Confirmations)
            {
                // One that comes twice, or is not ours, finds no order.
                if (due.Remove(confirmation.ApplicationNo, out FundOrder? order))
                {
                    answers.Add((order, IsConfirmed(order, confirmation)));
                }
            }

            string unbooked = await BookAsync(answers.Select(answer => answer.IsConfirmed
                ? ConfirmationEntries.Confirmed(fund, answer.Order, businessDate, day, earnsFrom)
                : ConfirmationEntries.Refused(fund, answer.Order, businessDate, earnsFrom)));
            done += answers.Count(answer => answer.IsConfirmed);
            refused += answers.Count(answer => !answer.IsConfirmed);
            problem = unbooked.Length == 0 ? page.Problem : unbooked;
            if (page.IsComplete || problem.Length > 0 || page.Confirmations.Count == 0)
            {
                break;
            }

            after = page.Next;
        }

        return new(done, refused, due.Count, problem);
    }

    /// <summary>Books answers; says which could not be booked. One that was booked before is no problem.</summary>
    private async Task<string> BookAsync(IEnumerable<EntryDraft> drafts)
    {
        PostResult[] results = await Task.WhenAll(drafts.Select(ledger.PostAsync));
        PostResult? failed = results.Where(r => !r.IsPosted && r.Status != PostStatus.RowsRefused)
            .Select(r => (PostResult?)r).FirstOrDefault();
        return failed is null ? "" : $"an answer of the registrar could not be booked: {failed.Value.Status}";
    }

    private async Task<DateOnly> FirstOpenDayAsync(Fund fund, CancellationToken cancel)
    {
        IReadOnlyList<LedgerQueries.FundProgress> progress =
            await reads.AllAsync(new LedgerQueries.FundProgressOf(fund.Asset), cancel);
        return progress.Select(shard => shard.SealedThrough).DefaultIfEmpty(DateOnly.MinValue).Max().AddDays(1);
    }

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    /// <summary>A confirmation of another amount than was asked is not ours to guess about: it stops the
    /// exchange.</summary>
    private static bool IsConfirmed(FundOrder order, RegistrarConfirmation confirmation)
    {
        long confirmed = order.Kind == FundOrderKind.Subscription
            ? confirmation.ConfirmedAmount.Fen
            : confirmation.ConfirmedUnits.Hundredths;
        Invariant.Holds(!confirmation.IsConfirmed || confirmed == order.Amount,
            $"order {order.No} was confirmed with {confirmed} instead of {order.Amount}");
        return confirmation.IsConfirmed;
    }

    private static RegistrarApplication ToApplication(Fund fund, FundOrder order)
    {
        string number = order.No.ToString();
        string account = FundAccount(order.Owner);
        FundUnits units = new(order.Amount);
        (DateOnly orderDay, DateOnly confirmDay) = fund.Days.SentAs(order.OrderDay, order.ConfirmDay);
        return order.Kind switch
        {
            FundOrderKind.Subscription => RegistrarApplication.Subscribe(
                number, fund.Code, account, new(order.Amount), orderDay, confirmDay),
            FundOrderKind.Redemption => RegistrarApplication.Redeem(
                number, fund.Code, account, units, orderDay, confirmDay),
            FundOrderKind.BankRedemption => RegistrarApplication.BankRedeem(
                number, fund.Code, account, units, orderDay, confirmDay),
        };
    }

    /// <summary>An owner's account number at the registrar: unique over all shards, twelve digits, never
    /// reused.</summary>
    public static string FundAccount(long owner) =>
        owner.ToString("D12", System.Globalization.CultureInfo.InvariantCulture);
}
