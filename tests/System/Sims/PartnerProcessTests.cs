using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using Huoqi.Bank;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Registrar;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Huoqi.SystemTests.Sims;

public sealed class PartnerProcessTests : IDisposable
{
    private static readonly DateOnly Monday = new(2013, 7, 1);

    private readonly TestFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Journal => Path.Combine(_folder.Path, "journal");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_bank_killed_while_orders_come_in_has_kept_every_answer_it_gave()
    {
        BankOrder[] orders = [.. Enumerable.Range(1, 4_000).Select(Order)];
        List<BankAnswer> given = [];
        using (PartnerProcess bank = await StartBankAsync())
        {
            HttpBankPort port = new(bank.Client);
            Task killed = Task.CompletedTask;
            foreach (BankOrder[] batch in orders.Chunk(20))
            {
                given.AddRange(await port.SubmitAsync(batch, Cancel));
                if (given.Count == 1_000)
                {
                    killed = bank.KillAsync(Cancel);
                }
            }

            await killed;
        }

        BankAnswer[] known = [.. given.Where(answer => answer.Outcome != BankOutcome.Unknown)];
        Assert.InRange(known.Length, 1_000, 3_999);
        Assert.All(known, answer => Assert.Equal(BankOutcome.Done, answer.Outcome));

        using PartnerProcess again = await StartBankAsync();
        HttpBankPort reopened = new(again.Client);
        Assert.Equal(known, await reopened.QueryAsync([.. known.Select(answer => answer.OrderNo)], Cancel));
        IReadOnlyList<BankAnswer> all = await reopened.SubmitAsync(orders, Cancel);
        Assert.All(all, answer => Assert.Equal(BankOutcome.Done, answer.Outcome));
        Assert.Equal(4_000, all.Select(answer => answer.BankReference).Distinct(StringComparer.Ordinal).Count());
        BankStatementLine line = Assert.Single((await reopened.StatementAsync(Monday, Cancel)).Lines);
        Assert.Equal((4_000L, Money.FromYuan(4_000)), (line.Count, line.Total));
    }

    [Fact]
    public async Task A_lost_answer_breaks_the_connection_and_the_retry_finds_the_order()
    {
        using PartnerProcess bank = await StartBankAsync("--faults", """{"loseNextAnswers":1}""");
        HttpBankPort port = new(bank.Client);
        BankAnswer lost = (await port.SubmitAsync([Order(1)], Cancel))[0];
        Assert.Equal((BankOutcome.Unknown, "connection-lost"), (lost.Outcome, lost.Code));
        BankAnswer retry = (await port.SubmitAsync([Order(1)], Cancel))[0];
        Assert.Equal((BankOutcome.Done, "B000000000001"), (retry.Outcome, retry.BankReference));
        JsonElement state = await bank.Client.GetFromJsonAsync<JsonElement>("/v1/state", Cancel);
        Assert.Equal(1, state.GetProperty("repeats").GetInt64());
    }

    [Fact]
    public async Task A_bank_pushes_its_callbacks_until_the_platform_takes_them()
    {
        Channel<string> pushed = Channel.CreateUnbounded<string>();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication platform = builder.Build();
        int requests = 0;
        platform.Run(async context =>
        {
            using StreamReader reader = new(context.Request.Body);
            await pushed.Writer.WriteAsync(await reader.ReadToEndAsync(Cancel), Cancel);
            context.Response.StatusCode = ++requests == 1 ? 500 : 200;
        });
        await platform.StartAsync(Cancel);

        using PartnerProcess bank = await StartBankAsync(
            "--faults", """{"notifyAll":true}""", "--callback-url", platform.Urls.First() + "/callbacks");
        _ = await new HttpBankPort(bank.Client).SubmitAsync([Order(1)], Cancel);
        const string Callback = """
            {"seq":1,"orderNo":"07-000000000001","state":"done","code":"ok","bankReference":"B000000000001"}
            """;
        const string Expected = $$"""{"callbacks":[{{Callback}}],"next":1}""";
        Assert.Equal(Expected, await pushed.Reader.ReadAsync(Cancel));
        Assert.Equal(Expected, await pushed.Reader.ReadAsync(Cancel));
    }

    [Fact]
    public async Task A_body_beyond_the_bound_is_refused_by_the_bank()
    {
        using PartnerProcess bank = await StartBankAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/orders:batch")
        {
            Content = new ByteArrayContent(new byte[(16 * 1024 * 1024) + 1]),
        };

        // The bank refuses by the length alone; without this the client would still be writing when it hangs up.
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage answer = await bank.Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_killed_registrar_confirms_after_its_restart_what_it_had_accepted()
    {
        RegistrarApplication[] applications =
        [
            .. Enumerable.Range(1, 500).Select(entry => RegistrarApplication.Subscribe(
                $"07-{entry:D12}", "000198", $"A{entry:D6}", Money.FromYuan(entry), Monday, Monday.AddDays(1))),
        ];
        using (PartnerProcess registrar = await StartRegistrarAsync())
        {
            HttpRegistrarPort port = new(registrar.Client);
            _ = await port.SubmitAsync(applications[..300], Cancel);
            Assert.Equal(300, (await port.ConfirmationsAsync(Monday.AddDays(1), after: 0, Cancel)).Confirmations.Count);
            _ = await port.SubmitAsync(applications[300..], Cancel);
            await registrar.KillAsync(Cancel);
        }

        using PartnerProcess again = await StartRegistrarAsync();
        HttpRegistrarPort reopened = new(again.Client);
        RegistrarConfirmationPage page = await reopened.ConfirmationsAsync(Monday.AddDays(1), after: 0, Cancel);
        Assert.Equal(
            applications.Select(application => application.ApplicationNo),
            page.Confirmations.Select(confirmation => confirmation.ApplicationNo));
        RegistrarHoldingsTotal total = await reopened.HoldingsTotalAsync("000198", Cancel);
        Assert.Equal(new(500, FundUnits.FromWhole(500 * 501 / 2), ""), total);
    }

    private static BankOrder Order(int entry) =>
        new($"07-{entry:D12}", BankOrderKind.Collect, "card-1", Money.FromYuan(1), Monday);

    private Task<PartnerProcess> StartBankAsync(params string[] args) => PartnerProcess.StartAsync(
        typeof(BankApi).Assembly.Location, Cancel, [.. args, "--journal", Journal]);

    private Task<PartnerProcess> StartRegistrarAsync() => PartnerProcess.StartAsync(
        typeof(RegistrarApi).Assembly.Location, Cancel, "--urls", "http://127.0.0.1:0", "--journal", Journal);
}
