#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Huoqi.Identity;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>However much is sent at once, little of it is looked at.</summary>
public sealed class LimitTests(PostgresFixture postgres)
{
    private const int Guesses = 1_000;
    private const string Phone = "13812345678";

    [Fact]
    public async Task Of_a_thousand_parallel_guesses_at_a_payment_password_five_are_compared()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        long person = await house.PersonAsync();
        string token = await house.TokenAsync(person);
        SessionRow session = (await new Sessions(house.Parts.Identity).ReadAsync(token))!;
        _ = await new PaymentPassword(house.Parts.Identity).SetAsync(session, "295837");
        JsonNode asked = await BodyAsync(await SendAsync(house, "/api/v1/confirmations/factors", null, token));
        string path = $"/api/v1/confirmations/{asked["confirmation"]}/payment-password";
        string[] answers = await Task.WhenAll(Enumerable.Range(0, Guesses).Select(async guess =>
            await CodeAsync(await SendAsync(house, path, $$"""{"digits":"{{400_000 + guess}}"}""", token))));
        Assert.InRange(answers.Count(code => code == "not-proved"), 0, 5);
        Assert.DoesNotContain("", answers);
        Assert.Equal(5, await house.Web.Wallet.Database.ValueAsync<short>(
            $"SELECT payment_tries FROM identity.account WHERE person = {person}"));
        // The sixth is not compared, so that even the right one says nothing.
        Assert.Equal(
            "factor-blocked", await CodeAsync(await SendAsync(house, path, """{"digits":"295837"}""", token)));
    }

    [Fact]
    public async Task Of_a_thousand_parallel_guesses_at_a_code_five_are_compared()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        JsonNode sent = await BodyAsync(
            await SendAsync(house, "/api/v1/sign-up/codes", $$"""{"phone":"{{Phone}}"}"""));
        string right = house.Web.Phone.CodeOf(Phone);
        string[] answers = await Task.WhenAll(Enumerable.Range(0, Guesses)
            .Select(guess => $"{100_000 + guess}").Where(guess => guess != right)
            .Select(async guess => await CodeAsync(await SignUpAsync(house, sent, guess))));
        Assert.All(answers, code => Assert.Equal("not-proved", code));
        Assert.Equal(5, await house.Web.Wallet.Database.ValueAsync<short>("SELECT max(tries) FROM identity.code"));
        Assert.Equal("not-proved", await CodeAsync(await SignUpAsync(house, sent, right)));
        Assert.Equal(0, await house.Web.Wallet.Database.ValueAsync<long>(
            "SELECT count(*) FROM identity.account WHERE kind = 1"));
    }

    [Fact]
    public async Task Sign_ins_and_codes_are_counted_by_account_and_by_address()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres, parts => parts with
        {
            Identity = parts.Identity with
            {
                Terms = new() { SignInsPerAccount = 3, SignInsPerAddress = 6, CodesPerPhone = 2, CodesPerAddress = 4 },
            },
        });
        int[] codes = await StatusesAsync(
            house, 6, n => ("/api/v1/sign-up/codes", $$"""{"phone":"1381234567{{n / 3}}"}"""));
        Assert.Equal([200, 200, 429, 200, 429, 429], codes);
        int[] recoveries = await StatusesAsync(
            house, 1, _ => ("/api/v1/recovery/codes", """{"phone":"13812345677"}"""));
        Assert.Equal([429], recoveries);
        int[] signIns = await StatusesAsync(house, 8, n => (
            "/api/v1/sessions/password", $$"""{"phone":"1390000000{{n / 4}}","password":"four other words here"}"""));
        Assert.Equal([401, 401, 401, 429], signIns[..4]);
        Assert.Equal([429, 429], signIns[^2..]);
        // The page says the same, and when to come again.
        using Browser browser = house.Web.NewBrowser();
        await browser.OpenAsync("/sign-up");
        using HttpResponseMessage page = await browser.SendFormAsync("form[action='/sign-up']", ("phone", Phone));
        Assert.Equal(HttpStatusCode.TooManyRequests, page.StatusCode);
        Assert.NotNull(page.Headers.RetryAfter);
    }

    [Fact]
    public async Task Who_tried_too_often_is_told_when_the_window_ends_and_is_counted()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres, parts => parts with
        {
            Identity = parts.Identity with { Terms = new() { SignInsPerAccount = 1, SignInsPerAddress = 100 } },
        });
        const string Tried = """{"phone":"13900000001","password":"four other words here"}""";
        using HttpResponseMessage first = await SendAsync(house, "/api/v1/sessions/password", Tried);
        Assert.Equal(HttpStatusCode.Unauthorized, first.StatusCode);
        using HttpResponseMessage second = await SendAsync(house, "/api/v1/sessions/password", Tried);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        // A quarter of an hour, of which no more than the test's own time is gone.
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 600, 900);
        using HttpResponseMessage metrics = await GetAsync(house, "/metrics", token: "");
        string text = await metrics.Content.ReadAsStringAsync();
        Assert.Contains("huoqi_requests_shed_total 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_asks_for_too_much_is_told_when_to_come_again()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(
            postgres, calls: new() { PerAccount = 40, PerAddress = 0, InAll = 0 });
        string greedy = await house.TokenAsync(await house.PersonAsync("13800000001"));
        string modest = await house.TokenAsync(await house.PersonAsync("13800000002"));
        int refused = 0;
        DateTimeOffset begun = TimeProvider.System.GetUtcNow();
        for (int i = 0; i < 120; i++)
        {
            using HttpResponseMessage answer = await GetAsync(house, "/api/v1/me", greedy);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                refused++;
                Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
            }
        }

        // The window may end while we ask, and then there is as much again.
        Assert.InRange(refused, begun.Minute == TimeProvider.System.GetUtcNow().Minute ? 80 : 20, 80);
        using HttpResponseMessage other = await GetAsync(house, "/api/v1/me", modest);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/sign-up/codes", "application/json", 70_000)]
    [InlineData("/api/v1/sign-up/codes", "application/json", 20_000_000)]
    [InlineData("/sign-up", "application/x-www-form-urlencoded", 300_000)]
    public async Task A_body_that_is_too_large_is_not_read(string path, string type, int size)
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        // A sender that goes on and on finds the line cut, and the answer with it.
        Assert.Contains(
            await RawAsync(
                house, $"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {type}\r\nContent-Length: {size}\r\n\r\n",
                size),
            size > 1_000_000 ? (string[])["413", ""] : ["413"]);
    }

    [Fact]
    public async Task Heads_and_addresses_are_bounded_and_what_is_half_sent_is_let_go()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        Assert.Equal(
            "431", await RawAsync(house, $"GET / HTTP/1.1\r\nHost: x\r\nX: {new string('x', 20_000)}\r\n\r\n"));
        Assert.Equal("414", await RawAsync(house, $"GET /?{new string('x', 5_000)} HTTP/1.1\r\nHost: x\r\n\r\n"));
        // Both wait for more than ever comes; the server does not.
        Assert.Contains(
            await RawAsync(house, "POST /api/v1/sign-up/codes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n{"),
            (string[])["400", "408", ""]);
        Assert.Contains(await RawAsync(house, "GET / HTTP/1.1\r\nHost: x\r\nX"), (string[])["400", "408", ""]);
        using HttpResponseMessage after = await house.Client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task A_head_that_is_too_large_is_refused_with_words()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        foreach ((string path, string words) in ((string, string)[])[
            ("/", "Delete the cookies of this site"), ("/api/v1/home", "\"code\":\"head-too-large\"")])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            request.Headers.AcceptLanguage.ParseAdd("en");
            request.Headers.Add("Cookie", $"x={new string('x', 17_000)}");
            using HttpResponseMessage answer = await house.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);
            Assert.Contains(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Deep_json_is_refused_wherever_json_is_taken()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        string deep = $"{new string('[', 5_000)}{new string(']', 5_000)}";
        foreach (string body in (string[])[deep, $$"""{"ask":"x","credential":{{deep}}}"""])
        {
            using HttpResponseMessage api = await SendAsync(house, "/api/v1/sessions/passkey", body);
            Assert.InRange((int)api.StatusCode, 400, 422);
            using Browser browser = house.Web.NewBrowser();
            await browser.OpenAsync("/sign-in");
            using HttpResponseMessage page = await browser.SendFormAsync(
                "form[data-passkey='get']", ("credential", body));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, page.StatusCode);
        }
    }

    private static async Task<int[]> StatusesAsync(
        SafeHouse house, int times, Func<int, (string Path, string Body)> ask)
    {
        List<int> statuses = [];
        for (int i = 0; i < times; i++)
        {
            (string path, string body) = ask(i);
            using HttpResponseMessage answer = await SendAsync(house, path, body);
            Assert.Equal(answer.StatusCode == HttpStatusCode.TooManyRequests, answer.Headers.RetryAfter is not null);
            statuses.Add((int)answer.StatusCode);
        }

        return [.. statuses];
    }

    private static Task<HttpResponseMessage> SignUpAsync(SafeHouse house, JsonNode sent, string code) => SendAsync(
        house, "/api/v1/sign-up", $$"""{"ticket":"{{sent["ticket"]}}","phone":"{{Phone}}","code":"{{code}}"}""");

    internal static Task<HttpResponseMessage> SendAsync(
        SafeHouse house, string path, string? body, string? token = null)
    {
        HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        return house.Client.SendAsync(request);
    }

    internal static Task<HttpResponseMessage> GetAsync(SafeHouse house, string path, string token)
    {
        HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", token);
        return house.Client.SendAsync(request);
    }

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage answer)
    {
        using HttpResponseMessage _ = answer;
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>The code of a problem; nothing when the answer is a good one.</summary>
    private static async Task<string> CodeAsync(HttpResponseMessage answer)
    {
        using HttpResponseMessage _ = answer;
        return answer.IsSuccessStatusCode
            ? "" : JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!.GetValue<string>();
    }

    /// <summary>Sends bytes as they are, perhaps a body of some size after them, and reads the status.</summary>
    private static async Task<string> RawAsync(SafeHouse house, string head, int body = 0)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, house.Client.BaseAddress!.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        try
        {
            byte[] piece = new byte[16 * 1024];
            for (int sent = 0; sent < body && !stream.DataAvailable; sent += piece.Length)
            {
                await stream.WriteAsync(piece.AsMemory(0, Math.Min(piece.Length, body - sent)));
            }

            byte[] answer = new byte[4 * 1024];
            int read = await stream.ReadAsync(answer);
            string[] words = Encoding.ASCII.GetString(answer, 0, read).Split(' ', 3);
            return words.Length < 2 ? "" : words[1];
        }
        catch (IOException)
        {
            return "";
        }
    }
}
