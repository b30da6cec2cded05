#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.IO.Compression;
using System.Text.Json;
using Huoqi.Customers;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Everything that is known of somebody, to take away.</summary>
public sealed class MyDataTests(PostgresFixture postgres)
{
    [Fact]
    public async Task All_data_is_taken_away_after_a_proof()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderWithDigitsAsync();
        CustomersParts customers = house.Parts.Customers;
        (long friend, _) = await house.NewReaderAsync("13800000002");
        for (int i = 1; i <= 105; i++)
        {
            await new Inbox(customers).PutAsync(person, MessageKind.TopUp, $"order-{i}", new Dictionary<string, string>
            {
                ["amount"] = $"{i}.00",
            });
            MoneyRequests requests = new(customers);
            (_, long asked) = await requests.AskAsync(person, $"ask-{i}", friend, new(i), $"lunch {i}");
            // Few may be open at once.
            _ = await requests.WithdrawAsync(person, asked);
        }

        _ = await new Goals(customers).AddAsync(person, "A journey", new(500_00), by: null);
        _ = await new NightlySweep(customers).SetAsync(person, new(200_00));
        await browser.OpenAsync("/me/data/huoqi.json");
        Assert.StartsWith("/me/prove", browser.Path, StringComparison.Ordinal);
        await browser.ProveAsync();
        Assert.Equal("/me/data", browser.Path);
        using HttpResponseMessage json = await browser.SendAsync(new(HttpMethod.Get, "/me/data/huoqi.json"));
        using JsonDocument data = JsonDocument.Parse(await json.Content.ReadAsStringAsync());
        Assert.Equal("13800000001", data.RootElement.GetProperty("profile").GetProperty("phone").GetString());
        Assert.Equal("III", data.RootElement.GetProperty("account").GetProperty("class").GetString());
        // Everything, however much it is.
        Assert.Equal(
            Enumerable.Range(1, 105).Select(i => $"{i}.00"),
            Texts(data, "messages", "amount").OrderBy(amount => amount.Length)
                .ThenBy(amount => amount, StringComparer.Ordinal));
        Assert.Equal(105, Texts(data, "moneyRequests", "text").Distinct().Count());
        Assert.Equal(["A journey"], Texts(data, "goals", "name"));
        Assert.Equal(
            "200.00",
            data.RootElement.GetProperty("standingOrders").GetProperty("nightlySweep").GetProperty("keep").GetString());
        Assert.Equal(["IdRegistry", "BankCard", "Face"], data.RootElement.GetProperty("profile")
            .GetProperty("confirmedBy").EnumerateArray().Select(source => source.GetString()));
        using HttpResponseMessage zip = await browser.SendAsync(new(HttpMethod.Get, "/me/data/huoqi.zip"));
        using ZipArchive archive = new(await zip.Content.ReadAsStreamAsync());
        Assert.Equal(
            ["bills-2026.beancount", "bills-2026.csv", "bills-2026.ofx", "bills-2026.xlsx", "huoqi.json"],
            archive.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        Assert.True(person > 0);

        static IEnumerable<string> Texts(JsonDocument data, string list, string name) =>
            data.RootElement.GetProperty(list).EnumerateArray()
                .Where(item => item.TryGetProperty(name, out _))
                .Select(item => item.GetProperty(name).GetString()!);
    }
}
