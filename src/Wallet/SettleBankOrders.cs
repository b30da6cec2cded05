using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>
/// The worker of the outbox: sends every order that has no final answer, under its own number, and books what the bank
/// says. What it does not clearly say stays open and is asked again; nothing is ever guessed.
/// </summary>
public sealed class SettleBankOrders(WalletParts parts, IBankPort bank)
{
    private const int BatchSize = 2_000;
    private const int OrdersAtOnce = 20_000;

    /// <summary>What a run came to.</summary>
    /// <param name="Done">Orders the bank executed.</param>
    /// <param name="Refused">Orders the bank refused.</param>
    /// <param name="Open">Orders without a final answer, or with one that could not be booked yet.</param>
    public readonly record struct Outcome(int Done, int Refused, int Open);

    /// <summary>Asks the bank about every open order, once.</summary>
    public async Task<Outcome> RunAsync(CancellationToken cancel = default)
    {
        IReadOnlyList<OpenBankOrder> orders = await parts.Reads.AllAsync(new BankOrders.Open(OrdersAtOnce), cancel);
        (int done, int refused, int open) = (0, 0, 0);
        foreach (OpenBankOrder[] batch in orders.Chunk(BatchSize))
        {
            IReadOnlyList<BankAnswer> answers = await bank.SubmitAsync([.. batch.Select(ToBank)], cancel);
            List<Task<PostResult>> settled = [];
            for (int i = 0; i < batch.Length; i++)
            {
                if (answers[i].Outcome is BankOutcome.Done or BankOutcome.Refused)
                {
                    settled.Add(BookAsync(batch[i], answers[i]));
                    done += answers[i].Outcome == BankOutcome.Done ? 1 : 0;
                    refused += answers[i].Outcome == BankOutcome.Refused ? 1 : 0;
                }
                else
                {
                    open++;
                }
            }

            // What the bank has answered and the books have not is open still.
            open += (await Task.WhenAll(settled)).Count(result => result.Status == PostStatus.Unknown);
        }

        return new(done, refused, open);
    }

    /// <summary>Books one final answer; false when it was booked before. Safe to repeat: callbacks come here too.</summary>
    public async Task<bool> SettleAsync(OpenBankOrder order, BankAnswer answer) =>
        await BookAsync(order, answer) is { IsPosted: true, Replayed: false };

    private async Task<PostResult> BookAsync(OpenBankOrder order, BankAnswer answer)
    {
        bool isDone = answer.Outcome == BankOutcome.Done;
        DateOnly firstOpen = await FirstOpenDayAsync(order, isDone);
        EntryDraft draft = new()
        {
            Shard = order.No.Shard,
            Owner = order.Person,
            Act = WalletActs.SettleBankOrder,
            Key = order.No.ToString(),
            BusinessDate = parts.Today,
            Content = isDone ? "done" : "refused",
            ByPlatform = true,
            Reference = answer.BankReference,
            Rows = [new BankOrders.Settled(order.No, isDone, answer.BankReference)],
        };
        draft = isDone
            ? BankAnswerEntries.Done(parts, draft, order, firstOpen)
            : BankAnswerEntries.Refused(parts, draft, order);
        PostResult result = await parts.Ledger.PostAsync(draft);
        Invariant.Holds(result.IsPosted || result.Status is PostStatus.RowsRefused or PostStatus.Unknown,
            $"the bank's answer to {order.No} was refused: {result.Status}");
        if (result.IsPosted && isDone && order.Purpose == BankPurpose.AdvanceForPayment)
        {
            await PayAsync(order);
        }

        return result;
    }

    /// <summary>The payment a per-draw advance was asked for; if it is refused, the money stays in the wallet.</summary>
    private Task<WalletAnswer> PayAsync(OpenBankOrder order) => new PayFromWallet(parts).HandleAsync(new(
        order.Person, $"after-{order.No}", order.Subject!.Value, order.Amount, order.MerchantOrder!));

    /// <summary>
    /// Units that the bank takes over count from the day its rule names, or from the first open day when its answer comes
    /// after the seal.
    /// </summary>
    private async Task<DateOnly> FirstOpenDayAsync(OpenBankOrder order, bool isDone)
    {
        DateOnly earnsFrom = parts.Fund.Days.AdvanceEarnsFrom(order.BusinessDate);
        bool isAdvance = order.Purpose
            is BankPurpose.AdvanceToCard or BankPurpose.AdvanceToWallet or BankPurpose.AdvanceForPayment;
        if (!isDone || !isAdvance || parts.Today <= earnsFrom)
        {
            return earnsFrom;
        }

        IReadOnlyList<LedgerQueries.FundProgress> progress =
            await parts.Reads.AllAsync(new LedgerQueries.FundProgressOf(parts.Fund.Asset));
        DateOnly open = progress.Max(shard => shard.SealedThrough).AddDays(1);
        return open > earnsFrom ? open : earnsFrom;
    }

    private static BankOrder ToBank(OpenBankOrder order)
    {
        BankOrderKind kind = order.Purpose switch
        {
            BankPurpose.TopUp or BankPurpose.Subscription => BankOrderKind.Collect,
            BankPurpose.Withdrawal or BankPurpose.RedemptionPayout => BankOrderKind.Payout,
            BankPurpose.AdvanceToCard or BankPurpose.AdvanceToWallet or BankPurpose.AdvanceForPayment =>
                BankOrderKind.Advance,
        };
        return new(order.No.ToString(), kind, order.CardToken, order.Amount, order.BusinessDate);
    }
}
