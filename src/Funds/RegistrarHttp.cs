using Huoqi.Kernel;

namespace Huoqi.Funds;

/// <summary>The registrar over HTTP; the address and the timeout are the client's.</summary>
public sealed class HttpRegistrarPort(HttpClient client) : IRegistrarPort
{
    // Large enough to be cheap, small enough that a lost answer leaves a bounded number of applications unknown.
    private const int ChunkMax = 2_000;

    private const int PageMax = 5_000;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RegistrarAnswer>> SubmitAsync(
        IReadOnlyList<RegistrarApplication> applications, CancellationToken cancel)
    {
        List<RegistrarAnswer> answers = new(applications.Count);
        foreach (RegistrarApplication[] chunk in applications.Chunk(ChunkMax))
        {
            RegistrarApplicationsWire body = new(Array.ConvertAll(chunk, RegistrarWords.ToWire));
            PartnerAnswer<RegistrarAnswersWire> answer = await PartnerHttp.PostAsync(
                client,
                "/v1/applications:batch",
                body,
                RegistrarWireJson.Default.RegistrarApplicationsWire,
                RegistrarWireJson.Default.RegistrarAnswersWire,
                cancel);
            string[] asked = Array.ConvertAll(chunk, application => application.ApplicationNo);
            AddAnswers(answers, asked, answer, absentAllowed: false);
        }

        return answers;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RegistrarAnswer>> QueryAsync(
        IReadOnlyList<string> applicationNos, CancellationToken cancel)
    {
        List<RegistrarAnswer> answers = new(applicationNos.Count);
        foreach (string[] chunk in applicationNos.Chunk(ChunkMax))
        {
            PartnerAnswer<RegistrarAnswersWire> answer = await PartnerHttp.PostAsync(
                client,
                "/v1/applications:query",
                new(chunk),
                RegistrarWireJson.Default.RegistrarNumbersWire,
                RegistrarWireJson.Default.RegistrarAnswersWire,
                cancel);
            AddAnswers(answers, chunk, answer, absentAllowed: true);
        }

        return answers;
    }

    /// <inheritdoc/>
    public async Task<RegistrarConfirmationPage> ConfirmationsAsync(
        DateOnly day, long after, CancellationToken cancel)
    {
        PartnerAnswer<RegistrarConfirmationsWire> answer = await PartnerHttp.PostAsync(
            client,
            "/v1/confirmations:batch",
            new(RegistrarWords.Day(day), after, PageMax),
            RegistrarWireJson.Default.RegistrarConfirmationAskWire,
            RegistrarWireJson.Default.RegistrarConfirmationsWire,
            cancel);
        if (answer.Value is null)
        {
            return new([], after, IsComplete: false, answer.Problem);
        }

        List<RegistrarConfirmation> page = new(answer.Value.Confirmations.Count);
        long last = after;
        foreach (RegistrarConfirmationWire wire in answer.Value.Confirmations)
        {
            // A gap would be a confirmation lost for good.
            if (wire.Seq != last + 1 || RegistrarWords.Confirmation(wire, day) is not RegistrarConfirmation read)
            {
                return new([], after, IsComplete: false, RegistrarWords.Malformed);
            }

            last = wire.Seq;
            page.Add(read);
        }

        // A page that is empty and not the last would be asked for without end.
        bool moves = page.Count > 0 || answer.Value.Complete;
        return answer.Value.Next == last && moves
            ? new(page, last, answer.Value.Complete, "")
            : new([], after, IsComplete: false, RegistrarWords.Malformed);
    }

    /// <inheritdoc/>
    public async Task<RegistrarDay> DayAsync(string fundCode, DateOnly day, CancellationToken cancel)
    {
        string date = RegistrarWords.Day(day);
        PartnerAnswer<RegistrarDayWire> answer = await PartnerHttp.GetAsync(
            client, $"/v1/funds/{fundCode}/days/{date}", RegistrarWireJson.Default.RegistrarDayWire, cancel);
        if (answer.Value is not RegistrarDayWire wire)
        {
            return new([], answer.Problem);
        }

        List<RegistrarDayVersion> versions = [];
        foreach (RegistrarVersionWire version in wire.Versions)
        {
            if (RegistrarWords.Version(version, expected: versions.Count + 1) is not RegistrarDayVersion read)
            {
                return new([], RegistrarWords.Malformed);
            }

            versions.Add(read);
        }

        return wire.FundCode == fundCode && wire.Day == date && versions.Count > 0
            ? new(versions, "")
            : new([], RegistrarWords.Malformed);
    }

    /// <inheritdoc/>
    public async Task<RegistrarHoldingsTotal> HoldingsTotalAsync(string fundCode, CancellationToken cancel)
    {
        PartnerAnswer<RegistrarTotalWire> answer = await PartnerHttp.GetAsync(
            client, $"/v1/funds/{fundCode}/holdings", RegistrarWireJson.Default.RegistrarTotalWire, cancel);
        if (answer.Value is not RegistrarTotalWire wire)
        {
            return new(0, null, answer.Problem);
        }

        FundUnits? units = RegistrarWords.Units(wire.Units);
        return units is not null && wire.FundCode == fundCode && wire.Accounts >= 0
            ? new(wire.Accounts, units, "")
            : new(0, null, RegistrarWords.Malformed);
    }

    /// <inheritdoc/>
    public async Task<RegistrarHoldingPage> HoldingsAsync(string fundCode, string after, CancellationToken cancel)
    {
        PartnerAnswer<RegistrarHoldingsWire> answer = await PartnerHttp.PostAsync(
            client,
            "/v1/holdings:batch",
            new(fundCode, after, PageMax),
            RegistrarWireJson.Default.RegistrarHoldingsAskWire,
            RegistrarWireJson.Default.RegistrarHoldingsWire,
            cancel);
        if (answer.Value is not RegistrarHoldingsWire wire)
        {
            return new([], after, IsComplete: false, answer.Problem);
        }

        List<RegistrarHolding> page = new(wire.Holdings.Count);
        string last = after;
        foreach (RegistrarHoldingWire holding in wire.Holdings)
        {
            bool follows = string.CompareOrdinal(holding.Account, last) > 0 && PartnerHttp.IsPlain(holding.Account);
            if (!follows || RegistrarWords.Units(holding.Units) is not FundUnits units)
            {
                return new([], after, IsComplete: false, RegistrarWords.Malformed);
            }

            last = holding.Account;
            page.Add(new(holding.Account, units));
        }

        bool moves = page.Count > 0 || wire.Complete;
        return wire.FundCode == fundCode && wire.Next == last && moves
            ? new(page, last, wire.Complete, "")
            : new([], after, IsComplete: false, RegistrarWords.Malformed);
    }

    // The protocol answers one for one in the order asked. Where it does not, none of its answers can be trusted.
    private static void AddAnswers(
        List<RegistrarAnswer> answers,
        string[] asked,
        PartnerAnswer<RegistrarAnswersWire> answer,
        bool absentAllowed)
    {
        IReadOnlyList<RegistrarAnswerWire>? given = answer.Value?.Answers;
        bool matches = given is not null && given.Select(wire => wire.ApplicationNo).SequenceEqual(asked);
        for (int i = 0; i < asked.Length; i++)
        {
            string problem = given is null ? answer.Problem : RegistrarWords.Malformed;
            answers.Add(matches
                ? RegistrarWords.Answer(given![i], absentAllowed)
                : new(asked[i], RegistrarOutcome.Unknown, problem, ""));
        }
    }
}
