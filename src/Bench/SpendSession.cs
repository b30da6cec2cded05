using System.Text.Json.Nodes;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>
/// One session of a person at the public API, with the token it has now: each proof rotates it. What is wanted is
/// confirmed by a passkey that was made over the API too.
/// </summary>
internal sealed class SpendSession(string token, SoftwarePasskey passkey)
{
    /// <summary>The token it has now.</summary>
    public string Token { get; private set; } = token;

    /// <summary>Makes the person's passkey, in a session that was just opened.</summary>
    public static async Task<SoftwarePasskey> NewPasskeyAsync(
        ApiCaller web, string token, CancellationToken cancel)
    {
        // It does not count: its assertions go through several sessions at once.
        SoftwarePasskey passkey = new(SpendBooks.Origin) { Counts = false };
        JsonNode ask = await web.GoodAsync(
            HttpMethod.Post, "/api/v1/passkeys/asks", token, new JsonObject(), cancel: cancel);
        _ = await web.GoodAsync(HttpMethod.Post, "/api/v1/passkeys", token, new JsonObject
        {
            ["ask"] = ask["ask"]!.GetValue<string>(),
            ["credential"] = JsonNode.Parse(passkey.Create(ask["options"]!.ToJsonString())),
            ["label"] = "Load driver",
        }, cancel);
        return passkey;
    }

    /// <summary>
    /// Asks one process for the confirmation of something wanted, proves it at another, and gives its id.
    /// </summary>
    public async Task<string> ConfirmAsync(
        ApiCaller asked, ApiCaller proved, JsonObject wanted, CancellationToken cancel)
    {
        JsonNode waiting = await asked.GoodAsync(
            HttpMethod.Post, "/api/v1/confirmations", Token, wanted, cancel);
        string confirmation = waiting["confirmation"]!.GetValue<string>();
        string assertion;
        lock (passkey)
        {
            assertion = passkey.Get(waiting["passkeyOptions"]!.ToJsonString());
        }

        JsonNode proof = await proved.GoodAsync(
            HttpMethod.Post, $"/api/v1/confirmations/{confirmation}/passkey", Token,
            new JsonObject { ["credential"] = JsonNode.Parse(assertion) }, cancel);
        Token = proof["token"]?.GetValue<string>() ?? throw new InvariantBrokenException("a proof rotates the token");
        return confirmation;
    }

    /// <summary>Pays a merchant's request from the wallet.</summary>
    public static JsonObject Pay(string amount, long merchant, string payment) => new()
    {
        ["act"] = "pay",
        ["amount"] = amount,
        ["currency"] = "CNY",
        ["merchant"] = merchant,
        ["payment"] = payment,
        ["source"] = "wallet",
    };

    /// <summary>Sends money to a friend.</summary>
    public static JsonObject Send(string amount, long friend) => new()
    {
        ["act"] = "send",
        ["amount"] = amount,
        ["currency"] = "CNY",
        ["friend"] = friend,
        ["note"] = "",
    };

    /// <summary>Takes money to the first bank card.</summary>
    public static JsonObject Withdraw(string amount) => new()
    {
        ["act"] = "withdraw",
        ["amount"] = amount,
        ["currency"] = "CNY",
        ["card"] = 1,
    };

    /// <summary>Where something wanted is done.</summary>
    public static string PathOf(JsonObject wanted) => wanted["act"]!.GetValue<string>() switch
    {
        "pay" => "/api/v1/purchases",
        "send" => "/api/v1/transfers",
        "withdraw" => "/api/v1/withdrawals",
        string act => throw new InvariantBrokenException($"{act} is none of the acts here"),
    };

    /// <summary>The body that does it: the same without its name, with the confirmation.</summary>
    public static JsonObject ToDo(JsonObject wanted, string confirmation)
    {
        JsonObject body = wanted.DeepClone().AsObject();
        body.Remove("act");
        body["confirmation"] = confirmation;
        return body;
    }
}
