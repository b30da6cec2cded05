#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Huoqi.Identity;
using Huoqi.Web;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>
/// Somebody whose every secret is known to the test signs up, is identified, pays, errs and fails: nothing that the
/// process writes for others has any of it, and the database has none of it in the clear.
/// </summary>
public sealed class CanaryTests(PostgresFixture postgres)
{
    private const string Phone = "13877712345";
    private const string Name = "欧阳锋利";
    private const string Card = "6222028888012340188";
    private const string Password = "canary lantern over copper";
    private const string Digits = "805913";

    private static readonly string IdNumber = $"11010119900307987{IdNumbers.CheckDigit("11010119900307987")}";

    private readonly List<string> _canaries = [Phone, Name, IdNumber, Card, Password, Digits];
    private readonly List<string> _problems = [];

    [Fact]
    public async Task No_log_problem_metric_export_or_table_has_what_is_somebodys_own()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        using Browser browser = house.Web.NewBrowser();
        await LiveAsync(house, browser);
        await ErrAsync(house, browser);
        string token = browser.Cookies[SafeHouse.Cookie];
        _canaries.Add(token.Split('.')[2]);

        string[] lines = house.Log.From(LogLevel.Trace);
        Assert.True(lines.Length > 1_000, $"only {lines.Length} lines were kept");
        AssertNone("log", lines);

        // Addresses are what the framework writes of a request, below the level that the process writes at.
        await AskForAsync(browser);
        AssertNone("log", house.Log.From(LogLevel.Warning));
        AssertNone("problem", _problems);
        AssertNone("metrics", [await house.Client.GetStringAsync("/metrics")]);
        foreach (string format in (string[])["csv", "ofx", "beancount"])
        {
            using HttpResponseMessage export = await browser.SendAsync(new(
                HttpMethod.Get, $"/api/v1/exports/{format}?from=2026-11-01&through=2026-11-18"));
            Assert.Equal(HttpStatusCode.OK, export.StatusCode);
            AssertNone(format, [await export.Content.ReadAsStringAsync()]);
        }

