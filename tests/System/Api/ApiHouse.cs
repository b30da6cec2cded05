using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Ledger;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>Callers of every kind on one web process.</summary>
internal sealed class ApiHouse : IAsyncDisposable
{
    private ApiHouse(WebHouse house)
    {
        House = house;
        Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = house.Web.Address,
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    private int _people;

    public WebHouse House { get; }

    /// <summary>What the web process logged.</summary>
    public KeptLog Log { get; private init; } = new();

    public HttpClient Client { get; }

    public static async Task<ApiHouse> StartAsync(
        PostgresFixture server, Func<WebOptions, WebOptions>? options = null)
    {
        KeptLog log = new();
        WebOptions Change(WebOptions usual)
        {
            WebOptions unlimited = usual with
            {
                LogTo = log,
                Calls = new() { PerAccount = 0, PerAddress = 0, InAll = 0 },
            };
            return options?.Invoke(unlimited) ?? unlimited;
        }

        return new(await WebHouse.StartAsync(server, options: Change)) { Log = log };
    }

    /// <summary>A person with an open account of class III and some money.</summary>
    public async Task<long> PersonAsync(string phone, string yuan = "1000.00")
    {
        long person = await new Profiles(House.Parts.Identity).MakeAsync(
            new(phone, "张三丰", IdNumber(++_people), KycLevel.L3));
        await House.Wallet.OpenWithMoneyAsync(person, yuan);
        return person;
    }

    /// <summary>The n-th id number with a right check digit (GB 11643).</summary>
    private static string IdNumber(int n)
    {
        string first = $"11010119900307{n:D3}";
        int sum = first.Select((digit, place) => (digit - '0') * ((1 << (17 - place)) % 11)).Sum();
        return first + "10X98765432"[sum % 11];
    }

    /// <summary>A fresh session's token.</summary>
    public async Task<string> TokenAsync(long person) =>
        (await new Sessions(House.Parts.Identity).OpenAsync(person, new("127.0.0.1", "Test"))).Token!.Value.Reveal();

    /// <summary>The number of an entry of a person's.</summary>
    public async Task<OrderNo> OrderOfAsync(long person)
    {
        BillPage? page = await new BillReading(House.Parts.Customers).PageAsync(person, new(), cursor: null, 10);
        return page!.Items[0].No;
    }

    /// <summary>A merchant's key.</summary>
    public async Task<Signing> MerchantAsync(long number, bool sandbox = false)
    {
        _ = await new Wallet.RegisterMerchant(House.Wallet.Parts)
            .HandleAsync(new(number, $"m{number}", $"商城{number}", $"payout-{number}", new(100_000)));
        IssuedKey key = await new MerchantKeys(House.Parts.Acquiring).IssueSecretAsync(number, sandbox);
        Assert.Equal(AcquiringStatus.Done, key.Status);
        return new(key.Key!.Id, key.Secret!);
    }

    /// <summary>Sends a request as somebody: a token, a merchant's signature, or nobody.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, string? body = null, string? token = null, Signing? signing = null,
        string? key = null, string? formCookie = null)
    {
        HttpRequestMessage request = new(new(method), path);
        byte[] bytes = body is null ? [] : Encoding.UTF8.GetBytes(body);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.ContentType =
                new(formCookie is null ? "application/json" : "application/x-www-form-urlencoded");
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (formCookie is not null)
        {
            request.Headers.Add("Cookie", formCookie);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        signing?.Sign(request, Client.BaseAddress!, bytes);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The code of a problem, and that the answer is one.</summary>
    public static async Task<string> CodeOfAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        JsonNode problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(
            TestContext.Current.CancellationToken))!;
        Assert.Equal((int)answer.StatusCode, problem["status"]!.GetValue<int>());
        string code = problem["code"]!.GetValue<string>();
        Assert.Equal($"/developers#{code}", problem["type"]!.GetValue<string>());
        return code;
    }

    /// <summary>The body of a good answer.</summary>
    public static async Task<JsonNode> BodyOfAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>What /metrics says when the database has answered in time: a busy machine may keep it from that.
    /// </summary>
    public async Task<string> MetricsAsync()
    {
        for (int tries = 1; ; tries++)
        {
            string text = await Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
            if (tries == 30 || text.Contains("\nhuoqi_database_up 1\n", StringComparison.Ordinal))
            {
                return text;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await House.DisposeAsync();
    }
}
