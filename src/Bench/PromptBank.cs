using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.Bench;

/// <summary>A bank that does at once whatever it is told: what it does is not measured.</summary>
internal sealed class PromptBank : IBankPort
{
    public Task<IReadOnlyList<BankAnswer>> SubmitAsync(IReadOnlyList<BankOrder> orders, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<BankAnswer>>([.. orders.Select(order => Done(order.OrderNo))]);

    public Task<IReadOnlyList<BankAnswer>> QueryAsync(IReadOnlyList<string> orderNos, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<BankAnswer>>([.. orderNos.Select(Done)]);

    public Task<BankCallbackPage> CallbacksAsync(long after, CancellationToken cancel) =>
        Task.FromResult(new BankCallbackPage([], after, ""));

    public Task<BankFacilityAnswer> PlaceFacilityAsync(BankFacilityMove move, CancellationToken cancel) =>
        Task.FromResult(new BankFacilityAnswer(move.MoveNo, BankOutcome.Refused, "no-facility", "", null));

    public Task<BankFacilityAnswer> RepayFacilityAsync(BankFacilityMove move, CancellationToken cancel) =>
        PlaceFacilityAsync(move, cancel);

    public Task<BankFacilityBalance> FacilityAsync(CancellationToken cancel) =>
        Task.FromResult(new BankFacilityBalance(Money.Zero, ""));

    public Task<BankCardAnswer> BindCardAsync(BankCardClaim card, CancellationToken cancel) =>
        Task.FromResult(new BankCardAnswer(BankOutcome.Refused, "no-such-card", ""));

    public Task<BankStatement> StatementAsync(DateOnly day, CancellationToken cancel) =>
        Task.FromResult(new BankStatement([], ""));

    private static BankAnswer Done(string orderNo) => new(orderNo, BankOutcome.Done, "ok", $"b-{orderNo}");
}
