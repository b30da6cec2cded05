using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>The API over real HTTP: strict in what it takes, plain in what it refuses, once in what it does.</summary>
public sealed class ApiTests(PostgresFixture server)
{
    [Fact]
    public async Task A_person_signs_up_with_a_code_and_reads_who_they_are()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        JsonNode sent = await ApiHouse.BodyOfAsync(
            await house.SendAsync("POST", "/api/v1/sign-up/codes", """{"phone":"13812345678"}"""));
        string code = house.House.Phone.CodeOf("13812345678");
        JsonNode opened = await ApiHouse.BodyOfAsync(await house.SendAsync(
            "POST", "/api/v1/sign-up",
            $$"""{"ticket":"{{sent["ticket"]}}","phone":"13812345678","code":"{{code}}"}"""));
        string token = opened["token"]!.GetValue<string>();
        JsonNode me = await ApiHouse.BodyOfAsync(await house.SendAsync("GET", "/api/v1/me", token: token));
        Assert.Equal("138••••5678", me["maskedPhone"]!.GetValue<string>());
        HttpResponseMessage home = await house.SendAsync("GET", "/api/v1/home", token: token);
        Assert.Equal("account-not-found", await ApiHouse.CodeOfAsync(home));
        _ = await ApiHouse.BodyOfAsync(await house.SendAsync(
            "POST", "/api/v1/kyc/identity", """{"name":"李明","idNumber":"110101199003078515"}""", token));
        JsonNode now = await ApiHouse.BodyOfAsync(await house.SendAsync("GET", "/api/v1/home", token: token));
        Assert.Equal("0.00", now["total"]!.GetValue<string>());
        Assert.Equal("CNY", now["currency"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_body_is_read_strictly()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        string token = await house.TokenAsync(await house.PersonAsync("13800000001"));
        (string Body, int Status, string Code)[] cases =
        [
            ("", 400, "unreadable-body"),
            ("null", 400, "unreadable-body"),
            ("\uFEFF{\"amount\":\"1.00\",\"currency\":\"CNY\",\"card\":1}", 400, "unreadable-body"),
            ("[]", 400, "unreadable-body"),
            ("{", 400, "unreadable-body"),
            ("""{"amount":12.34,"currency":"CNY","card":1}""", 400, "unreadable-body"),
            ("""{"amount":"12.345","currency":"CNY","card":1}""", 400, "unreadable-body"),
            ("""{"amount":"１２","currency":"CNY","card":1}""", 400, "unreadable-body"),
            ("""{"amount":"1e27","currency":"CNY","card":1}""", 400, "unreadable-body"),
            ("""{"amount":"99999999999999999999","currency":"CNY","card":1}""", 400, "unreadable-body"),
            ("""{"amount":"-1.00","currency":"CNY","card":1}""", 400, "unreadable-body"),
            ("""{"amount":"1.00","currency":"USD","card":1}""", 400, "unreadable-body"),
            ("""{"amount":"1.00","currency":"CNY"}""", 400, "unreadable-body"),
            ("""{"amount":"1.00","currency":"CNY","card":"1"}""", 400, "unreadable-body"),
            ("""{"amount":"1.00","currency":"CNY","card":1,"card":2}""", 400, "unreadable-body"),
            ("""{"amount":"1.00","amount":"2.00","currency":"CNY","card":1}""", 400, "unreadable-body"),
            ("""{"amount":"1.00","currency":"CNY","card":1,"extra":true}""", 400, "unreadable-body"),
            ("""{"Amount":"1.00","currency":"CNY","card":1}""", 400, "unreadable-body"),
            ("""{"amount":"1.00","currency":"CNY","card":1,"confirmation":"a\u0000b"}""", 400, "unreadable-body"),
            ("""{"amount":"1.00","currency":"CNY","card":1,"confirmation":"\ud800"}""", 400, "unreadable-body"),
            ("""{"amount":"1.00","currency":"CNY","card":1} x""", 400, "unreadable-body"),
            ("""{"amount":"1.00","currency":"CNY","card":1}""", 403, "confirmation-not-proved"),
        ];
        for (int i = 0; i < cases.Length; i++)
        {
            HttpResponseMessage answer =
                await house.SendAsync("POST", "/api/v1/top-ups", cases[i].Body, token, key: $"k{i}");
            Assert.Equal(
                cases[i], (cases[i].Body, (int)answer.StatusCode, await ApiHouse.CodeOfAsync(answer)));
        }
    }

    [Fact]
    public async Task What_is_not_there_or_not_so_is_a_problem_too()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        string token = await house.TokenAsync(await house.PersonAsync("13800000001"));
        Assert.Equal("not-found", await ApiHouse.CodeOfAsync(await house.SendAsync("GET", "/api/v1/nothing")));
        HttpResponseMessage method = await house.SendAsync("DELETE", "/api/v1/home", token: token);
        Assert.Equal("method-not-allowed", await ApiHouse.CodeOfAsync(method));
        Assert.Contains("GET", method.Content.Headers.Allow);
        HttpRequestMessage form = new(HttpMethod.Post, "/api/v1/goals") { Content = new StringContent("a=b") };
        form.Headers.Authorization = new("Bearer", token);
        Assert.Equal("unsupported-media-type", await ApiHouse.CodeOfAsync(await house.Client.SendAsync(
            form, TestContext.Current.CancellationToken)));
        string large = $$"""{"name":"{{new string('x', 70_000)}}","currency":"CNY","target":"1.00"}""";
        Assert.Equal(
            "body-too-large",
            await ApiHouse.CodeOfAsync(await house.SendAsync("POST", "/api/v1/goals", large, token)));
        Assert.Equal(
            "body-too-large",
            await ApiHouse.CodeOfAsync(await house.SendAsync(
                "POST", "/api/v1/merchant/payments", large, signing: await house.MerchantAsync(1), key: "k")));
        Assert.Equal(
            "unauthenticated", await ApiHouse.CodeOfAsync(await house.SendAsync("GET", "/api/v1/home")));
        Assert.Equal(
            "unauthenticated",
            await ApiHouse.CodeOfAsync(await house.SendAsync("GET", "/api/v1/home", token: $"{token}x")));
        Assert.Equal(
            "invalid-cursor",
            await ApiHouse.CodeOfAsync(await house.SendAsync("GET", "/api/v1/bills?cursor=%F0", token: token)));
        Assert.Equal(
            "bad-request",
            await ApiHouse.CodeOfAsync(await house.SendAsync("GET", "/api/v1/bills?limit=1000", token: token)));
        Assert.Equal(
            "bad-request",
            await ApiHouse.CodeOfAsync(await house.SendAsync("GET", "/api/v1/bills?limit=x", token: token)));
    }

