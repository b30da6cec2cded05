using Huoqi.Acquiring;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Simulation;

/// <summary>
/// The people and merchants of a run. They keep a key for everything they ask, ask again until they hear an answer, and
/// sometimes ask twice at once, or again what they were told long ago.
/// </summary>
internal sealed class SimPeople(SimWorld world)
{
    /// <summary>Those who bring something along.</summary>
    public const int People = 4;

    /// <summary>Who opens an account and puts nothing on it, and may leave.</summary>
    public const int Empty = 5;

    /// <summary>Who never opens one.</summary>
    public const int Stranger = 6;

    public const int Merchants = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    private readonly SimShops _shops = new(world);

    private int _busy;

    public List<SimRequest> Requests { get; } = [];

    /// <summary>Whether everybody has heard an answer to everything.</summary>
    public bool AreContent => _busy == 0;

    /// <summary>Plans everything that will be asked.</summary>
    public void Plan()
    {
        _shops.Plan();
        for (int n = 1; n <= world.Scenario.Asked; n++)
        {
            int number = n;
            _busy++;
            if (world.Scenario.Requests > 0 && world.Random.Next(5) > 0)
            {
                (RequestId id, TimeSpan rush) = _shops.Draw();
                world.After(rush, () => _ = AskAsync(number, id));
                continue;
            }

            TimeSpan when = world.Scenario.Span * world.Random.Next(1_000) / 1_000;
            if (world.Random.Next(5) == 0)
            {
                // A date ends just now: what was asked today is judged tomorrow.
                when = world.Scenario.Midnight - world.Latency(60);
            }

            world.After(when, () => _ = AskAsync(number, id: null));
        }
    }

    private async Task AskAsync(int number, RequestId? id)
    {
        SimRequest? request = id is { } wanted ? DrawPayer(number, wanted) : Draw(number);
        if (request is not null)
        {
            Requests.Add(request);
            bool twice = world.Faults.Strikes(world.Faults.ClientAsksTwice);
            if (twice)
            {
                await Task.WhenAll(UntilAnsweredAsync(request), UntilAnsweredAsync(request));
            }
            else
            {
                await UntilAnsweredAsync(request);
            }

            if (world.Random.Next(3) == 0)
            {
                await Task.Delay(world.Scenario.Span * world.Random.Next(100) / 1_000, world.Time);
                await UntilAnsweredAsync(request);
            }
        }

        _busy--;
    }

