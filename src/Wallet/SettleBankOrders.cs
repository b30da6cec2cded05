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

    /// <summary>What a run came to.</summary>
    /// <param name="Done">Orders the bank executed.</param>
    /// <param name="Refused">Orders the bank refused.</param>
    /// <param name="Open">Orders without a final answer.</param>
    public readonly record struct Outcome(int Done, int Refused, int Open);

    /// <summary>Asks the bank about every open order, once.</summary>
    public async Task<Outcome> RunAsync(CancellationToken cancel = default)
    {
        Outcome sum = default;
        OrderNo after = new(-1, 0);
        while (true)
        {
            IReadOnlyList<OpenBankOrder> orders =
                await parts.Reads.AllAsync(new BankOrders.Open(after, BatchSize), cancel);
            if (orders.Count == 0)
            {
                return sum;
            }

            Outcome batch = await RunAsync(orders, cancel);
            sum = new(sum.Done + batch.Done, sum.Refused + batch.Refused, sum.Open + batch.Open);
            after = orders[^1].No;
        }
    }

    /// <summary>Books one final answer; false when it was booked before. Safe to repeat: callbacks come here
    /// too.</summary>
    public async Task<bool> SettleAsync(OpenBankOrder order, BankAnswer answer) =>
        await BookAsync(order, answer, await FirstOpenDayAsync()) is { IsPosted: true, Replayed: false };

    private async Task<Outcome> RunAsync(IReadOnlyList<OpenBankOrder> orders, CancellationToken cancel)
    {
        BankAnswer[] answers = [.. await bank.SubmitAsync([.. orders.Select(ToBank)], cancel)];
        await AskAgainAsync(answers, cancel);
        DateOnly firstOpen = await FirstOpenDayAsync();
        PostResult?[] booked = await Task.WhenAll(orders.Select(async (order, i) =>
            IsFinal(answers[i]) ? await BookAsync(order, answers[i], firstOpen) : (PostResult?)null));
        (int done, int refused, int open) = (0, 0, 0);
        for (int i = 0; i < booked.Length; i++)
        {
            bool isBooked = booked[i] is { IsPosted: true } or { Status: PostStatus.RowsRefused };
            done += isBooked && answers[i].Outcome == BankOutcome.Done ? 1 : 0;
            refused += isBooked && answers[i].Outcome == BankOutcome.Refused ? 1 : 0;
            open += isBooked ? 0 : 1;
        }

        return new(done, refused, open);
    }

    /// <summary>What the bank has taken but not decided is asked for once: its answer may be there by now.</summary>
    private async Task AskAgainAsync(BankAnswer[] answers, CancellationToken cancel)
    {
        int[] pending = [.. Enumerable.Range(0, answers.Length).Where(i => answers[i].Outcome == BankOutcome.Pending)];
        if (pending.Length == 0)
        {
            return;
        }

        IReadOnlyList<BankAnswer> asked = await bank.QueryAsync([.. pending.Select(i => answers[i].OrderNo)], cancel);
        for (int i = 0; i < pending.Length; i++)
        {
            answers[pending[i]] = asked[i];
        }
    }

    private static bool IsFinal(BankAnswer answer) => answer.Outcome is BankOutcome.Done or BankOutcome.Refused;

    private async Task<PostResult> BookAsync(OpenBankOrder order, BankAnswer answer, DateOnly firstOpen)
    {
        bool isDone = answer.Outcome == BankOutcome.Done;

        // Units that the bank takes over count from the day its rule names, or from the first open day when its answer
        // comes after the seal.
        DateOnly earnsFrom = parts.Fund.Days.AdvanceEarnsFrom(order.BusinessDate);
        earnsFrom = firstOpen > earnsFrom ? firstOpen : earnsFrom;
        EntryDraft draft = new()
        {
            Shard = order.No.Shard,
            Owner = order.Person,
            Act = WalletActs.SettleBankOrder,
            // The order's row is what makes it happen once. The days are in the key because a refusal stands for ever,
            // and a later try names other days.
            Key = $"{order.No}@{earnsFrom:yyyyMMdd}-{parts.Today:yyyyMMdd}",
            BusinessDate = parts.Today,
            Content = isDone ? "done" : "refused",
            ByPlatform = true,
            Reference = answer.BankReference,
            Rows = [new BankOrders.Settled(order.No, isDone, answer.BankReference)],
        };
        draft = isDone
            ? BankAnswerEntries.Done(parts, draft, order, earnsFrom, parts.Time.GetUtcNow())
            : BankAnswerEntries.Refused(parts, draft, order);
        PostResult result = isDone && order.Purpose == BankPurpose.AdvanceForPayment
            ? await PayAsync(order, draft)
            : await parts.Ledger.PostAsync(draft);
        if (result.IsPosted || MayPass(result.Status))
        {
            return result;
        }

        // Booked under the key of another day, so that the accounts have nothing left to move; else it is a bug.
        BankOrders.Standing? standing = await parts.Reads.OneAsync(new BankOrders.StandingOf(order.No));
        Invariant.Holds(standing is not null && standing.Outcome != BankOutcome.Pending,
            $"the bank's answer to {order.No} was refused: {result.Status}");
        return result with { Status = PostStatus.RowsRefused };
    }

    /// <summary>
    /// The payment that an advance was asked for, in the advance's own entry. If it cannot be made by now, the advance
    /// is booked without it: the money stays in the wallet.
    /// </summary>
    private async Task<PostResult> PayAsync(OpenBankOrder order, EntryDraft done)
    {
        AccountClass? accountClass = await parts.ClassOnAsync(order.Person, done.BusinessDate);
        PostResult paid = await parts.Ledger.PostAsync(BankAnswerEntries.DoneAndPaid(
            parts, done with { Key = $"{done.Key}-pay" }, order, accountClass));
        return paid.IsPosted || MayPass(paid.Status)
            ? paid
            : await parts.Ledger.PostAsync(done with
            {
                Legs = [.. BankAnswerEntries.ProofReleased(parts, order), .. done.Legs],
            });
    }

    /// <summary>Booked before, or to be tried again: not known, or overtaken by a seal or the end of a business
    /// date.</summary>
    private static bool MayPass(PostStatus status) => status == PostStatus.RowsRefused || status.MayPass();

    private async Task<DateOnly> FirstOpenDayAsync()
    {
        IReadOnlyList<LedgerQueries.FundProgress> progress =
            await parts.Reads.AllAsync(new LedgerQueries.FundProgressOf(parts.Fund.Asset));
        return progress.Select(shard => shard.SealedThrough).DefaultIfEmpty(DateOnly.MinValue).Max().AddDays(1);
    }

    private static BankOrder ToBank(OpenBankOrder order)
    {
        BankOrderKind kind = order.Purpose switch
        {
            BankPurpose.TopUp or BankPurpose.Subscription => BankOrderKind.Collect,
            BankPurpose.Withdrawal or BankPurpose.RedemptionPayout or BankPurpose.MerchantSettlement =>
                BankOrderKind.Payout,
            BankPurpose.AdvanceToCard or BankPurpose.AdvanceToWallet or BankPurpose.AdvanceForPayment =>
                BankOrderKind.Advance,
        };
        return new(order.No.ToString(), kind, order.CardToken, order.Amount, order.BusinessDate);
    }
}