        // A person's copy of their own data has their own name, and still no secret and no card.
        using HttpResponseMessage own = await browser.SendAsync(new(HttpMethod.Get, "/me/data/huoqi.json"));
        string copy = await own.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.All((string[])[Card, Password, token.Split('.')[2]], canary => AssertNone("my data", [copy], canary));
        await AssertNoTableAsync(house.Web.Wallet.Database);
    }

    private async Task LiveAsync(SafeHouse house, Browser browser)
    {
        await house.Web.SignUpAsync(browser, Phone);
        _canaries.Add(house.Web.Phone.CodeOf(Phone));
        _canaries.Add(browser.Cookies[SafeHouse.Cookie].Split('.')[2]);
        await browser.OpenAsync("/me/payment-password");
        await browser.SubmitAsync("form[action='/me/payment-password']", ("digits", Digits), ("again", Digits));
        await browser.OpenAsync("/me/password");
        await browser.SubmitAsync("form[action='/me/password']", ("password", Password));
        await browser.OpenAsync("/me/identity");
        await browser.SubmitAsync("form[action='/me/identity']", ("name", Name), ("id-number", IdNumber));
        await browser.SubmitAsync("form:has(input[value=Carrier])");
        await browser.SubmitAsync("form:has(input[value=BankCard])", ("evidence", "card-1"));
        await browser.SubmitAsync("form:has(input[value=Face])", ("evidence", "face-1"));
        await house.Web.Wallet.IssueCardAsync(Card, Name, IdNumber);
        await browser.OpenAsync("/me/cards");
        await browser.SubmitAsync(
            "form[action='/me/cards']", ("bank", "工商银行"), ("number", Card));
        Assert.Contains("0188", browser.Text, StringComparison.Ordinal);
        string confirmed = await ConfirmedAsync(house, browser);
        Assert.Contains("\"order\"", confirmed, StringComparison.Ordinal);
    }

    /// <summary>A top-up over the API, with the payment password.</summary>
    private async Task<string> ConfirmedAsync(SafeHouse house, Browser browser)
    {
        _ = house;
        string act = """{"amount":"12.34","currency":"CNY","card":1""";
        string asked = await SendAsync(browser, "/api/v1/confirmations", """{"act":"top-up",""" + act[1..] + "}");
        string id = JsonNode.Parse(asked)!["confirmation"]!.GetValue<string>();
        _ = await SendAsync(browser, $"/api/v1/confirmations/{id}/payment-password", """{"digits":"000001"}""");
        string proved = await SendAsync(
            browser, $"/api/v1/confirmations/{id}/payment-password", $$"""{"digits":"{{Digits}}"}""");
        string token = JsonNode.Parse(proved)!["token"]!.GetValue<string>();
        browser.Cookies[SafeHouse.Cookie] = token;
        _canaries.Add(token.Split('.')[^1]);
        return await SendAsync(browser, "/api/v1/top-ups", $$"""{{act}},"confirmation":"{{id}}"}""", key: "k1");
    }

    /// <summary>Everything of theirs where it does not belong.</summary>
    private async Task ErrAsync(SafeHouse house, Browser browser)
    {
        // A card's number in the place of its bank's name, which is kept in the clear.
        _ = await SendAsync(browser, "/api/v1/cards", $$"""{"bank":"{{Card}}","cardNumber":"{{Card}}"}""");
        foreach (string canary in _canaries.ToArray())
        {
            _ = await SendAsync(browser, "/api/v1/goals", $$"""{"{{canary}}":"{{canary}}"}""");
            _ = await SendAsync(browser, "/api/v1/goals", $$"""{"name":"x","currency":"CNY","target":"{{canary}}"}""");
            _ = await SendAsync(browser, "/api/v1/payees", $$"""{"phone":"{{canary}}"}""");
            _ = await SendAsync(
                browser, "/api/v1/sessions/password", $$"""{"phone":"{{canary}}","password":"{{canary}}"}""");
            _ = await SendAsync(browser, "/api/v1/kyc/identity", $$"""{"name":"{{canary}}","idNumber":"{{canary}}"}""");
            _ = await SendAsync(browser, "/api/v1/cards", $$"""{"bank":"工商银行","cardNumber":"{{canary}}"}""");
            _ = await SendAsync(browser, "/api/v1/top-ups", $$"""{"amount":"{{canary}}"}""", key: "k2");
            using Browser stranger = house.Web.NewBrowser();
            await stranger.OpenAsync("/sign-in");
            await stranger.SubmitAsync(
                "form[action='/sign-in/password']", ("phone", Phone), ("password", canary));
            Assert.DoesNotContain(Password, stranger.Page.DocumentElement.InnerHtml, StringComparison.Ordinal);
        }
    }

    /// <summary>The same in addresses, where nothing of ours ever puts it.</summary>
    private async Task AskForAsync(Browser browser)
    {
        foreach (string escaped in _canaries.Select(Uri.EscapeDataString))
        {
            foreach (string path in (string[])
                [
                    $"/api/v1/bills?cursor={escaped}", $"/api/v1/bills/{escaped}", $"/nothing/{escaped}",
                    $"/receipt/{escaped}", $"/api/v1/income/{escaped}",
                ])
            {
                using HttpResponseMessage answer = await browser.SendAsync(new(HttpMethod.Get, path));
                Keep(answer, await answer.Content.ReadAsStringAsync());
            }
        }
    }

    private async Task<string> SendAsync(Browser browser, string path, string body, string? key = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using HttpResponseMessage answer = await browser.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode < HttpStatusCode.InternalServerError, $"{path} {body}: {text}");
        Keep(answer, text);
        return text;
    }

    private void Keep(HttpResponseMessage answer, string text)
    {
        if (answer.Content.Headers.ContentType?.MediaType == Problem.MediaType)
        {
            _problems.Add(text);
        }
    }

    private void AssertNone(string where, IEnumerable<string> lines)
    {
        string[] kept = [.. lines];
        foreach (string canary in _canaries)
        {
            AssertNone(where, kept, canary);
        }
    }

    // Six digits are also a part of other numbers: of them only whole ones count.
    private static void AssertNone(string where, IEnumerable<string> lines, string canary)
    {
        string? hit = lines.FirstOrDefault(line => Has(line, canary));
        Assert.True(hit is null, $"{where} has {canary}: {hit}");
    }

    private static bool Has(string line, string canary)
    {
        for (int at = 0; (at = line.IndexOf(canary, at, StringComparison.Ordinal)) >= 0; at++)
        {
            char before = at == 0 ? ' ' : line[at - 1];
            char after = at + canary.Length == line.Length ? ' ' : line[at + canary.Length];
            bool inside = char.IsLetterOrDigit(before) || before is '.' or ':' || char.IsLetterOrDigit(after);
            if (canary.Length > 6 || !inside)
            {
                return true;
            }
        }

        return false;
    }

    private async Task AssertNoTableAsync(TestDatabase database)
    {
        List<string> tables = [];
        await using (NpgsqlCommand list = database.Owner.CreateCommand("""
            SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
            WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
            """))
        await using (NpgsqlDataReader reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        Assert.True(tables.Count > 30);
        foreach (string table in tables)
        {
            // As text and as bytes that are the text.
            foreach (string canary in _canaries.Where(canary => canary.Length > 6).SelectMany(canary =>
                (string[])[canary, Convert.ToHexStringLower(Encoding.UTF8.GetBytes(canary))]))
            {
                await using NpgsqlCommand look = database.Owner.CreateCommand(
                    $"SELECT count(*) FROM {table} AS t WHERE strpos(t::text, $1) > 0");
                look.Parameters.Add(new() { Value = canary });
                Assert.True((long)(await look.ExecuteScalarAsync())! == 0, $"{table} has {canary}");
            }
        }
    }
}
