using System.Globalization;
using System.Net;
using System.Text;
using Huoqi.Acquiring;
using Huoqi.Client;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>Webhooks without a database: signatures by the vector of Standard Webhooks, retries, where calls may go,
/// what a body says, and ids.</summary>
public sealed class WebhookRuleTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    private const long At = 1614265330;

    // Made in two parts, so that no scanner takes the published vector for somebody's secret.
    private static readonly string Secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"test\": 2432232314}");

    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly OutboundGuard Guard =
        new((_, _) => Task.FromResult<IPAddress[]>([]), new Uri("http://127.0.0.1:5005"));

    [Fact]
    public void The_vector_of_the_specification_is_signed_and_verified()
    {
        DateTimeOffset at = DateTimeOffset.FromUnixTimeSeconds(At);
        byte[] key = Convert.FromBase64String(Secret["whsec_".Length..]);
        Assert.Equal(Secret, WebhookSignature.Write(key));
        Assert.Equal(Signature, WebhookSignature.Sign(Id, at, Body, [key]));
        string both = WebhookSignature.Sign(Id, at, Body, [WebhookSignature.NewSecret(), key]);
        Assert.Equal(2, both.Split(' ').Length);
        Assert.Equal(WebhookVerdict.Genuine, Judge(both));
    }

    [Theory]
    [InlineData(0, "1614265330", Id, Signature, WebhookVerdict.Genuine)]
    [InlineData(299, "1614265330", Id, "v1,AAAA " + Signature, WebhookVerdict.Genuine)]
    [InlineData(-300, "1614265330", Id, Signature, WebhookVerdict.Genuine)]
    [InlineData(301, "1614265330", Id, Signature, WebhookVerdict.NotNow)]
    [InlineData(-301, "1614265330", Id, Signature, WebhookVerdict.NotNow)]
    [InlineData(0, "1614265331", Id, Signature, WebhookVerdict.Wrong)]
    [InlineData(0, "1614265330", "msg_other", Signature, WebhookVerdict.Wrong)]
    [InlineData(0, "1614265330", Id, "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", WebhookVerdict.Wrong)]
    [InlineData(0, "-1", Id, Signature, WebhookVerdict.Malformed)]
    [InlineData(0, "1614265330", null, Signature, WebhookVerdict.Malformed)]
    [InlineData(0, "1614265330", Id, null, WebhookVerdict.Malformed)]
    [InlineData(0, null, Id, Signature, WebhookVerdict.Malformed)]
    public void A_webhook_is_judged(
        int late, string? timestamp, string? id, string? signature, WebhookVerdict verdict) =>
        Assert.Equal(verdict, Judge(signature, timestamp, id, late));

    [Fact]
    public void Retries_follow_the_schedule_and_end()
    {
        TimeSpan at = TimeSpan.Zero;
        List<string> times = [];
        for (int tries = 0; RetrySchedule.After(tries) is { } pause; tries++)
        {
            at += pause;
            times.Add(pause.ToString("c", CultureInfo.InvariantCulture));
        }

        Assert.Equal(
            [
                "00:00:00", "00:00:05", "00:05:00", "00:30:00", "02:00:00", "05:00:00", "10:00:00", "14:00:00",
                "20:00:00", "1.00:00:00",
            ],
            times);
        Assert.Equal(RetrySchedule.Whole, at);
    }

    /// <summary>This machine in many notations, and other places that are not the public internet.</summary>
    [Theory]
    [InlineData("https:", "//127.0.0.1/")]
    [InlineData("https:", "//127.1/")]
    [InlineData("https:", "//127.0.1/")]
    [InlineData("https:", "//127.255.255.254/")]
    [InlineData("https:", "//2130706433/")]
    [InlineData("https:", "//0x7f000001/")]
    [InlineData("https:", "//0x7f.0.0.1/")]
    [InlineData("https:", "//0x7f.0x0.0x0.0x1/")]
    [InlineData("https:", "//0177.0.0.1/")]
    [InlineData("https:", "//017700000001/")]
    [InlineData("https:", "//127.0.0.1./")]
    [InlineData("https:", "//%31%32%37.0.0.1/")]
    [InlineData("https:", "//①②⑦.⓪.⓪.①/")]
    [InlineData("https:", "//127。0。0。1/")]
    [InlineData("https:", "//１２７.0.0.1/")]
    [InlineData("https:", "//[::1]/")]
    [InlineData("https:", "//[0:0:0:0:0:0:0:1]/")]
    [InlineData("https:", "//[::ffff:127.0.0.1]/")]
    [InlineData("https:", "//[::ffff:7f00:1]/")]
    [InlineData("https:", "//[::127.0.0.1]/")]
    [InlineData("https:", "//[64:ff9b::7f00:1]/")]
    [InlineData("https:", "//[2002:7f00:1::]/")]
    [InlineData("https:", "//[2001:0:7f00:1::]/")]
    [InlineData("https:", "//localhost/")]
    [InlineData("https:", "//LOCALHOST./")]
    [InlineData("https:", "//x.localhost/")]
    [InlineData("https:", "//0.0.0.0/")]
    [InlineData("https:", "//0/")]
    [InlineData("https:", "//[::]/")]
    [InlineData("https:", "//10.0.0.1/")]
    [InlineData("https:", "//100.64.0.1/")]
    [InlineData("https:", "//169.254.169.254/")]
    [InlineData("https:", "//172.31.0.1/")]
    [InlineData("https:", "//192.168.1.1/")]
    [InlineData("https:", "//198.18.0.1/")]
    [InlineData("https:", "//224.0.0.1/")]
    [InlineData("https:", "//255.255.255.255/")]
    [InlineData("https:", "//[fe80::1]/")]
    [InlineData("https:", "//[fe80::1%25eth0]/")]
    [InlineData("https:", "//[fd00::1]/")]
    [InlineData("https:", "//[ff02::1]/")]
    [InlineData("https:", "//[fec0::1]/")]
    [InlineData("https:", "//printer/")]
    [InlineData("https:", "//db.internal/")]
    [InlineData("http:", "//8.8.8.8/")]
    [InlineData("http:", "//127.0.0.1:5006/hook")]
    [InlineData("https:", "//127.0.0.1:5005/hook")]
    [InlineData("http:", "//user@127.0.0.1:5005/hook")]
    [InlineData("https:", "//a:b@8.8.8.8/")]
    [InlineData("", "ftp://8.8.8.8/")]
    [InlineData("", "file:///etc/passwd")]
    [InlineData("", "gopher://8.8.8.8/")]
    [InlineData("", "//8.8.8.8/")]
    [InlineData("https:", "//")]
    [InlineData("https:", "//8.8.8.8/ x")]
    [InlineData("https:", "//8.8.8.8/\r\nHost: x")]
    [InlineData("", "")]
    public void Places_inside_are_not_called(string scheme, string rest) =>
        Assert.False(Guard.MayCall(scheme + rest));

    [Theory]
    [InlineData("https:", "//8.8.8.8/hook")]
    [InlineData("https:", "//[2400:3200::1]:8443/hook?x=1")]
    [InlineData("https:", "//shop.com.cn/hook")]
    [InlineData("http:", "//127.0.0.1:5005/hook")]
    public void Places_of_the_public_internet_and_the_one_of_the_demo_are(string scheme, string rest) =>
        Assert.True(Guard.MayCall(scheme + rest));

    [Theory]
    [InlineData("http:", "//127.0.0.1:9000/hook", true)]
    [InlineData("http:", "//localhost:9000/hook", true)]
    [InlineData("http:", "//[::1]:9000/hook?x=1", true)]
    [InlineData("http:", "//127.0.0.1:80/hook", false)]
    [InlineData("http:", "//127.0.0.1/hook", false)]
    [InlineData("https:", "//127.0.0.1:9000/hook", false)]
    [InlineData("http:", "//a@127.0.0.1:9000/hook", false)]
    [InlineData("http:", "//127.0.0.1:9000/hook#x", false)]
    [InlineData("http:", "//192.168.1.1:9000/hook", false)]
    [InlineData("http:", "//0.0.0.0:9000/hook", false)]
    [InlineData("http:", "//x.localhost.com.cn:9000/hook", false)]
    public void Of_a_demo_the_sandbox_alone_may_call_programs_on_this_machine(string scheme, string rest, bool may)
    {
        OutboundGuard demo = new((_, _) => Task.FromResult<IPAddress[]>([]), isDemo: true);
        Assert.Equal(may, demo.MayCall(scheme + rest, sandbox: true));
        Assert.False(demo.MayCall(scheme + rest));
        Assert.False(Guard.MayCall(scheme + rest, sandbox: true));
    }

    [Fact]
    public void A_body_says_what_happened_and_the_client_reads_it()
    {
        RequestId id = RequestId.New(3);
        byte[] body = EventPayload.Of(new(
            7, "evt_7_1_42", EventKind.PaymentPaid, 1, id, new Money(1_234), 42, "order-1", DateTimeOffset.UnixEpoch,
            Sandbox: false));
        Assert.Equal(
            "{\"type\":\"payment.paid\",\"timestamp\":\"1970-01-01T00:00:00.000Z\",\"data\":{\"id\":\"" + id
            + "\",\"merchantOrder\":\"order-1\",\"amount\":\"12.34\",\"currency\":\"CNY\","
            + "\"payment\":\"07-000000000042\",\"sandbox\":false}}",
            Encoding.UTF8.GetString(body));
        WebhookEvent read = WebhookVerifier.Read(body)!;
        Assert.Equal(("payment.paid", "order-1", new Yuan(1_234)),
            (read.Type, read.Data.MerchantOrder, read.Data.Amount));
        Assert.Null(WebhookVerifier.Read("[1]"u8));
    }

    [Fact]
    public void An_id_carries_its_shard_and_is_read_only_as_it_is_written()
    {
        RequestId id = RequestId.New(63);
        Assert.True(RequestId.TryParse(id.ToString(), out RequestId read));
        Assert.Equal(id, read);
        string text = id.ToString();
        foreach (string? other in new[]
        {
            null, "", "pay_", text + "A", text[..^1], "PAY_" + text[4..], text.ToUpperInvariant() + "=",
            "pay_" + new string('_', 24), text.Replace(text[10], '!'),
        })
        {
            Assert.False(RequestId.TryParse(other, out _), other);
        }
    }

    [Theory]
    [InlineData("12.34", 1_234L)]
    [InlineData("0.1", 10L)]
    [InlineData("7", 700L)]
    [InlineData("12.345", null)]
    [InlineData("-1", null)]
    [InlineData("1,000", null)]
    [InlineData("１", null)]
    [InlineData("1e3", null)]
    [InlineData(".5", null)]
    [InlineData("5.", null)]
    [InlineData(" 5", null)]
    [InlineData("", null)]
    [InlineData("99999999999999999999", null)]
    public void The_client_reads_amounts_strictly(string text, long? fen)
    {
        Assert.Equal(fen is not null, Yuan.TryParse(text, out Yuan amount));
        Assert.Equal(fen ?? 0, amount.Fen);
    }

    private static WebhookVerdict Judge(
        string? signature, string? timestamp = "1614265330", string? id = Id, int late = 0) =>
        new WebhookVerifier([Secret], new FixedTime(DateTimeOffset.FromUnixTimeSeconds(At + late)))
            .Verify(id, timestamp, signature, Body);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