    private async Task UntilAnsweredAsync(SimRequest request)
    {
        for (int attempt = 1; ; attempt++)
        {
            SimAnswer? answer = await TryAsync(request);
            if (answer is { IsFinal: true } heard)
            {
                Hear(request, heard);
                if (heard.Wallet.Status != WalletStatus.OrdersOpen || !world.Faults.AreOn)
                {
                    return;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(world.Random.Next(100, 2_000 * Math.Min(attempt, 15))),
                world.Time);
        }
    }

    private void Hear(SimRequest request, SimAnswer heard)
    {
        WalletAnswer answer = heard.Wallet;
        world.Trace($"{request}: {heard.Said} {answer.Status} {answer.Order}");
        world.See($"{answer.Status}");
        world.See($"{heard.Said}");
        if (!heard.IsJudged)
        {
            // Not stored: nothing was asked of the books, and another day it may be another thing.
            world.Expect(request.Answer is null, () => $"what was judged is said again: {request}, {heard}");
            return;
        }

        if (answer.Status == WalletStatus.OrdersOpen)
        {
            // Not stored: it may be asked again until nothing is under way any more.
            return;
        }

        if (request.Answer is { } first)
        {
            world.Expect(first == answer, () => $"same key, same answer: {request} heard {first}, then {answer}");
        }

        request.Answer ??= answer;
    }

    /// <summary>One try: the request or the answer may be lost, and the process may die over it.</summary>
    private async Task<SimAnswer?> TryAsync(SimRequest request)
    {
        TaskCompletionSource<SimAnswer?> heard = new();
        world.After(Patience, () => heard.TrySetResult(null));
        if (!world.Faults.Strikes(world.Faults.ClientLostRequest))
        {
            world.After(world.Latency(30), () =>
            {
                SimProcess? process = world.Somebody();
                if (process is null)
                {
                    heard.TrySetResult(null);
                    return;
                }

                process.Ask(request.ToString(), () => request.AskAsync(process), answer =>
                {
                    world.See($"{answer.Said}");
                    if (!world.Faults.Strikes(world.Faults.ClientLostAnswer))
                    {
                        world.After(world.Latency(30), () => heard.TrySetResult(answer));
                    }
                }, failed: () => heard.TrySetResult(null));
            });
        }

        return await heard.Task;
    }

    private SimRequest? Draw(int number)
    {
        SimAct act = world.Scenario.Acts[(int)world.Random.Next(world.Scenario.Acts.Count)];
        long person = world.Random.Next(1, People + 1);
        long friend = world.Random.Next(1, Stranger + 1);
        Money amount = new(world.Random.NextHeavyTailed(3_01, 300_00));
        string key = $"r{number}";
        switch (act)
        {
            case SimAct.Refund:
                List<Payments.Payment> paid = [.. world.Wallet.Payments.All];
                if (paid.Count == 0)
                {
                    return null;
                }

                bool isLast = world.Random.Next(2) == 0;
                Payments.Payment payment = isLast ? paid[^1] : paid[(int)world.Random.Next(paid.Count)];
                Money part = world.Random.Next(3) == 0 ? payment.Amount : Money.Min(amount, payment.Amount);
                return new(act, payment.Person, key, part)
                {
                    Payment = payment.No,
                    Merchant = payment.Merchant,
                    Id = _shops.PaidBy(payment.MerchantOrder),
                };
            case SimAct.Send when friend == person:
                friend = (person % People) + 1;
                break;
            case SimAct.CloseAccount when world.Random.Next(2) == 0:
                person = Empty;
                break;
            default:
                break;
        }

        return new(act, person, key, amount)
        {
            Friend = friend,
            Merchant = world.Random.Next(1, Merchants + 1),
        };
    }

    /// <summary>Somebody who comes to pay a request.</summary>
    private SimRequest DrawPayer(int number, RequestId id)
    {
        RequestRow row = _shops.RowOf(id);
        SimAct act = world.Random.Next(3) == 0 ? SimAct.PayFromFund : SimAct.PayFromWallet;
        return new(act, world.Random.Next(1, People + 1), $"r{number}", row.Amount)
        {
            Id = id,
            Merchant = row.Merchant,
        };
    }

    /// <summary>Before anything goes wrong: accounts, merchants, some money and units, the bank's T+0 money.</summary>
    public async Task SettleInAsync(WalletParts parts)
    {
        DateOnly today = world.Today;
        DailyIncome income = new(parts.Ledger, parts.Reads, world.Fund);
        Check(await income.OpenAsync(today, today) == PostStatus.Posted);
        await Task.WhenAll(Enumerable.Range(1, People).Select(async person =>
        {
            Check((await new OpenAccount(parts).HandleAsync(new(person, "open", AccountClass.III))).Status
                == WalletStatus.Done);
            SimRequest first = new(SimAct.TopUp, person, "first", SimWorld.Opening);
            first.Answer = await first.AskAsync(parts);
            Check(first.IsDone);
            Requests.Add(first);
            Check((await new TransferIn(parts.Ledger).HandleAsync(world.Fund,
                new(person, "held", SimWorld.Opening.ToUnits(), today), today)).IsPosted);
        }));
        Check((await new OpenAccount(parts).HandleAsync(new(Empty, "open", AccountClass.III))).Status
            == WalletStatus.Done);
        await Task.WhenAll(Enumerable.Range(1, Merchants).Select(async merchant => Check(
            (await new RegisterMerchant(parts).HandleAsync(
                new(merchant, "register", $"Shop {merchant}", $"shop-{merchant}", new((merchant - 1) * 50_00)))).Status
            == WalletStatus.Done)));
        Money slice = new(world.Random.Next(20_00, 400_00));
        Check(await new Facility(parts.Ledger, parts.Reads).PlaceAndDealAsync("opening", slice, today)
            == PostStatus.Posted);
    }

    private static void Check(bool isDone) => Invariant.Holds(isDone, "people settle in before anything goes wrong");
}
