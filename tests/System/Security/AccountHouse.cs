#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.SystemTests.Identity;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>
/// People's accounts asked over the API by whoever has got hold of a factor, with a security clock that a test moves.
/// </summary>
internal sealed class AccountHouse : IAsyncDisposable
{
    public const string Phone = "13800000001";
    public const string Name = "张三丰";
    public const string IdNumber = "11010519491231002X";
    public const string Digits = "295837";
    public const string Password = "copper lantern over the river";

    private readonly HttpClient _client;
    private int _keys;

    private AccountHouse(WebHouse web, MovedClock clock)
    {
        (Web, Clock) = (web, clock);
        _client = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = web.Web.Address };
    }

    public WebHouse Web { get; }

    public MovedClock Clock { get; }

    /// <summary>The session that <see cref="SendAsync"/> speaks in.</summary>
    public string? Token { get; set; }

    public static async Task<AccountHouse> StartAsync(PostgresFixture postgres)
    {
        MovedClock clock = new();
        WebHouse web = await WebHouse.StartAsync(
            postgres, parts => parts with { Identity = parts.Identity with { Time = clock } },
            options => options with { Calls = new() { PerAccount = 0, PerAddress = 0, InAll = 0 } });
        return new(web, clock);
    }

    /// <summary>Somebody of class III with money, a card of a year ago, a sign-in and a payment password.</summary>
    public async Task<long> PersonAsync(string yuan = "20000.00")
    {
        long person = await new Profiles(Web.Parts.Identity).MakeAsync(
            new(Phone, Name, IdNumber, KycLevel.L3) { PaymentPassword = new(Digits) });
        await Web.Wallet.OpenWithMoneyAsync(person, yuan);
        _ = await new BankCards(Web.Parts.Customers).KeepAsync(person, "工商银行", "1234", "card-old-1234");
        await OpenAsync(person);
        await StepUpAsync("payment-password", new JsonObject { ["digits"] = Digits });
        await DoneAsync("PUT", "/api/v1/password", new JsonObject { ["password"] = Password });
        return person;
    }

    /// <summary>A new session of somebody, who proved nothing in it.</summary>
    public async Task OpenAsync(long person) => Token =
        (await new Sessions(Web.Parts.Identity).OpenAsync(person, new("127.0.0.1", "Test"))).Token!.Value.Reveal();

    /// <summary>Signs in with the password.</summary>
    public async Task SignInAsync()
    {
        JsonNode opened = await DoneAsync("POST", "/api/v1/sessions/password", new JsonObject
        {
            ["phone"] = Phone,
            ["password"] = Password,
        });
        Token = opened["token"]!.GetValue<string>();
    }

    /// <summary>Recovers the account with what stands on the papers and a code to the phone.</summary>
    public async Task RecoverAsync()
    {
        JsonNode sent = await DoneAsync("POST", "/api/v1/recovery/codes", new JsonObject { ["phone"] = Phone });
        JsonNode opened = await DoneAsync("POST", "/api/v1/recovery", new JsonObject
        {
            ["ticket"] = sent["ticket"]!.GetValue<string>(),
            ["phone"] = Phone,
            ["code"] = Web.Phone.CodeOf(Phone),
            ["name"] = Name,
            ["idNumber"] = IdNumber,
        });
        Token = opened["token"]!.GetValue<string>();
    }

    /// <summary>A fresh proof, for changes of factors.</summary>
    public async Task StepUpAsync(string way, JsonObject proof)
    {
        JsonNode ask = await DoneAsync("POST", "/api/v1/confirmations/factors");
        await ProveAsync(ask["confirmation"]!.GetValue<string>(), way, proof);
    }

    /// <summary>The same with the sign-in password.</summary>
    public Task StepUpByPasswordAsync() => StepUpAsync("password", new JsonObject { ["password"] = Password });

    /// <summary>Proves a confirmation; the session's token is another from then on.</summary>
    public async Task ProveAsync(string confirmation, string way, JsonObject proof)
    {
        JsonNode proved = await DoneAsync("POST", $"/api/v1/confirmations/{confirmation}/{way}", proof);
        Token = proved["token"]!.GetValue<string>();
    }

    /// <summary>Sets the payment password.</summary>
    public Task SetDigitsAsync(string digits) =>
        DoneAsync("PUT", "/api/v1/payment-password", new JsonObject { ["digits"] = digits });

    /// <summary>Asks for a card to be added.</summary>
    public Task<HttpResponseMessage> AddCardAsync(string number, string bank = "招商银行") => SendAsync(
        "POST", "/api/v1/cards", new JsonObject { ["bank"] = bank, ["cardNumber"] = number });

    /// <summary>Adds a card; its number among the person's.</summary>
    public async Task<int> CardAsync(string number)
    {
        using HttpResponseMessage answer = await AddCardAsync(number);
        return (await BodyAsync(answer))["card"]!.GetValue<int>();
    }

    /// <summary>Asks for a confirmation: its id, or the code of the refusal.</summary>
    public async Task<(string? Confirmation, string? Refused)> AskAsync(JsonObject wanted)
    {
        using HttpResponseMessage answer = await SendAsync("POST", "/api/v1/confirmations", wanted);
        return answer.StatusCode == HttpStatusCode.Created
            ? ((await BodyAsync(answer))["confirmation"]!.GetValue<string>(), null)
            : (null, await CodeAsync(answer));
    }

    /// <summary>Does what was confirmed; "done" or "pending", or the code of the refusal.</summary>
    public async Task<string> UseAsync(string path, JsonObject wanted, string confirmation)
    {
        JsonObject body = wanted.DeepClone().AsObject();
        body.Remove("act");
        body["confirmation"] = confirmation;
        using HttpResponseMessage answer = await SendAsync("POST", path, body, $"key-{++_keys}");
        return answer.IsSuccessStatusCode
            ? (await BodyAsync(answer))["state"]!.GetValue<string>() : await CodeAsync(answer);
    }

    /// <summary>Asks, proves with the payment password and does it; what became of it in a word.</summary>
    public async Task<string> ActAsync(string path, JsonObject wanted, string digits = Digits)
    {
        (string? confirmation, string? refused) = await AskAsync(wanted);
        if (confirmation is null)
        {
            return refused!;
        }

        await ProveAsync(confirmation, "payment-password", new JsonObject { ["digits"] = digits });
        return await UseAsync(path, wanted, confirmation);
    }

    public static JsonObject Withdraw(string yuan, int card) => new()
    {
        ["act"] = "withdraw",
        ["amount"] = yuan,
        ["currency"] = "CNY",
        ["card"] = card,
    };

    /// <summary>Money to a card, all the way.</summary>
    public Task<string> WithdrawAsync(string yuan, int card, string digits = Digits) =>
        ActAsync("/api/v1/withdrawals", Withdraw(yuan, card), digits);

    /// <summary>Money to a friend, all the way.</summary>
    public Task<string> SendMoneyAsync(string yuan, long friend, string digits = Digits) => ActAsync(
        "/api/v1/transfers",
        new()
        {
            ["act"] = "send",
            ["amount"] = yuan,
            ["currency"] = "CNY",
            ["friend"] = friend,
            ["note"] = "",
        },
        digits);

    /// <summary>Sends a request in the session.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, JsonObject? body = null, string? key = null)
    {
        using HttpRequestMessage request = new(new(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            request.Content.Headers.ContentType = new("application/json");
        }

        if (Token is not null)
        {
            request.Headers.Authorization = new("Bearer", Token);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await _client.SendAsync(request);
    }

    /// <summary>The code of a refusal.</summary>
    public static async Task<string> CodeAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!.GetValue<string>();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Web.DisposeAsync();
    }

    /// <summary>Sends what must be done.</summary>
    public async Task<JsonNode> DoneAsync(string method, string path, JsonObject? body = null)
    {
        using HttpResponseMessage answer = await SendAsync(method, path, body);
        return await BodyAsync(answer);
    }

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
