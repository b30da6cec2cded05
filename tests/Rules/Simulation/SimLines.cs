using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Simulation;

/// <summary>A line to a partner: a request may not arrive, arrive twice, or its answer may not come back.</summary>
internal sealed class SimLine(SimWorld world, string partner)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(8);

    /// <summary>Carries one request; <paramref name="lost"/> is what the port says of a lost one.</summary>
    public async Task<T> CarryAsync<T>(Func<Task<T>> ask, Func<T> lost)
    {
        SimFaults faults = world.Faults;
        bool isLost = faults.Strikes(faults.LineLostRequest);
        bool isUnheard = faults.Strikes(faults.LineLostAnswer);
        TaskCompletionSource<T> answer = new();
        if (faults.Strikes(faults.LineDuplicate))
        {
            // The copy comes whenever it comes, and nobody waits for its answer.
            world.After(world.Latency(90_000), () => Now(ask));
        }

        if (isLost || isUnheard)
        {
            world.Trace($"{partner}: {(isLost ? "request" : "answer")} lost");
            world.After(Timeout, () => answer.TrySetResult(lost()));
        }

        if (!isLost)
        {
            world.After(world.Latency(200), () =>
            {
                T result = Now(ask);
                if (!isUnheard)
                {
                    world.After(world.Latency(200), () => answer.TrySetResult(result));
                }
            });
        }

        return await answer.Task;
    }

    /// <summary>The simulators answer at once; anything else would leave virtual time.</summary>
    public static T Now<T>(Func<Task<T>> ask)
    {
        Task<T> task = ask();
        Invariant.Holds(task.IsCompleted, "a partner in this process answers at once");
        return task.GetAwaiter().GetResult();
    }
}

/// <summary>The real port to the bank over a bad line.</summary>
internal sealed class SimBankPort(IBankPort bank, SimLine line) : IBankPort
{
    public Task<IReadOnlyList<BankAnswer>> SubmitAsync(IReadOnlyList<BankOrder> orders, CancellationToken cancel) =>
        line.CarryAsync(() => bank.SubmitAsync(orders, cancel), () => Unknown(orders.Select(order => order.OrderNo)));

    public Task<IReadOnlyList<BankAnswer>> QueryAsync(IReadOnlyList<string> orderNos, CancellationToken cancel) =>
        line.CarryAsync(() => bank.QueryAsync(orderNos, cancel), () => Unknown(orderNos));

    public Task<BankCallbackPage> CallbacksAsync(long after, CancellationToken cancel) =>
        line.CarryAsync(() => bank.CallbacksAsync(after, cancel), () => new([], after, "timeout"));

    public Task<BankFacilityAnswer> PlaceFacilityAsync(BankFacilityMove move, CancellationToken cancel) =>
        line.CarryAsync(() => bank.PlaceFacilityAsync(move, cancel), () => Unknown(move));

    public Task<BankFacilityAnswer> RepayFacilityAsync(BankFacilityMove move, CancellationToken cancel) =>
        line.CarryAsync(() => bank.RepayFacilityAsync(move, cancel), () => Unknown(move));

    public Task<BankFacilityBalance> FacilityAsync(CancellationToken cancel) =>
        line.CarryAsync(() => bank.FacilityAsync(cancel), () => new(null, "timeout"));

    public Task<BankCardAnswer> BindCardAsync(BankCardClaim card, CancellationToken cancel) =>
        line.CarryAsync(() => bank.BindCardAsync(card, cancel), () => new(BankOutcome.Unknown, "timeout", ""));

    public Task<BankStatement> StatementAsync(DateOnly day, CancellationToken cancel) =>
        line.CarryAsync(() => bank.StatementAsync(day, cancel), () => new([], "timeout"));

    private static List<BankAnswer> Unknown(IEnumerable<string> orderNos) =>
        [.. orderNos.Select(orderNo => new BankAnswer(orderNo, BankOutcome.Unknown, "timeout", ""))];

    private static BankFacilityAnswer Unknown(BankFacilityMove move) =>
        new(move.MoveNo, BankOutcome.Unknown, "timeout", "", null);
}

/// <summary>
/// The real port to the registrar over a bad line; its file of a day may come before it is whole, in any order, and
/// with lines twice.
/// </summary>
internal sealed class SimRegistrarPort(IRegistrarPort registrar, SimLine line, SimWorld world) : IRegistrarPort
{
    public Task<IReadOnlyList<RegistrarAnswer>> SubmitAsync(
        IReadOnlyList<RegistrarApplication> applications, CancellationToken cancel) =>
        line.CarryAsync(() => registrar.SubmitAsync(applications, cancel),
            () => Unknown(applications.Select(application => application.ApplicationNo)));

    public Task<IReadOnlyList<RegistrarAnswer>> QueryAsync(
        IReadOnlyList<string> applicationNos, CancellationToken cancel) =>
        line.CarryAsync(() => registrar.QueryAsync(applicationNos, cancel), () => Unknown(applicationNos));

    public async Task<RegistrarConfirmationPage> ConfirmationsAsync(
        DateOnly day, long after, CancellationToken cancel)
    {
        if (world.Faults.Strikes(60))
        {
            world.FileHeldUntil = world.Time.GetUtcNow().AddMinutes(world.Random.Next(30 * 60));
            world.Trace($"registrar: no file until {world.FileHeldUntil:dd HH:mm}");
        }

        if (world.Faults.AreOn && world.Time.GetUtcNow() < world.FileHeldUntil)
        {
            return new([], after, IsComplete: false, "confirmations-not-ready");
        }

        RegistrarConfirmationPage page = await line.CarryAsync(
            () => registrar.ConfirmationsAsync(day, after, cancel),
            () => new([], after, IsComplete: false, "timeout"));
        RegistrarConfirmation[] lines = [.. page.Confirmations];
        if (world.Faults.Strikes(300))
        {
            world.Random.Shuffle<RegistrarConfirmation>(lines);
        }

        // Cut off in the middle: the rest comes when it is asked for again.
        return lines.Length > 1 && world.Faults.Strikes(200)
            ? new(lines[..(lines.Length / 2)], after, IsComplete: false, "file-cut-off")
            : page with { Confirmations = lines };
    }

    public Task<RegistrarDay> DayAsync(string fundCode, DateOnly day, CancellationToken cancel) =>
        line.CarryAsync(() => registrar.DayAsync(fundCode, day, cancel), () => new([], "timeout"));

    public Task<RegistrarHoldingsTotal> HoldingsTotalAsync(string fundCode, CancellationToken cancel) =>
        line.CarryAsync(() => registrar.HoldingsTotalAsync(fundCode, cancel), () => new(0, null, "timeout"));

    public Task<RegistrarHoldingPage> HoldingsAsync(string fundCode, string after, CancellationToken cancel) =>
        line.CarryAsync(() => registrar.HoldingsAsync(fundCode, after, cancel),
            () => new([], after, IsComplete: false, "timeout"));

    private static List<RegistrarAnswer> Unknown(IEnumerable<string> numbers) =>
        [.. numbers.Select(number => new RegistrarAnswer(number, RegistrarOutcome.Unknown, "timeout", ""))];
}
