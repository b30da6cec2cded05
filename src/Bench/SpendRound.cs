using System.Text.Json.Nodes;
using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>What the acts of a round want.</summary>
internal enum SpendKind
{
    /// <summary>All pay the same payment request.</summary>
    OnePayment,

    /// <summary>Each pays a payment request of its own, so that nothing but the balance decides.</summary>
    ManyPayments,

    /// <summary>They pay, send to a friend and withdraw.</summary>
    Mixed,
}

/// <summary>
/// One wallet of 100.00 and very many acts of 100.00 at once, half of them at each of two web processes; each has a key
/// and a proved confirmation of its own.
/// </summary>
internal sealed class SpendRound(SpendBooks books, ApiCaller[] webs, long friend, int acts)
{
    private const int Sessions = 10;
    private const string Amount = "100.00";

    /// <summary>What a loser may hear; where all pay one request, also that it is paid, or just being paid.</summary>
    private static readonly string[] OfBalance = ["insufficient-balance"];

    private static readonly string[] OfOnePayment =
        ["insufficient-balance", "payment-already-paid", "payment-being-paid"];

    /// <summary>What came of a round.</summary>
    /// <param name="Winner">The act that won; empty when not exactly one did.</param>
    /// <param name="Wrong">Everything that is not as it must be.</param>
    public sealed record Outcome(string Winner, IReadOnlyList<string> Wrong);

    /// <summary>Plays the round.</summary>
    public async Task<Outcome> RunAsync(SpendKind kind, CancellationToken cancel)
    {
        long merchant = await books.MerchantAsync();
        long person = await books.PersonAsync(Money.Parse(Amount), cancel);
        Attempt[] attempts = await PrepareAsync(kind, person, merchant, cancel);

        // All at the same moment, and each again at the process that has not heard of it.
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ApiReply[]> racing = Task.WhenAll(attempts.Select(async attempt =>
        {
            await go.Task;
            return await attempt.DoAsync(webs[attempt.Number % 2], cancel);
        }));
        go.SetResult();
        ApiReply[] first = await racing;
        ApiReply[] second = await Task.WhenAll(
            attempts.Select(attempt => attempt.DoAsync(webs[(attempt.Number + 1) % 2], cancel)));

        List<string> wrong = [];
        Attempt[] winners = [.. attempts.Where(attempt => first[attempt.Number].Status == 201)];
        if (winners.Length != 1)
        {
            wrong.Add($"{winners.Length} of {attempts.Length} won");
        }

        string[] refusals = kind == SpendKind.OnePayment ? OfOnePayment : OfBalance;
        wrong.AddRange(first.Where(reply => reply.Status != 201 && !refusals.Contains(reply.Code))
            .Select(reply => $"a loser heard {reply.Status} {reply.Body}").Distinct(StringComparer.Ordinal));
        wrong.AddRange(attempts
            .Select(attempt => (First: first[attempt.Number], Second: second[attempt.Number]))
            .Where(pair => pair.Second with { IsReplay = false } != pair.First with { IsReplay = false })
            .Select(pair => $"a key heard {pair.First.Status} {pair.First.Body}, "
                + $"then {pair.Second.Status} {pair.Second.Body}"));
        string winner = winners.Length == 1 ? winners[0].Act : "";
        await CheckBooksAsync(wrong, attempts[0].Session.Token, person, merchant, winner, cancel);
        return new(winner, wrong);
    }

    private async Task<Attempt[]> PrepareAsync(
        SpendKind kind, long person, long merchant, CancellationToken cancel)
    {
        int payments = kind == SpendKind.OnePayment ? 1 : acts;
        RequestId[] requests = await Task.WhenAll(
            Enumerable.Range(0, payments).Select(_ => books.PaymentAsync(merchant, Money.Parse(Amount))));
        string[] tokens = await Task.WhenAll(
            Enumerable.Range(0, Sessions).Select(_ => books.TokenAsync(person, cancel)));
        using SoftwarePasskey passkey = await SpendSession.NewPasskeyAsync(webs[person % 2], tokens[0], cancel);
        Attempt[] attempts = new Attempt[acts];

        // A session's token changes with each proof: one after the other in each, the sessions beside each other.
        await Task.WhenAll(tokens.Select(async (token, lane) =>
        {
            SpendSession session = new(token, passkey);
            for (int n = lane; n < acts; n += Sessions)
            {
                JsonObject wanted = WantedOf(kind, n, merchant, requests[n % payments]);
                string confirmation = await session.ConfirmAsync(webs[n % 2], webs[(n / 2) % 2], wanted, cancel);
                attempts[n] = new(n, session, wanted, confirmation);
            }
        }));
        return attempts;
    }

    private JsonObject WantedOf(SpendKind kind, int n, long merchant, RequestId request) =>
        kind != SpendKind.Mixed || n % 3 == 0 ? SpendSession.Pay(Amount, merchant, request.ToString())
        : n % 3 == 1 ? SpendSession.Send(Amount, friend)
        : SpendSession.Withdraw(Amount);

    private async Task CheckBooksAsync(
        List<string> wrong, string token, long person, long merchant, string winner, CancellationToken cancel)
    {
        foreach (ApiCaller web in webs)
        {
            JsonNode home = await web.GoodAsync(HttpMethod.Get, "/api/v1/home", token, cancel: cancel);
            string wallet = home["wallet"]!.GetValue<string>();
            if (wallet != "0.00")
            {
                wrong.Add($"the wallet holds {wallet}");
            }
        }

        BillPage? bills = await new BillReading(books.Customers).PageAsync(person, new(), cursor: null, 20, cancel);
        Money[] outgoing = [.. bills!.Items.Select(bill => bill.Wallet).Where(change => change < Money.Zero)];
        if (outgoing is not [{ } only] || only != Money.Zero - Money.Parse(Amount))
        {
            wrong.Add($"the person's bills have {string.Join(", ", outgoing)} going out");
        }

        SettlementDay day = await new SettlementReport(books.Acquiring).OfAsync(new(merchant), books.Today, cancel);
        int paid = winner == "pay" ? 1 : 0;
        if (day.Lines.Count != paid || day.Payments != Money.FromYuan(100 * paid))
        {
            wrong.Add($"the merchant has {day.Lines.Count} payments of {day.Payments} in all");
        }
    }

    private sealed record Attempt(int Number, SpendSession Session, JsonObject Wanted, string Confirmation)
    {
        private readonly string _key = $"spend-{Confirmation}";

        public string Act => Wanted["act"]!.GetValue<string>();

        public Task<ApiReply> DoAsync(ApiCaller web, CancellationToken cancel) => web.AskAsync(
            HttpMethod.Post, SpendSession.PathOf(Wanted), Session.Token, SpendSession.ToDo(Wanted, Confirmation), _key,
            cancel);
    }
}
