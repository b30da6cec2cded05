using System.Net;
using Huoqi.Acquiring;
using Huoqi.Client;
using Huoqi.Mall;
using Huoqi.Web;
using Xunit;
using PaymentState = Huoqi.Client.PaymentState;
using Refund = Huoqi.Client.Refund;

namespace Huoqi.SystemTests;

/// <summary>The client and the mall over HTTP: bought, paid, told by webhook, refunded.</summary>
public sealed class MallTests(PostgresFixture postgres)
{
    [Fact]
    public async Task What_is_bought_at_the_mall_is_paid_told_and_given_back()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        long person = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "1000.00");
        await using WebApp api = await house.StartWebAsync();
        IssuedKey key = await new MerchantKeys(house.Parts).IssueSecretAsync(1, sandbox: false);
        await using MallApp mall = await MallApp.StartAsync(new(
            api.Address, key.Key!.Id, key.Secret!, null, TimeProvider.System, new(IPAddress.Loopback, 0)));
        OutboundGuard guard = new(OutboundGuard.BySystem, mall.Address);
        IssuedEndpoint endpoint = await new WebhookEndpoints(house.Parts, guard).AddAsync(
            new(1), new Uri(mall.Address, MallApp.WebhookPath).ToString());
        mall.UseWebhookSecret(endpoint.Secret!);
        using Huoqi.Acquiring.WebhookDelivery worker = new(house.Parts, guard);
        using HttpClient browser = new(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = mall.Address,
        };

        Assert.Contains("lang=\"en\"", await browser.GetStringAsync("/?lang=en"), StringComparison.Ordinal);
        Assert.Contains("Pay with Huoqi", await browser.GetStringAsync("/"), StringComparison.Ordinal);
        string shop = await browser.GetStringAsync("/?lang=zh");
        Assert.Contains("青山小铺", shop, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{new Uri(api.Address, "/")}\">回到活期</a>", shop, StringComparison.Ordinal);
        Assert.StartsWith("<svg", await browser.GetStringAsync("/img/tea.svg"), StringComparison.Ordinal);
        Uri pay = await BuyAsync(browser, "tea");
        Assert.True(RequestId.TryParse(pay.Segments[^1], out RequestId id));
        PaymentView request = (await house.Query.FindAsync(id))!;
        Assert.Equal(6_800, request.Amount.Fen);
        Assert.Contains("等待付款", await browser.GetStringAsync(request.ReturnUrl), StringComparison.Ordinal);
        Assert.Equal(AcquiringStatus.Done, (await house.PayAsync(person, id)).Status);
        Assert.Equal(1, await worker.RunOnceAsync());
        string paid = await browser.GetStringAsync(request.ReturnUrl);
        Assert.Contains("已付款", paid, StringComparison.Ordinal);
        Assert.Contains("网络回调通知", paid, StringComparison.Ordinal);
        for (int click = 0; click < 2; click++)
        {
            using HttpResponseMessage refunded = await browser.PostAsync($"{request.ReturnUrl}/refund", null);
            Assert.Equal(HttpStatusCode.SeeOther, refunded.StatusCode);
        }

        Assert.Equal(1, await worker.RunOnceAsync());
        Assert.Contains("已退款", await browser.GetStringAsync(request.ReturnUrl), StringComparison.Ordinal);
        Assert.Equal("1000.00", await house.Wallet.HasAsync(person));
        string log = await browser.GetStringAsync("/log");
        Assert.Contains("payment.paid", log, StringComparison.Ordinal);
        Assert.Contains("payment.refunded", log, StringComparison.Ordinal);

        // Nobody else's webhook is taken, and what is not there is said.
        using HttpResponseMessage forged = await browser.PostAsync(MallApp.WebhookPath, new StringContent("{}"));
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        using HttpResponseMessage missing = await browser.GetAsync("/orders/none");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);

        // Without a webhook the shop asks by itself.
        Uri second = await BuyAsync(browser, "cup");
        Assert.True(RequestId.TryParse(second.Segments[^1], out RequestId other));
        Assert.Equal(AcquiringStatus.Done, (await house.PayAsync(person, other)).Status);
        string asked = await browser.GetStringAsync((await house.Query.FindAsync(other))!.ReturnUrl);
        Assert.Contains("小店向平台查询得知", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_creates_lists_cancels_refunds_and_reports()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        long person = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(1, 1), "1000.00");
        await using WebApp api = await house.StartWebAsync();
        MerchantKeys keys = new(house.Parts);
        IssuedKey key = await keys.IssueSecretAsync(1, sandbox: false);
        using BusyLine line = new();
        using HttpClient http = new(line) { BaseAddress = api.Address };
        using MerchantCredentials credentials = MerchantCredentials.OfSecret(key.Key!.Id, key.Secret!);
        HuoqiMerchantClient client = new(http, credentials, TimeProvider.System);
        List<Payment> made = [];
        for (int i = 0; i < 5; i++)
        {
            made.Add(await client.CreateAsync(new($"o-{i}", Yuan.Parse("20.00"), "书")));
        }

        List<string> listed = [];
        for (string? cursor = null; listed.Count == 0 || cursor is not null;)
        {
            PaymentPage page = await client.ListAsync(cursor, limit: 2);
            listed.AddRange(page.Items.Select(payment => payment.MerchantOrder));
            cursor = page.Next;
        }

        Assert.Equal(["o-4", "o-3", "o-2", "o-1", "o-0"], listed);
        Assert.Equal(PaymentState.Cancelled, (await client.CancelAsync(made[0].Id)).State);
        Assert.True(RequestId.TryParse(made[1].Id, out RequestId id));
        Assert.Equal(AcquiringStatus.Done, (await house.PayAsync(person, id, PaySource.Wallet)).Status);
        line.BusyFor = 2;
        Refund refund = await client.RefundAsync(made[1].Id, Yuan.Parse("5.5"), "one-refund");
        Assert.Equal(0, line.BusyFor);
        Assert.Equal(refund, await client.RefundAsync(made[1].Id, Yuan.Parse("5.5"), "one-refund"));
        Payment after = await client.GetAsync(made[1].Id);
        Assert.Equal((PaymentState.PartlyRefunded, Yuan.Parse("5.50"), refund.Payment),
            (after.State, after.Refunded, after.Number));
        await RefusedAsync(422, "key-reused", () => client.RefundAsync(made[1].Id, Yuan.Parse("6"), "one-refund"));
        await RefusedAsync(409, "refund-exceeds-payment", () => client.RefundAsync(made[1].Id, Yuan.Parse("15")));
        await RefusedAsync(404, "payment-not-found", () => client.GetAsync("pay_none"));
        Settlement day = await client.SettlementAsync(house.Wallet.Today);
        Assert.Equal((Yuan.Parse("20"), Yuan.Parse("5.50"), 2), (day.Payments, day.Refunds, day.Lines.Count));
        Assert.True(await keys.RevokeAsync(1, key.Key.Id));
        await RefusedAsync(401, "key-unknown", () => client.GetAsync(made[1].Id));
    }

    /// <summary>A line on which the platform is too busy for some requests.</summary>
    private sealed class BusyLine() : DelegatingHandler(new SocketsHttpHandler())
    {
        public int BusyFor { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (BusyFor == 0)
            {
                return base.SendAsync(request, cancellationToken);
            }

            BusyFor--;
            HttpResponseMessage busy = new(HttpStatusCode.TooManyRequests);
            busy.Headers.RetryAfter = new(TimeSpan.Zero);
            return Task.FromResult(busy);
        }
    }

    private static async Task RefusedAsync(int status, string code, Func<Task> call)
    {
        HuoqiException refused = await Assert.ThrowsAsync<HuoqiException>(call);
        Assert.Equal((status, code), (refused.Status, refused.Code));
    }

    private static async Task<Uri> BuyAsync(HttpClient browser, string good)
    {
        using FormUrlEncodedContent form = new([new("good", good)]);
        using HttpResponseMessage bought = await browser.PostAsync("/buy", form);
        Assert.Equal(HttpStatusCode.SeeOther, bought.StatusCode);
        return bought.Headers.Location!;
    }
}
