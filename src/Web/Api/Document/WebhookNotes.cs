using System.Text.Json.Nodes;
using Huoqi.Acquiring;

namespace Huoqi.Web;

/// <summary>The webhooks of the document: what a merchant is called with, type by type, with the bodies that the
/// program makes.</summary>
internal static class WebhookNotes
{
    /// <summary>What each type tells.</summary>
    private static readonly Dictionary<string, Text> Says = new(StringComparer.Ordinal)
    {
        ["payment.paid"] = new("已付款：可以发货", "A payment was paid: deliver what was bought."),
        ["payment.refunded"] = new(
            "已退款（amount 为本次退款额）", "A part or the whole was given back; amount is this refund's."),
        ["payment.expired"] = new("付款期限已过", "The time to pay it is over."),
        ["payment.cancelled"] = new("商户已取消", "Its merchant has taken it back."),
        ["settlement.paid"] = new("结算款已打到商户银行账户", "The bank has paid out what a day brought."),
    };

    /// <summary>The types with what they tell and an example of each.</summary>
    public static IReadOnlyList<(string Type, Text Says, string Body)> All { get; } =
    [
        .. WebhookExamples.Of(Examples.Payment, Examples.At).Select(one => (one.Type, Says[one.Type], one.Body)),
    ];

    /// <summary>The member "webhooks" of OpenAPI 3.1.</summary>
    public static JsonObject ToJson()
    {
        JsonObject webhooks = [];
        foreach ((string type, Text says, string body) in All)
        {
            webhooks[type] = new JsonObject { ["post"] = Operation(type, says, body) };
        }

        return webhooks;
    }

    private static JsonObject Operation(string type, Text says, string body) => new()
    {
        ["operationId"] = string.Concat(
            type.Split('.').Select(word => $"{char.ToUpperInvariant(word[0])}{word[1..]}").Prepend("on")),
        ["tags"] = new JsonArray($"{ApiArea.Merchants}"),
        ["summary"] = says.En,
        ["description"] = says.Zh,
        ["parameters"] = new JsonArray(
            Header("webhook-id", WebhookExamples.EventId, "The event; the same whenever it comes again."),
            Header("webhook-timestamp", "1795221000", "Seconds since 1970; refuse what is older than five minutes."),
            Header("webhook-signature", WebhookExample.Signature,
                "v1, and the Base64 of HMAC-SHA256 over id, timestamp and body, joined by dots; several, with a blank "
                + "between them, while the secret is rotated.")),
        ["requestBody"] = new JsonObject
        {
            ["required"] = true,
            ["content"] = new JsonObject
            {
                [ApiAnswer.MediaType] = new JsonObject
                {
                    ["schema"] = Schema(body),
                    ["example"] = JsonNode.Parse(body),
                },
            },
        },
        ["responses"] = new JsonObject
        {
            ["2XX"] = new JsonObject { ["description"] = "It was taken." },
            ["410"] = new JsonObject { ["description"] = "Nothing more is wanted: the endpoint is switched off." },
            ["default"] = new JsonObject
            {
                ["description"] = "It comes again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h.",
            },
        },
    };

    private static JsonObject Header(string name, string example, string says) => new()
    {
        ["name"] = name,
        ["in"] = "header",
        ["required"] = true,
        ["description"] = says,
        ["schema"] = new JsonObject { ["type"] = "string" },
        ["example"] = example,
    };

    /// <summary>The members of an example are those of its type; new ones may be added to them.</summary>
    private static JsonObject Schema(string body)
    {
        JsonObject example = JsonNode.Parse(body)!.AsObject();
        return new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. example.Select(member => (JsonNode)member.Key)]),
            ["properties"] = new JsonObject
            {
                ["type"] = new JsonObject { ["const"] = example["type"]!.GetValue<string>() },
                ["timestamp"] = new JsonObject { ["type"] = "string", ["format"] = "date-time" },
                ["data"] = new JsonObject
                {
                    ["type"] = "object",
                    ["required"] = new JsonArray([.. example["data"]!.AsObject().Select(one => (JsonNode)one.Key)]),
                    ["properties"] = new JsonObject(example["data"]!.AsObject().Select(one =>
                        KeyValuePair.Create<string, JsonNode?>(one.Key, new JsonObject
                        {
                            ["type"] = one.Key == "sandbox" ? "boolean" : "string",
                        }))),
                },
            },
        };
    }
}
