using System.Globalization;
using Huoqi.Funds;
using Huoqi.Kernel;

namespace Huoqi.Wallet;

/// <summary>The bank over HTTP; the address and the timeout are the client's.</summary>
public sealed class HttpBankPort(HttpClient client) : IBankPort
{
    // Large enough to be cheap, small enough that a lost answer leaves a bounded number of orders unknown.
    private const int ChunkMax = 2_000;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BankAnswer>> SubmitAsync(
        IReadOnlyList<BankOrder> orders, CancellationToken cancel)
    {
        List<BankAnswer> answers = new(orders.Count);
        foreach (BankOrder[] chunk in orders.Chunk(ChunkMax))
        {
            BankOrdersWire body = new(Array.ConvertAll(chunk, BankWords.ToWire));
            PartnerAnswer<BankAnswersWire> answer = await PartnerHttp.PostAsync(
                client,
                "/v1/orders:batch",
                body,
                BankWireJson.Default.BankOrdersWire,
                BankWireJson.Default.BankAnswersWire,
                cancel);
            AddAnswers(answers, Array.ConvertAll(chunk, order => order.OrderNo), answer, absentAllowed: false);
        }

        return answers;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BankAnswer>> QueryAsync(
        IReadOnlyList<string> orderNos, CancellationToken cancel)
    {
        List<BankAnswer> answers = new(orderNos.Count);
        foreach (string[] chunk in orderNos.Chunk(ChunkMax))
        {
            PartnerAnswer<BankAnswersWire> answer = await PartnerHttp.PostAsync(
                client,
                "/v1/orders:query",
                new(chunk),
                BankWireJson.Default.BankOrderNosWire,
                BankWireJson.Default.BankAnswersWire,
                cancel);
            AddAnswers(answers, chunk, answer, absentAllowed: true);
        }

        return answers;
    }

    /// <inheritdoc/>
    public async Task<BankCallbackPage> CallbacksAsync(long after, CancellationToken cancel)
    {
        PartnerAnswer<BankCallbacksWire> answer = await PartnerHttp.GetAsync(
            client,
            "/v1/callbacks?after=" + after.ToString(CultureInfo.InvariantCulture),
            BankWireJson.Default.BankCallbacksWire,
            cancel);
        if (answer.Value is null)
        {
            return new([], after, answer.Problem);
        }

        List<BankCallback> callbacks = new(answer.Value.Callbacks.Count);
        long last = after;
        foreach (BankCallbackWire wire in answer.Value.Callbacks)
        {
            BankAnswer read = BankWords.Answer(
                new(wire.OrderNo, wire.State, wire.Code, wire.BankReference), absentAllowed: false);

            // A gap would be a callback lost for good, so it is malformed; a callback tells ends, nothing between.
            if (wire.Seq != last + 1 || read.Outcome is not (BankOutcome.Done or BankOutcome.Refused))
            {
                return new([], after, BankWords.Malformed);
            }

            last = wire.Seq;
            callbacks.Add(new(wire.Seq, read));
        }

        return answer.Value.Next == last ? new(callbacks, last, "") : new([], after, BankWords.Malformed);
    }

    /// <inheritdoc/>
    public Task<BankFacilityAnswer> PlaceFacilityAsync(BankFacilityMove move, CancellationToken cancel) =>
        MoveFacilityAsync("/v1/facility", move, cancel);

    /// <inheritdoc/>
    public Task<BankFacilityAnswer> RepayFacilityAsync(BankFacilityMove move, CancellationToken cancel) =>
        MoveFacilityAsync("/v1/facility:repay", move, cancel);

    /// <inheritdoc/>
    public async Task<BankFacilityBalance> FacilityAsync(CancellationToken cancel)
    {
        PartnerAnswer<BankFacilityWire> answer = await PartnerHttp.GetAsync(
            client, "/v1/facility", BankWireJson.Default.BankFacilityWire, cancel);
        if (answer.Value is null)
        {
            return new(null, answer.Problem);
        }

        Money? balance = BankWords.Amount(answer.Value.Balance);
        return new(balance, balance is null ? BankWords.Malformed : "");
    }

    /// <inheritdoc/>
    public async Task<BankStatement> StatementAsync(DateOnly day, CancellationToken cancel)
    {
        string date = BankWords.Day(day);
        PartnerAnswer<BankStatementWire> answer = await PartnerHttp.GetAsync(
            client, "/v1/statement?date=" + date, BankWireJson.Default.BankStatementWire, cancel);
        if (answer.Value is null)
        {
            return new([], answer.Problem);
        }

        List<BankStatementLine> lines = [];
        foreach (BankStatementLineWire wire in answer.Value.Lines)
        {
            BankOutcome outcome = BankWords.Outcome(wire.State);
            bool known = outcome is BankOutcome.Done or BankOutcome.Refused or BankOutcome.Pending;
            if (BankWords.Amount(wire.Total) is not Money total || !known || wire.Count < 1)
            {
                return new([], BankWords.Malformed);
            }

            lines.Add(new(wire.Kind, outcome, wire.Count, total));
        }

        return answer.Value.Date == date ? new(lines, "") : new([], BankWords.Malformed);
    }

    /// <inheritdoc/>
    public async Task<BankCardAnswer> BindCardAsync(BankCardClaim card, CancellationToken cancel)
    {
        PartnerAnswer<BankCardAnswerWire> answer = await PartnerHttp.PostAsync(
            client,
            "/v1/cards:bind",
            new(card.Number.Reveal(), card.HolderName.Reveal(), card.HolderIdNumber.Reveal()),
            BankWireJson.Default.BankCardClaimWire,
            BankWireJson.Default.BankCardAnswerWire,
            cancel);
        return answer.Value is { } wire
            ? BankWords.Card(wire, card.Number.Reveal())
            : new(BankOutcome.Unknown, answer.Problem, "");
    }

    private async Task<BankFacilityAnswer> MoveFacilityAsync(
        string path, BankFacilityMove move, CancellationToken cancel)
    {
        PartnerAnswer<BankFacilityAnswerWire> answer = await PartnerHttp.PostAsync(
            client,
            path,
            new(move.MoveNo, move.Amount.ToPlain(), BankWords.Day(move.BusinessDate)),
            BankWireJson.Default.BankFacilityMoveWire,
            BankWireJson.Default.BankFacilityAnswerWire,
            cancel);
        if (answer.Value is not BankFacilityAnswerWire wire)
        {
            return new(move.MoveNo, BankOutcome.Unknown, answer.Problem, "", null);
        }

        BankAnswer read = BankWords.Answer(
            new(wire.MoveNo, wire.State, wire.Code, wire.BankReference), absentAllowed: false);
        Money? balance = BankWords.Amount(wire.Balance);
        return wire.MoveNo == move.MoveNo && balance is not null
            ? new(move.MoveNo, read.Outcome, read.Code, read.BankReference, balance)
            : new(move.MoveNo, BankOutcome.Unknown, BankWords.Malformed, "", null);
    }

    // The protocol answers one for one in the order asked. Where it does not, none of its answers can be trusted.
    private static void AddAnswers(
        List<BankAnswer> answers, string[] asked, PartnerAnswer<BankAnswersWire> answer, bool absentAllowed)
    {
        IReadOnlyList<BankAnswerWire>? given = answer.Value?.Answers;
        bool matches = given is not null && given.Select(wire => wire.OrderNo).SequenceEqual(asked);
        for (int i = 0; i < asked.Length; i++)
        {
            string problem = given is null ? answer.Problem : BankWords.Malformed;
            answers.Add(matches
                ? BankWords.Answer(given![i], absentAllowed)
                : new(asked[i], BankOutcome.Unknown, problem, ""));
        }
    }
}
