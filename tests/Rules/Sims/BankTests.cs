using System.Net;
using System.Text;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.RulesTests.Sims;

public sealed class BankTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_is_executed_once_and_answered_the_same_for_ever()
    {
        using BankDesk desk = new();
        BankAnswer first = await desk.SubmitAsync(BankDesk.Order(1), Cancel);
        BankAnswer again = await desk.SubmitAsync(BankDesk.Order(1), Cancel);
        Assert.Equal(new("07-000000000001", BankOutcome.Done, "ok", "B000000000001"), first);
        Assert.Equal(first, again);
        Assert.Equal(first, await desk.QueryAsync(first.OrderNo, Cancel));
        Assert.Equal(1, await desk.CountAsync("done", Cancel));
        Assert.Equal(1, await desk.CountAsync("repeats", Cancel));
    }

    [Fact]
    public async Task A_used_number_with_other_content_is_a_conflict_and_executes_nothing()
    {
        using BankDesk desk = new();
        BankAnswer first = await desk.SubmitAsync(BankDesk.Order(1), Cancel);
        BankOrder[] others =
        [
            BankDesk.Order(1, amount: "100.01"),
            BankDesk.Order(1, card: "card-2"),
            BankDesk.Order(1, BankOrderKind.Payout),
            BankDesk.Order(1) with { BusinessDate = BankDesk.Monday.AddDays(1) },
        ];
        foreach (BankOrder other in others)
        {
            Assert.Equal(BankOutcome.Conflict, (await desk.SubmitAsync(other, Cancel)).Outcome);
        }

        Assert.Equal(first, await desk.SubmitAsync(BankDesk.Order(1), Cancel));
        Assert.Equal(1, await desk.CountAsync("orders", Cancel));
    }

    [Fact]
    public async Task After_a_lost_answer_the_retry_gets_the_reference_of_the_first_execution()
    {
        using BankDesk desk = new();
        _ = await desk.SubmitAsync(BankDesk.Order(1), Cancel);
        await desk.FaultsAsync("""{"loseNextAnswers":1}""", Cancel);
        BankAnswer lost = await desk.SubmitAsync(BankDesk.Order(2), Cancel);
        Assert.Equal(new("07-000000000002", BankOutcome.Unknown, "connection-lost", ""), lost);
        Assert.Equal(2, await desk.CountAsync("orders", Cancel));

        _ = await desk.SubmitAsync(BankDesk.Order(3), Cancel);
        BankAnswer retry = await desk.SubmitAsync(BankDesk.Order(2), Cancel);
        Assert.Equal(new("07-000000000002", BankOutcome.Done, "ok", "B000000000002"), retry);
        Assert.Equal(1, await desk.CountAsync("lostAnswers", Cancel));
    }

    [Fact]
    public async Task A_lost_request_executes_nothing_and_the_bank_says_that_it_is_absent()
    {
        using BankDesk desk = new("""{"loseNextRequests":1}""");
        Assert.Equal(BankOutcome.Unknown, (await desk.SubmitAsync(BankDesk.Order(1), Cancel)).Outcome);
        Assert.Equal(BankOutcome.Absent, (await desk.QueryAsync("07-000000000001", Cancel)).Outcome);
        Assert.Equal(BankOutcome.Done, (await desk.SubmitAsync(BankDesk.Order(1), Cancel)).Outcome);
        Assert.Equal(1, await desk.CountAsync("lostRequests", Cancel));
    }

    [Fact]
    public async Task A_request_delivered_twice_books_once()
    {
        using BankDesk desk = new("""{"duplicatePerMillion":1000000}""");
        Assert.Equal(BankOutcome.Done, (await desk.SubmitAsync(BankDesk.Order(1), Cancel)).Outcome);
        BankStatement statement = await desk.Port.StatementAsync(BankDesk.Monday, Cancel);
        Assert.Equal([new("collect", BankOutcome.Done, 1, Money.Parse("100.00"))], statement.Lines);
        Assert.Equal(2, await desk.CountAsync("duplicateDeliveries", Cancel));
    }

    [Fact]
    public async Task A_refusal_is_final_even_when_the_bank_would_now_agree()
    {
        using BankDesk desk = new("""{"refuseTokens":[{"ending":"0000","code":"insufficient-funds"}]}""");
        BankOrder order = BankDesk.Order(1, card: "card-0000");
        BankAnswer refused = await desk.SubmitAsync(order, Cancel);
        Assert.Equal((BankOutcome.Refused, "insufficient-funds"), (refused.Outcome, refused.Code));
        Assert.Equal(BankOutcome.Done, (await desk.SubmitAsync(BankDesk.Order(2), Cancel)).Outcome);
        await desk.FaultsAsync("{}", Cancel);
        Assert.Equal(refused, await desk.SubmitAsync(order, Cancel));
    }

    [Fact]
    public async Task A_seed_refuses_the_same_orders_whatever_their_order()
    {
        const string Faults = """{"seed":7,"refusePerMillion":200000}""";
        BankOrder[] orders = [.. Enumerable.Range(1, 5_000).Select(entry => BankDesk.Order(entry))];
        using BankDesk forward = new(Faults);
        using BankDesk backward = new(Faults);
        HashSet<string> refused = await RefusedAsync(forward, orders);
        Assert.Equal(refused, await RefusedAsync(backward, [.. orders.Reverse()]));
        Assert.InRange(refused.Count, 850, 1_150);
    }

    [Theory]
    [InlineData("""{"latePerMillion":1000000,"lateSeconds":30}""", 30, 0, false)]
    [InlineData("""{"latePerMillion":1000000,"lateQueries":2}""", 0, 1, false)]
    [InlineData("""{"latePerMillion":1000000}""", 1_000_000, 5, true)]
    public async Task A_late_order_is_pending_until_its_time_its_queries_or_a_word(
        string faults, int waitSeconds, int queries, bool onDemand)
    {
        using BankDesk desk = new(faults);
        BankAnswer first = await desk.SubmitAsync(BankDesk.Order(1), Cancel);
        Assert.Equal((BankOutcome.Pending, "accepted"), (first.Outcome, first.Code));
        Assert.Equal(first, await desk.SubmitAsync(BankDesk.Order(1), Cancel));
        Assert.Empty((await desk.Port.CallbacksAsync(after: 0, Cancel)).Callbacks);

        desk.Clock.Advance(waitSeconds);
        for (int i = 0; i < queries; i++)
        {
            Assert.Equal(BankOutcome.Pending, (await desk.QueryAsync(first.OrderNo, Cancel)).Outcome);
        }

        if (onDemand)
        {
            await desk.PostAsync("/v1/orders:settle", """{"orderNos":[]}""", Cancel);
        }

        BankAnswer settled = await desk.QueryAsync(first.OrderNo, Cancel);
        Assert.Equal(first with { Outcome = BankOutcome.Done, Code = "ok" }, settled);
        Assert.Equal(settled, await desk.SubmitAsync(BankDesk.Order(1), Cancel));
        BankCallbackPage page = await desk.Port.CallbacksAsync(after: 0, Cancel);
        Assert.Equal([new BankCallback(1, settled)], page.Callbacks);
        Assert.Equal(0, await desk.CountAsync("pending", Cancel));
    }

    [Fact]
    public async Task A_late_order_may_end_refused()
    {
        using BankDesk desk = new("""{"latePerMillion":1000000,"refusePerMillion":1000000,"lateQueries":1}""");
        Assert.Equal(BankOutcome.Pending, (await desk.SubmitAsync(BankDesk.Order(1), Cancel)).Outcome);
        Assert.Equal(BankOutcome.Refused, (await desk.QueryAsync("07-000000000001", Cancel)).Outcome);
    }

    [Fact]
    public async Task A_double_callback_tells_the_same_answer_under_two_numbers()
    {
        using BankDesk desk = new("""{"notifyAll":true,"doubleCallbackPerMillion":1000000}""");
        BankAnswer answer = await desk.SubmitAsync(BankDesk.Order(1), Cancel);
        BankCallbackPage page = await desk.Port.CallbacksAsync(after: 0, Cancel);
        Assert.Equal([new BankCallback(1, answer), new BankCallback(2, answer)], page.Callbacks);
        Assert.Equal(2, page.Next);
        Assert.Empty((await desk.Port.CallbacksAsync(page.Next, Cancel)).Callbacks);
    }

    [Fact]
    public async Task A_dropped_callback_leaves_the_query()
    {
        using BankDesk desk = new("""{"latePerMillion":1000000,"lateSeconds":1,"dropCallbackPerMillion":1000000}""");
        _ = await desk.SubmitAsync(BankDesk.Order(1), Cancel);
        desk.Clock.Advance(seconds: 1);
        Assert.Empty((await desk.Port.CallbacksAsync(after: 0, Cancel)).Callbacks);
        Assert.Equal(BankOutcome.Done, (await desk.QueryAsync("07-000000000001", Cancel)).Outcome);
        Assert.Equal(1, await desk.CountAsync("droppedCallbacks", Cancel));
    }

    [Fact]
    public async Task An_advance_without_a_card_goes_to_the_reserve_and_the_statement_tells_them_apart()
    {
        using BankDesk desk = new();
        _ = await desk.Port.SubmitAsync(
            [
                BankDesk.Order(1, BankOrderKind.Advance, card: null, amount: "5.00"),
                BankDesk.Order(2, BankOrderKind.Advance, card: "card-1", amount: "7.00"),
                BankDesk.Order(3, BankOrderKind.Payout, amount: "11.00"),
            ],
            Cancel);
        BankStatement statement = await desk.Port.StatementAsync(BankDesk.Monday, Cancel);
        Assert.Equal(
            [
                new("advance", BankOutcome.Done, 1, Money.Parse("5.00")),
                new("advance-to-card", BankOutcome.Done, 1, Money.Parse("7.00")),
                new("payout", BankOutcome.Done, 1, Money.Parse("11.00")),
            ],
            statement.Lines);
        Assert.Empty((await desk.Port.StatementAsync(BankDesk.Monday.AddDays(1), Cancel)).Lines);
    }

    [Fact]
    public async Task The_facility_is_placed_once_per_number_and_repaid_no_further_than_placed()
    {
        using BankDesk desk = new();
        BankFacilityMove place = new("F-1", Money.Parse("1000.00"), BankDesk.Monday);
        BankFacilityAnswer placed = await desk.Port.PlaceFacilityAsync(place, Cancel);
        Assert.Equal(placed, await desk.Port.PlaceFacilityAsync(place, Cancel));
        Assert.Equal(Money.Parse("1000.00"), placed.Balance);

        BankFacilityMove repay = new("F-2", Money.Parse("400.00"), BankDesk.Monday);
        Assert.Equal(Money.Parse("600.00"), (await desk.Port.RepayFacilityAsync(repay, Cancel)).Balance);
        BankFacilityMove tooMuch = new("F-3", Money.Parse("600.01"), BankDesk.Monday);
        BankFacilityAnswer refused = await desk.Port.RepayFacilityAsync(tooMuch, Cancel);
        Assert.Equal((BankOutcome.Refused, "repay-exceeds-balance"), (refused.Outcome, refused.Code));
        Assert.Equal(
            BankOutcome.Conflict,
            (await desk.Port.PlaceFacilityAsync(place with { Amount = Money.Parse("1.00") }, Cancel)).Outcome);
        Assert.Equal(Money.Parse("600.00"), (await desk.Port.FacilityAsync(Cancel)).Balance);
    }

    [Theory]
    [InlineData("""{"orderNo":"1","kind":"advance","amount":"1.0","businessDate":"2013-07-01"}""")]
    [InlineData("""{"orderNo":"1","kind":"advance","amount":"0.00","businessDate":"2013-07-01"}""")]
    [InlineData("""{"orderNo":"1","kind":"advance","amount":"-1.00","businessDate":"2013-07-01"}""")]
    [InlineData("""{"orderNo":"1","kind":"advance","amount":"01.00","businessDate":"2013-07-01"}""")]
    [InlineData("""{"orderNo":"1","kind":"advance","amount":1.00,"businessDate":"2013-07-01"}""")]
    [InlineData("""{"orderNo":"1","kind":"advance","amount":"1.00","businessDate":"2013-7-1"}""")]
    [InlineData("""{"orderNo":"1","kind":"collect","amount":"1.00","businessDate":"2013-07-01"}""")]
    [InlineData("""{"orderNo":"1","kind":"steal","amount":"1.00","businessDate":"2013-07-01"}""")]
    [InlineData("""{"orderNo":"a b","kind":"advance","amount":"1.00","businessDate":"2013-07-01"}""")]
    [InlineData("null")]
    public Task A_batch_with_an_order_that_is_not_the_protocol_is_refused_whole(string order) => IsRefusedAsync(
        $$"""{"orders":[{"orderNo":"0","kind":"advance","amount":"1.00","businessDate":"2013-07-01"},{{order}}]}""");

    [Theory]
    [InlineData("""{"orders":[],"orders":[]}""")]
    [InlineData("""{"orders":[],"more":1}""")]
    [InlineData("""{}""")]
    [InlineData("""null""")]
    [InlineData("""{"orders":[""")]
    public Task A_body_that_is_not_the_protocol_is_refused(string body) => IsRefusedAsync(body);

    private static async Task IsRefusedAsync(string body)
    {
        using BankDesk desk = new();
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await desk.Client.PostAsync("/v1/orders:batch", content, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, await desk.CountAsync("orders", Cancel));
    }

    private static async Task<HashSet<string>> RefusedAsync(BankDesk desk, BankOrder[] orders) =>
        [.. (await desk.Port.SubmitAsync(orders, Cancel))
            .Where(answer => answer.Outcome == BankOutcome.Refused)
            .Select(answer => answer.OrderNo)];
}
