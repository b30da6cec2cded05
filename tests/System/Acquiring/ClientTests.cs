using System.Net;
using Huoqi.Client;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>What the merchants' client does when an answer is lost.</summary>
public sealed class ClientTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_what_has_a_key_and_what_reads_is_sent_again(bool isLate)
    {
        (string Name, int Sent, Func<HuoqiMerchantClient, Task> Call)[] table =
        [
            ("add", 1, client => client.AddWebhookAsync("https://mall.example/hook")),
            ("rotate", 1, client => client.RotateWebhookSecretAsync("we_1")),
            ("switch", 1, client => client.SwitchWebhookAsync("we_1", on: true)),
            ("replay", 1, client => client.ReplayAsync("we_1", "evt_1")),
            ("remove", 1, client => client.RemoveWebhookAsync("we_1")),
            ("list", 2, client => client.WebhooksAsync()),
            ("cancel", 2, client => client.CancelAsync("pay_1")),
        ];
        foreach ((string name, int sent, Func<HuoqiMerchantClient, Task> call) in table)
        {
            using LosingLine line = new(isLate, HttpStatusCode.NotFound, "not-found");
            HuoqiException failed = await FailedAsync(line, call);
            Assert.Equal((name, sent, sent == 1), (name, line.Sent, failed.IsUnknown));
        }
    }

    [Theory]
    [InlineData("key-in-flight", true)]
    [InlineData("order-reused", false)]
    [InlineData("already-paid", false)]
    public async Task A_409_is_a_plain_no_unless_the_key_is_in_flight(string code, bool isUnknown)
    {
        using LosingLine line = new(isLate: false, HttpStatusCode.Conflict, code);
        Assert.Equal(isUnknown, (await FailedAsync(line, client => client.CancelAsync("pay_1"))).IsUnknown);
    }

    private static async Task<HuoqiException> FailedAsync(LosingLine line, Func<HuoqiMerchantClient, Task> call)
    {
        using HttpClient http = new(line, disposeHandler: false)
        {
            BaseAddress = new("https://pay.example/"),
            Timeout = TimeSpan.FromMilliseconds(500),
        };
        using MerchantCredentials credentials = MerchantCredentials.OfSecret(
            "mk_1", Convert.ToBase64String(new byte[32]));
        return await Assert.ThrowsAsync<HuoqiException>(
            () => call(new(http, credentials, TimeProvider.System)));
    }

    /// <summary>A line on which the first answer is lost, or comes too late; the second is a refusal.</summary>
    private sealed class LosingLine(bool isLate, HttpStatusCode then, string code) : HttpMessageHandler
    {
        public int Sent { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent++;
            if (Sent > 1)
            {
                return new(then) { Content = new StringContent($$"""{"code":"{{code}}","title":"No."}""") };
            }

            await Task.Delay(isLate ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancellationToken);
            throw new HttpRequestException("the line is cut");
        }
    }
}
