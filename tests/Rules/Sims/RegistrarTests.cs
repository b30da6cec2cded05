using System.Net;
using Huoqi.Funds;
using Huoqi.Kernel;
using Xunit;
using static Huoqi.RulesTests.Sims.RegistrarDesk;

namespace Huoqi.RulesTests.Sims;

public sealed class RegistrarTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("huoqi-registrar-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Journal => Path.Combine(_folder, "registrar.journal");

    private string DaysCsv => Path.Combine(_folder, "days.csv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_application_is_taken_once_and_confirmed_on_its_day()
    {
        using RegistrarDesk desk = new();
        RegistrarAnswer first = await desk.SubmitAsync(Buy(1), Cancel);
        Assert.Equal(new("07-000000000001", RegistrarOutcome.Accepted, "ok", "R000000000001"), first);
        Assert.Equal(first, await desk.SubmitAsync(Buy(1), Cancel));
        Assert.Equal(RegistrarOutcome.Conflict, (await desk.SubmitAsync(Buy(1, amount: "1.00"), Cancel)).Outcome);
        Assert.Equal(first, (await desk.Port.QueryAsync([first.ApplicationNo], Cancel))[0]);

        Assert.Empty((await desk.ConfirmAsync(Monday, Cancel)).Confirmations);
        RegistrarConfirmationPage page = await desk.ConfirmAsync(Tuesday, Cancel);
        RegistrarConfirmation confirmation = Assert.Single(page.Confirmations);
        Assert.True(page.IsComplete && confirmation.IsConfirmed);
        Assert.Equal(FundUnits.Parse("100.00"), confirmation.ConfirmedUnits);
        Assert.Equal(page.Confirmations, (await desk.ConfirmAsync(Tuesday, Cancel)).Confirmations);
        Assert.Equal(FundUnits.Parse("100.00"), await desk.HoldingAsync("A1", Cancel));
    }

    [Fact]
    public async Task A_lost_answer_and_its_retry_are_one_application()
    {
        using RegistrarDesk desk = new("""{"loseNextAnswers":1}""");
        Assert.Equal(RegistrarOutcome.Unknown, (await desk.SubmitAsync(Buy(1), Cancel)).Outcome);
        Assert.Equal(RegistrarOutcome.Accepted, (await desk.SubmitAsync(Buy(1), Cancel)).Outcome);
        Assert.Single((await desk.ConfirmAsync(Tuesday, Cancel)).Confirmations);
    }

    [Fact]
    public async Task Units_move_from_the_customer_to_the_bank_and_back_to_the_fund()
    {
        using RegistrarDesk desk = new("""{"checkHoldings":true}""");
        RegistrarApplication transfer = RegistrarApplication.TransferIn(
            "T1", FundCode, bankAccount: "BANK", fromAccount: "A1", FundUnits.Parse("40.00"), Tuesday, Tuesday);
        RegistrarApplication redeem = RegistrarApplication.Redeem(
            "T2", FundCode, "A1", FundUnits.Parse("60.01"), Tuesday, Tuesday);
        RegistrarApplication bankRedeem = RegistrarApplication.BankRedeem(
            "T3", FundCode, "BANK", FundUnits.Parse("30.00"), Tuesday, Tuesday);
        _ = await desk.Port.SubmitAsync([Buy(1), transfer, redeem, bankRedeem], Cancel);
        RegistrarConfirmationPage page = await desk.ConfirmAsync(Tuesday, Cancel);
        Assert.Equal(["0000", "0000", "0004", "0000"], page.Confirmations.Select(line => line.ReturnCode));
        Assert.Equal(FundUnits.Zero, page.Confirmations[2].ConfirmedUnits);
        Assert.Equal(FundUnits.Parse("60.00"), await desk.HoldingAsync("A1", Cancel));
        Assert.Equal(FundUnits.Parse("10.00"), await desk.HoldingAsync("BANK", Cancel));
        RegistrarHoldingsTotal total = await desk.Port.HoldingsTotalAsync(FundCode, Cancel);
        Assert.Equal(new(2, FundUnits.Parse("70.00"), ""), total);
    }

    [Fact]
    public async Task Refusals_rejections_late_and_double_confirmations_follow_the_plan()
    {
        using RegistrarDesk desk = new("""{"refuseAccounts":[{"ending":"X","code":"account-unknown"}]}""");
        RegistrarAnswer refused = await desk.SubmitAsync(Buy(1, account: "AX"), Cancel);
        Assert.Equal((RegistrarOutcome.Refused, "account-unknown"), (refused.Outcome, refused.Code));

        _ = await desk.PostAsync("/v1/faults", """{"latePerMillion":1000000,"lateDays":3}""", Cancel);
        _ = await desk.SubmitAsync(Buy(2), Cancel);
        Assert.Empty((await desk.ConfirmAsync(Tuesday, Cancel)).Confirmations);
        Assert.Single((await desk.ConfirmAsync(Tuesday.AddDays(3), Cancel)).Confirmations);

        _ = await desk.PostAsync("/v1/faults", """{"rejectPerMillion":1000000,"doublePerMillion":1000000}""", Cancel);
        _ = await desk.SubmitAsync(Buy(3), Cancel);
        IReadOnlyList<RegistrarConfirmation> twice = (await desk.ConfirmAsync(Tuesday, Cancel)).Confirmations;
        Assert.Equal(2, twice.Count);
        Assert.All(twice, line => Assert.Equal("9999", line.ReturnCode));
        Assert.Equal(1, await desk.CountAsync("doubleConfirmations", Cancel));
        Assert.Equal(1, await desk.CountAsync("rejected", Cancel));
    }

    [Fact]
    public async Task Confirmations_come_in_pages_and_what_arrives_later_is_added_behind()
    {
        using RegistrarDesk desk = new();
        _ = await desk.Port.SubmitAsync([.. Enumerable.Range(1, 7_000).Select(entry => Buy(entry))], Cancel);
        RegistrarConfirmationPage first = await desk.ConfirmAsync(Tuesday, Cancel);
        Assert.False(first.IsComplete);
        RegistrarConfirmationPage second = await desk.Port.ConfirmationsAsync(Tuesday, first.Next, Cancel);
        Assert.True(second.IsComplete);
        Assert.Equal(7_000, first.Confirmations.Count + second.Confirmations.Count);

        _ = await desk.SubmitAsync(Buy(7_001), Cancel);
        RegistrarConfirmationPage third = await desk.Port.ConfirmationsAsync(Tuesday, second.Next, Cancel);
        Assert.Equal(7_001, Assert.Single(third.Confirmations).Seq);
    }

    [Fact]
    public async Task Confirmations_that_are_held_back_are_a_problem_and_not_an_empty_day()
    {
        using RegistrarDesk desk = new("""{"holdConfirmations":true}""");
        _ = await desk.SubmitAsync(Buy(1), Cancel);
        RegistrarConfirmationPage page = await desk.ConfirmAsync(Tuesday, Cancel);
        Assert.Equal(("confirmations-not-ready", false), (page.Problem, page.IsComplete));
        _ = await desk.PostAsync("/v1/faults", "{}", Cancel);
        Assert.Single((await desk.ConfirmAsync(Tuesday, Cancel)).Confirmations);
    }

    [Fact]
    public async Task Days_of_the_file_are_published_with_all_their_decimals()
    {
        await WriteDaysAsync();
        using RegistrarDesk desk = new(daysCsv: DaysCsv);
        RegistrarDay day = await desk.Port.DayAsync(FundCode, new(2013, 7, 3), Cancel);
        RegistrarDayVersion expected =
            new(1, IncomePer10k.Parse("1.4670"), YieldPercent.Parse("6.040"), DividendTotal: null, Difference: null);
        Assert.Equal([expected], day.Versions);
        Assert.Equal("day-not-published", (await desk.Port.DayAsync(FundCode, new(2013, 7, 4), Cancel)).Problem);
        Assert.Equal("day-not-published", (await desk.Port.DayAsync("000009", new(2013, 7, 3), Cancel)).Problem);
    }

    [Fact]
    public async Task A_late_day_is_not_published_until_it_is()
    {
        await WriteDaysAsync();
        using RegistrarDesk desk = new(
            """{"withheldDays":["2013-07-03"],"lateDayPerMillion":1000000,"lateDayQueries":2}""", daysCsv: DaysCsv);
        string[] expected = ["day-not-published", "day-not-published", ""];
        foreach (string problem in expected)
        {
            Assert.Equal(problem, (await desk.Port.DayAsync(FundCode, Tuesday, Cancel)).Problem);
        }

        Assert.Equal("day-not-published", (await desk.Port.DayAsync(FundCode, new(2013, 7, 3), Cancel)).Problem);
        _ = await desk.PostAsync("/v1/faults", "{}", Cancel);
        Assert.Equal("", (await desk.Port.DayAsync(FundCode, new(2013, 7, 3), Cancel)).Problem);
    }

    [Fact]
    public async Task A_corrected_day_is_a_second_version_with_its_difference_and_may_be_negative()
    {
        using RegistrarDesk desk = new();
        const string Path = "/v1/funds/000198/days";
        const string First = """
            {"day":"2013-07-02","version":1,"incomePer10k":"-0.0105","sevenDayYield":"-0.038","dividendTotal":"-12.34"}
            """;
        const string Second = """
            {"day":"2013-07-02","version":2,"incomePer10k":"0.0000","sevenDayYield":"0.000","difference":"12.34"}
            """;
        Assert.Equal(HttpStatusCode.Conflict, await desk.PostAsync(Path, Second, Cancel));
        Assert.Equal(HttpStatusCode.OK, await desk.PostAsync(Path, First, Cancel));
        Assert.Equal(HttpStatusCode.OK, await desk.PostAsync(Path, First, Cancel));
        string other = First.Replace("105", "106", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, await desk.PostAsync(Path, other, Cancel));
        Assert.Equal(HttpStatusCode.OK, await desk.PostAsync(Path, Second, Cancel));

        RegistrarDay day = await desk.Port.DayAsync(FundCode, Tuesday, Cancel);
        Assert.Equal(2, day.Versions.Count);
        Assert.Equal(new Money(-1_234), day.Versions[0].DividendTotal);
        Assert.Equal(new IncomePer10k(-105), day.Versions[0].Income);
        Assert.Equal(new Money(1_234), day.Versions[1].Difference);
    }

    [Fact]
    public async Task Dividends_are_added_to_the_holdings_once_per_account_and_day()
    {
        using RegistrarDesk desk = new();
        const string Path = "/v1/funds/000198/dividends";
        const string Lines = """
            {"day":"2013-07-02","lines":[{"account":"A1","income":"0.12"},{"account":"A2","income":"-0.01"}]}
            """;
        Assert.Equal(HttpStatusCode.OK, await desk.PostAsync(Path, Lines, Cancel));
        Assert.Equal(HttpStatusCode.OK, await desk.PostAsync(Path, Lines, Cancel));
        Assert.Equal(
            HttpStatusCode.Conflict,
            await desk.PostAsync(Path, Lines.Replace("0.12", "0.13", StringComparison.Ordinal), Cancel));
        Assert.Equal(new FundUnits(12), await desk.HoldingAsync("A1", Cancel));
        Assert.Equal(new FundUnits(-1), await desk.HoldingAsync("A2", Cancel));
    }

    [Fact]
    public async Task A_registrar_opened_again_has_forgotten_nothing()
    {
        await WriteDaysAsync();
        const string Correction = """
            {"day":"2013-07-02","version":2,"incomePer10k":"1.5000","sevenDayYield":"6.000","difference":"-0.01"}
            """;
        IReadOnlyList<RegistrarConfirmation> confirmed;
        const string Faults = """
            {"seed":3,"rejectPerMillion":300000,"doublePerMillion":300000,"refusePerMillion":200000}
            """;
        RegistrarApplication[] applications =
            [.. Enumerable.Range(1, 100).Select(entry => Buy(entry, $"A{entry % 9}"))];
        IReadOnlyList<RegistrarAnswer> answers;
        using (RegistrarDesk desk = new(Faults, Journal, DaysCsv))
        {
            answers = await desk.Port.SubmitAsync(applications, Cancel);
            confirmed = (await desk.ConfirmAsync(Tuesday, Cancel)).Confirmations;
            _ = await desk.SubmitAsync(Buy(101), Cancel);
            _ = await desk.PostAsync("/v1/funds/000198/days", Correction, Cancel);
        }

        await File.AppendAllTextAsync(Journal, "{\"application\":{\"appl", Cancel);
        using RegistrarDesk reopened = new(journal: Journal, daysCsv: DaysCsv);
        Assert.Equal(answers, await reopened.Port.SubmitAsync(applications, Cancel));
        RegistrarConfirmationPage page = await reopened.ConfirmAsync(Tuesday, Cancel);
        Assert.Equal(confirmed, page.Confirmations.Take(confirmed.Count));
        Assert.Equal("07-000000000101", page.Confirmations[^1].ApplicationNo);
        Assert.Equal(2, (await reopened.Port.DayAsync(FundCode, Tuesday, Cancel)).Versions.Count);
    }

    private Task WriteDaysAsync() => File.WriteAllTextAsync(
        DaysCsv,
        "mfd_date,mfd_daily_yield,mfd_7daily_yield\n20130702,1.5461,6.174\n20130703,1.467,6.04\n",
        Cancel);
}
