using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Huoqi.Kernel;

namespace Huoqi.Bench;

// What a page shows that is there for minutes only: begun, wanted or asked for by walking.
internal sealed partial class DemoTour
{
    private int _made;

    /// <summary>Enters a phone that nobody has yet; gives the address of the page that asks for its code.</summary>
    private static async Task<Uri> SignUpAsync(DemoBrowser browser, long phones, CancellationToken cancel) =>
        await browser.SendAsync(
            await browser.OpenAsync("/sign-up", cancel), "/sign-up", [("phone", PhoneOf(phones))], cancel);

    /// <summary>Says that an account cannot be entered any more; gives the address of the page that asks for the code
    /// and whose it is. Whether the phone has an account makes no difference.</summary>
    private async Task<Uri> RecoverAsync(CancellationToken cancel) => await _loser.SendAsync(
        await _loser.OpenAsync("/recover", cancel), "/recover", [("phone", PhoneOf(13_720_000_000))], cancel);

    /// <summary>Proves who it is; gives the address of a page that asks for that first.</summary>
    private async Task<Uri> ProvedAsync(DemoBrowser browser, string path, CancellationToken cancel)
    {
        _ = await browser.SendAsync(
            await browser.OpenAsync("/me/prove", cancel), "/me/prove", [("digits", _paymentPassword)], cancel);
        return new(_site, path);
    }

    /// <summary>Proves who it is and enters another phone each time, because a phone gets few codes in an hour; gives
    /// the address of the page that asks for its code.</summary>
    private async Task<Uri> ChangePhoneAsync(CancellationToken cancel)
    {
        Uri form = await ProvedAsync(_mover, "/me/phone", cancel);
        string phone = PhoneOf(13_730_000_000 + (++_made * 5_000_000L));
        return await _mover.SendAsync(
            await _mover.OpenAsync(form, cancel), form.AbsolutePath, [("phone", phone)], cancel);
    }

    /// <summary>Wants to put one yuan into the fund; gives the address of its review.</summary>
    private async Task<Uri> WantAsync(CancellationToken cancel) => await _person.SendAsync(
        await _person.OpenAsync("/move?way=in", cancel), "/move", [("to", "fund"), ("from", "wallet"), ("amount", "1")],
        cancel);

    /// <summary>Asks for a payment with the key that the demo gives every developer; gives the address of the page
    /// where its payer is played.</summary>
    private async Task<Uri> PlayAsync(CancellationToken cancel)
    {
        string page = await _stranger.OpenAsync("/developers", cancel);
        int begin = page.IndexOf("id=\"sandbox\"", StringComparison.Ordinal);
        // The key's id, its algorithm, its secret.
        string[] key =
        [
            .. CodeText.Matches(page, Math.Max(begin, 0)).Take(3)
                .Select(code => WebUtility.HtmlDecode(code.Groups["text"].Value)),
        ];
        string order = $"lighthouse-{Environment.ProcessId}-{++_made}";
        byte[] body = Encoding.UTF8.GetBytes(
            $$"""{"merchantOrder":"{{order}}","amount":"30.00","currency":"CNY","description":"一本书"}""");
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new("application/json");
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(_site, "/api/v1/merchant/payments"))
        {
            Content = content,
        };
        request.Headers.Add("Idempotency-Key", order);
        await new ApiFuzzSigner(key[0], key[^1], TimeProvider.System).SignAsync(request, body);
        using HttpClient http = new();
        using HttpResponseMessage answer = await http.SendAsync(request, cancel);
        string text = await answer.Content.ReadAsStringAsync(cancel);
        if (!answer.IsSuccessStatusCode)
        {
            throw new UserErrorException($"{_site} makes no payment in its sandbox: {(int)answer.StatusCode} {text}");
        }

        using JsonDocument payment = JsonDocument.Parse(text);
        return new(_site, payment.RootElement.GetProperty("payUrl").GetString());
    }

    private static string PhoneOf(long phones) =>
        (phones + Environment.ProcessId).ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(">(?<code>[0-9]{6})<", RegexOptions.NonBacktracking)]
    private static partial Regex SixDigits { get; }

    [GeneratedRegex("<code>(?<text>[^<]*)</code>", RegexOptions.NonBacktracking)]
    private static partial Regex CodeText { get; }
}
