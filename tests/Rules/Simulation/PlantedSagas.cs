using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Simulation;

/// <summary>Mistakes that programs of this kind are known for; the simulation must find each of them.</summary>
public enum PlantedSaga
{
    None,

    /// <summary>What was not answered in time is booked as refused.</summary>
    TimeoutIsFailure,

    /// <summary>The order's state is written in one transaction and the money in another.</summary>
    SplitTransaction,

    /// <summary>A callback looks whether the order is open, and books the money without asking that again.</summary>
    CheckThenAct,

    /// <summary>A payment request is looked at, and claimed without asking again whether it is free.</summary>
    CheckThenClaim,

    /// <summary>A claim ends by its time alone: nothing stops who comes later than that.</summary>
    TimeEndsClaims,
}

/// <summary>The mistakes, where the real code has none.</summary>
internal static class PlantedSagas
{
    public static IBankPort Port(PlantedSaga bug, IBankPort real) =>
        bug == PlantedSaga.TimeoutIsFailure ? new HastyPort(real) : real;

    /// <summary>Books a callback.</summary>
    public static async Task<bool> SettleAsync(
        PlantedSaga bug, WalletParts parts, SettleBankOrders worker, OpenBankOrder order, BankAnswer answer)
    {
        switch (bug)
        {
            case PlantedSaga.CheckThenAct:
                return await CheckThenActAsync(parts, order, answer);
            case PlantedSaga.SplitTransaction:
                await SplitAsync(parts, order, answer);
                return true;
            case PlantedSaga.None or PlantedSaga.TimeoutIsFailure or PlantedSaga.CheckThenClaim
                or PlantedSaga.TimeEndsClaims:
                return await worker.SettleAsync(order, answer);
            default:
                throw new InvariantBrokenException($"no such bug: {bug}");
        }
    }

    /// <summary>The worker of the outbox that books in two transactions.</summary>
    public static async Task SettleSplitAsync(WalletParts parts, IBankPort bank)
    {
        IReadOnlyList<OpenBankOrder> orders = await parts.Reads.AllAsync(new BankOrders.Open(new(-1, 0), 1_000));
        if (orders.Count == 0)
        {
            return;
        }

        IReadOnlyList<BankAnswer> answers = await bank.SubmitAsync(
            [.. orders.Select(o => new BankOrder(o.No.ToString(), BankOrderKind.Collect, o.CardToken, o.Amount,
                o.BusinessDate))],
            CancellationToken.None);
        await Task.WhenAll(orders.Select((order, i) => SplitAsync(parts, order, answers[i])));
    }

    private static async Task SplitAsync(WalletParts parts, OpenBankOrder order, BankAnswer answer)
    {
        if (Draft(parts, order, answer, $"{order.No}") is not { } draft)
        {
            return;
        }

        PostResult state = await parts.Ledger.PostAsync(draft with { Legs = [] });
        if (state.IsPosted)
        {
            await parts.Ledger.PostAsync(draft with { Rows = [], Key = $"{order.No}-money" });
        }
    }

    private static async Task<bool> CheckThenActAsync(WalletParts parts, OpenBankOrder order, BankAnswer answer)
    {
        BankOrders.Standing? standing = await parts.Reads.OneAsync(new BankOrders.StandingOf(order.No));
        if (standing?.Outcome != BankOutcome.Pending
            || Draft(parts, order, answer, $"{order.No}-{parts.Time.GetTimestamp()}") is not { } draft)
        {
            return false;
        }

        await parts.Ledger.PostAsync(draft with { Rows = [] });
        return (await parts.Ledger.PostAsync(draft with { Legs = [], Key = $"{draft.Key}-state" })).IsPosted;
    }

    private static EntryDraft? Draft(WalletParts parts, OpenBankOrder order, BankAnswer answer, string key)
    {
        if (answer.Outcome is not (BankOutcome.Done or BankOutcome.Refused))
        {
            return null;
        }

        EntryDraft draft = new()
        {
            Shard = order.No.Shard,
            Owner = order.Person,
            Act = WalletActs.SettleBankOrder,
            Key = key,
            BusinessDate = BeijingTime.DateOf(parts.Time.GetUtcNow()),
            Content = key,
            ByPlatform = true,
            Reference = answer.BankReference,
            Rows = [new BankOrders.Settled(order.No, answer.Outcome == BankOutcome.Done, answer.BankReference)],
        };
        return answer.Outcome == BankOutcome.Done
            ? BankAnswerEntries.Done(parts, draft, order, draft.BusinessDate, parts.Time.GetUtcNow())
            : BankAnswerEntries.Refused(parts, draft, order);
    }

    /// <summary>A port that takes silence for a refusal.</summary>
    private sealed class HastyPort(IBankPort real) : IBankPort
    {
        public async Task<IReadOnlyList<BankAnswer>> SubmitAsync(
            IReadOnlyList<BankOrder> orders, CancellationToken cancel) =>
            [.. (await real.SubmitAsync(orders, cancel)).Select(Hasty)];

        public async Task<IReadOnlyList<BankAnswer>> QueryAsync(
            IReadOnlyList<string> orderNos, CancellationToken cancel) =>
            [.. (await real.QueryAsync(orderNos, cancel)).Select(Hasty)];

        public Task<BankCallbackPage> CallbacksAsync(long after, CancellationToken cancel) =>
            real.CallbacksAsync(after, cancel);

        public Task<BankFacilityAnswer> PlaceFacilityAsync(BankFacilityMove move, CancellationToken cancel) =>
            real.PlaceFacilityAsync(move, cancel);

        public Task<BankFacilityAnswer> RepayFacilityAsync(BankFacilityMove move, CancellationToken cancel) =>
            real.RepayFacilityAsync(move, cancel);

        public Task<BankFacilityBalance> FacilityAsync(CancellationToken cancel) => real.FacilityAsync(cancel);

        public Task<BankCardAnswer> BindCardAsync(BankCardClaim card, CancellationToken cancel) =>
            real.BindCardAsync(card, cancel);

        public Task<BankStatement> StatementAsync(DateOnly day, CancellationToken cancel) =>
            real.StatementAsync(day, cancel);

        private static BankAnswer Hasty(BankAnswer answer) => answer.Outcome == BankOutcome.Unknown
            ? answer with { Outcome = BankOutcome.Refused, BankReference = "timeout" }
            : answer;
    }
}
