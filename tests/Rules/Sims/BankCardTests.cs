using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Huoqi.Customers;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.RulesTests.Sims;

/// <summary>The simulated bank knows whose a card is, and the port takes nothing for a yes that is none.</summary>
public sealed class BankCardTests
{
    private const string Visa = "4111111111111111";
    private const string Name = "王小明";
    private const string IdNumber = "11010519491231002X";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_card_is_its_holders_and_nobody_elses()
    {
        using BankDesk desk = new();
        await IssueAsync(desk, Visa);
        BankCardAnswer own = await BindAsync(desk, Visa, Name, IdNumber);
        Assert.Equal((BankOutcome.Done, "ok", "card-00000001-1111"), (own.Outcome, own.Code, own.Token));
        Assert.Equal(own, await BindAsync(desk, Visa, Name, IdNumber));
        Assert.Equal(
            new(BankOutcome.Refused, "holder-differs", ""), await BindAsync(desk, Visa, "王大明", IdNumber));
        Assert.Equal(
            new(BankOutcome.Refused, "holder-differs", ""), await BindAsync(desk, Visa, Name, "11010519900307803X"));
        Assert.Equal(
            new(BankOutcome.Refused, "no-such-card", ""),
            await BindAsync(desk, "6222021234567890128", Name, IdNumber));
        using HttpResponseMessage again = await PostIssueAsync(desk, Visa, "李四");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task A_holder_without_a_card_is_given_one_and_the_same_again()
    {
        using BankDesk desk = new();
        string first = await IssueAsync(desk), other = await IssueAsync(desk, name: "李四");
        Assert.Equal(first, await IssueAsync(desk));
        Assert.NotEqual(first, other);
        Assert.All((string[])[first, other], number => Assert.True(BankCards.IsCardNumber(number), number));
        Assert.Equal(BankOutcome.Done, (await BindAsync(desk, first, Name, IdNumber)).Outcome);
        Assert.Equal(BankOutcome.Refused, (await BindAsync(desk, other, Name, IdNumber)).Outcome);
    }

    [Fact]
    public async Task Cards_are_in_the_journal()
    {
        string journal = Path.GetTempFileName();
        try
        {
            BankCardAnswer before;
            using (BankDesk desk = new(journal: journal))
            {
                await IssueAsync(desk, Visa);
                before = await BindAsync(desk, Visa, Name, IdNumber);
            }

            using BankDesk again = new(journal: journal);
            Assert.Equal(before, await BindAsync(again, Visa, Name, IdNumber));
        }
        finally
        {
            File.Delete(journal);
        }
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_the_same_question_gets_it()
    {
        using BankDesk desk = new();
        await IssueAsync(desk, Visa);
        await desk.FaultsAsync("""{"loseNextAnswers":1}""", Cancel);
        Assert.Equal(BankOutcome.Unknown, (await BindAsync(desk, Visa, Name, IdNumber)).Outcome);
        Assert.Equal(BankOutcome.Done, (await BindAsync(desk, Visa, Name, IdNumber)).Outcome);
    }

    [Theory]
    [InlineData("""{"state":"done","code":"ok","cardToken":""}""")]
    [InlineData("""{"state":"done","code":"ok","cardToken":"a b"}""")]
    [InlineData("""{"state":"done","code":"ok","cardToken":"card-4111111111111111"}""")]
    [InlineData("""{"state":"refused","code":"holder-differs","cardToken":"card-1"}""")]
    [InlineData("""{"state":"refused","code":"","cardToken":""}""")]
    [InlineData("""{"state":"pending","code":"ok","cardToken":"card-1"}""")]
    [InlineData("""{"state":"Done","code":"ok","cardToken":"card-1"}""")]
    [InlineData("""{"state":"done","code":"ok"}""")]
    [InlineData("null")]
    public async Task An_answer_that_is_not_the_protocol_is_no_yes(string answer)
    {
        using StringHandler handler = new(answer);
        using HttpClient client = new(handler) { BaseAddress = new("http://bank.test") };
        BankCardAnswer read = await new HttpBankPort(client).BindCardAsync(
            new(new(Visa), new(Name), new(IdNumber)), Cancel);
        Assert.Equal(new(BankOutcome.Unknown, "malformed-answer", ""), read);
    }

    private static Task<BankCardAnswer> BindAsync(BankDesk desk, string number, string name, string idNumber) =>
        desk.Port.BindCardAsync(new(new(number), new(name), new(idNumber)), Cancel);

    private static async Task<string> IssueAsync(BankDesk desk, string? number = null, string name = Name)
    {
        using HttpResponseMessage answer = await PostIssueAsync(desk, number, name);
        JsonElement card = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return card.GetProperty("cardNumber").GetString()!;
    }

    private static async Task<HttpResponseMessage> PostIssueAsync(BankDesk desk, string? number, string name)
    {
        string named = number is null ? "" : $"\"cardNumber\":\"{number}\",";
        using StringContent body = new(
            $"{{{named}\"holderName\":\"{name}\",\"holderIdNumber\":\"{IdNumber}\"}}", Encoding.UTF8,
            "application/json");
        return await desk.Client.PostAsync("/v1/cards:issue", body, Cancel);
    }

    private sealed class StringHandler(string answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) });
    }
}