    [Fact]
    public async Task A_passkey_that_proves_nothing_is_told_of_no_tries()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        string token = await house.TokenAsync(await house.PersonAsync("13800000001"));
        JsonNode asked = await ApiHouse.BodyOfAsync(
            await house.SendAsync("POST", "/api/v1/confirmations/factors", token: token));
        HttpResponseMessage answer = await house.SendAsync(
            "POST", $"/api/v1/confirmations/{asked["confirmation"]}/passkey", """{"credential":{}}""", token);
        Assert.Equal("not-proved", await ApiHouse.CodeOfAsync(answer));
        Assert.Null(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["fields"]);
    }

    [Fact]
    public async Task A_key_stands_for_one_request_and_one_answer()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        Signing shop = await house.MerchantAsync(1);
        const string Path = "/api/v1/merchant/payments";
        const string Body = """{"merchantOrder":"M-1","amount":"30.00","currency":"CNY","description":"一本书"}""";
        HttpResponseMessage without = await house.SendAsync("POST", Path, Body, signing: shop);
        Assert.Equal("key-missing", await ApiHouse.CodeOfAsync(without));
        HttpResponseMessage first = await house.SendAsync("POST", Path, Body, signing: shop, key: "k-1");
        string made = await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(first.StatusCode == HttpStatusCode.Created, made);
        HttpResponseMessage again = await house.SendAsync("POST", Path, Body, signing: shop, key: "k-1");
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(made, await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        HttpResponseMessage other = await house.SendAsync(
            "POST", Path, Body.Replace("30.00", "31.00", StringComparison.Ordinal), signing: shop, key: "k-1");
        Assert.Equal("key-reused", await ApiHouse.CodeOfAsync(other));
        HttpResponseMessage refused = await house.SendAsync(
            "POST", Path, Body.Replace("30.00", "0.00", StringComparison.Ordinal), signing: shop, key: "k-2");
        Assert.Equal("invalid-amount", await ApiHouse.CodeOfAsync(refused));
        HttpResponseMessage refusedAgain = await house.SendAsync(
            "POST", Path, Body.Replace("30.00", "0.00", StringComparison.Ordinal), signing: shop, key: "k-2");
        Assert.Equal("invalid-amount", await ApiHouse.CodeOfAsync(refusedAgain));
        Assert.Equal("true", refusedAgain.Headers.GetValues("Idempotency-Replayed").Single());
        JsonNode list = await ApiHouse.BodyOfAsync(await house.SendAsync("GET", Path, signing: shop));
        Assert.Equal("open", Assert.Single(list["items"]!.AsArray())!["state"]!.GetValue<string>());
        Signing otherShop = await house.MerchantAsync(2);
        string id = JsonNode.Parse(made)!["id"]!.GetValue<string>();
        Assert.Equal(
            "payment-not-found",
            await ApiHouse.CodeOfAsync(await house.SendAsync("GET", $"{Path}/{id}", signing: otherShop)));
    }

    [Fact]
    public async Task Probes_answer_and_metrics_name_nobody()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        long person = await house.PersonAsync("13800000001");
        _ = await house.SendAsync("GET", "/api/v1/home", token: await house.TokenAsync(person));
        Assert.Equal("live\n", await house.Client.GetStringAsync(
            "/health/live", TestContext.Current.CancellationToken));
        Assert.Equal("ready\n", await house.Client.GetStringAsync(
            "/health/ready", TestContext.Current.CancellationToken));
        string metrics = await house.MetricsAsync();
        Assert.Contains("huoqi_requests_total{method=\"GET\",route=\"/api/v1/home\",status=\"200\"} 1", metrics,
            StringComparison.Ordinal);
        foreach (string name in (string[])["queue_length", "group_size", "commit_p99_seconds", "outbox_age_seconds",
            "seal_lag_days"])
        {
            Assert.Contains($"\nhuoqi_{name} ", metrics, StringComparison.Ordinal);
        }

        Assert.DoesNotContain($"{person}", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("13800000001", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_stops_ends_its_streams_and_says_that_it_is_not_ready()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(
            server, options => options with { DrainNotice = TimeSpan.FromSeconds(2) });
        string token = await house.TokenAsync(await house.PersonAsync("13800000001"));
        HttpResponseMessage stream = await house.SendAsync("GET", "/api/v1/events", token: token);
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType?.MediaType);
        using StreamReader reader = new(await stream.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        List<string> heard = [];
        while (heard.Count(line => line.StartsWith("data: ", StringComparison.Ordinal)) < 2)
        {
            heard.Add((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!);
        }

        Assert.Contains("event: balance", heard);
        Assert.Contains("event: inbox", heard);
        Assert.Contains(heard, line => line.Contains("\"total\":\"1000.00\"", StringComparison.Ordinal));
        Task drained = house.House.Web.DrainAsync();
        HttpResponseMessage ready = await house.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        HttpResponseMessage refused = await house.SendAsync("GET", "/api/v1/events", token: token);
        Assert.Equal("not-ready", await ApiHouse.CodeOfAsync(refused));
        Assert.NotNull(refused.Headers.RetryAfter);
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is not null)
        {
            // Ends when the process stops.
        }

        await drained;
    }

    [Fact]
    public async Task Whoever_asks_too_much_is_told_when_to_come_again()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(
            server, options => options with { Calls = new() { PerAccount = 40 } });
        string token = await house.TokenAsync(await house.PersonAsync("13800000001"));
        string other = await house.TokenAsync(await house.PersonAsync("13800000002"));
        List<HttpStatusCode> answers = [];
        for (int i = 0; i < 60; i++)
        {
            HttpResponseMessage answer = await house.SendAsync("GET", "/api/v1/limits", token: token);
            answers.Add(answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.True(answer.Headers.RetryAfter!.Delta > TimeSpan.Zero);
                Assert.Equal("too-many-requests", await ApiHouse.CodeOfAsync(answer));
            }
        }

        // A window may end in the middle of the sixty.
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.InRange(answers.Count(status => status == HttpStatusCode.OK), 1, 2 * (40 + 2));
        HttpResponseMessage others = await house.SendAsync("GET", "/api/v1/limits", token: other);
        Assert.Equal(HttpStatusCode.OK, others.StatusCode);
    }
}
