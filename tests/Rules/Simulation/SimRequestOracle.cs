using Huoqi.Acquiring;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Simulation;

/// <summary>What must be true of every payment request in the end: paid once at most, and its merchant told so once.
/// What the money came to the other oracle works out.</summary>
internal sealed class SimRequestOracle(SimWorld world, SimPeople people)
{
    public void Check()
    {
        foreach (RequestRow row in world.Requests.Rows.All)
        {
            world.See($"request {row.State}");
            Check(row);
        }

        foreach (SimRequest request in people.Requests.Where(request => request.Id is not null))
        {
            (long owner, short act) = request.Name;
            bool posted = world.Store.Shards.Any(shard => shard.Keys.Values.Any(key => key.Owner == owner
                && key.Act == act && key.Key == request.Key && key.Status == PostStatus.Posted));
            world.Expect(request.IsDone || !posted, () => $"who was told no has not paid: {request}");
        }
    }

    private void Check(RequestRow row)
    {
        List<Payments.Payment> payments =
            [.. world.Wallet.Payments.All.Where(payment => payment.MerchantOrder == row.MerchantOrder)];
        int receipts = world.Requests.Receipts.Pairs.Count(pair =>
            pair.Key.Request == row.Id.Value && pair.Value.State == ReceiptState.Paid);
        world.Expect(payments.Count <= 1, () => $"a request is paid once at most: {row} by {payments.Count}");
        world.Expect(receipts == payments.Count, () => $"a payment has its receipt: {row}, {receipts}");
        world.Expect((row.State == RowState.Paid) == (payments.Count == 1),
            () => $"a request knows that it was paid: {row}, {payments.Count}");
        if (payments is [var paid])
        {
            world.Expect(
                row.PaymentNo == paid.No && row.Claim?.Person == paid.Person && row.Amount == paid.Amount
                    && row.Merchant == paid.Merchant,
                () => $"a request knows by what it was paid: {row}, {paid}");
            Refunds(row, paid);
        }

        int heard = people.Requests.Where(request => request.Id == row.Id && request.Act != SimAct.Refund
            && request.Answer is { Status: WalletStatus.Done }).DistinctBy(request => request.Key).Count();
        world.Expect(heard <= 1, () => $"one payer hears that it is paid: {row}, {heard}");
        Told(row, EventKind.PaymentPaid, payments.Count);
        Told(row, EventKind.PaymentExpired, row.State == RowState.Expired ? 1 : 0);
        Told(row, EventKind.PaymentCancelled, row.State == RowState.Cancelled ? 1 : 0);
    }

    private void Refunds(RequestRow row, Payments.Payment paid)
    {
        WalletTables.RefundRow[] refunds = [.. world.Wallet.Refunds.Pairs.Where(pair =>
            pair.Key.Shard == paid.No.Shard && pair.Key.Payment == paid.No.Entry).Select(pair => pair.Value)];
        Told(row, EventKind.PaymentRefunded, refunds.Length);
        long told = EventsOf(row, EventKind.PaymentRefunded).Sum(e => e.Amount.Fen);
        world.Expect(told == refunds.Sum(refund => refund.Amount.Fen) && told <= row.Amount.Fen,
            () => $"a merchant hears of what it gave back: {row}, {told} fen");
    }

    private void Told(RequestRow row, EventKind kind, int times)
    {
        int told = EventsOf(row, kind).Count();
        world.Expect(told == times, () => $"a merchant hears of {kind} {times} times, not {told}: {row}");
    }

    private IEnumerable<MerchantEvent> EventsOf(RequestRow row, EventKind kind) =>
        world.Requests.Events.All.Where(e => e.Kind == kind && e.Request == row.Id);
}
