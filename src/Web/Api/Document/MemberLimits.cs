using System.Text.Json;
using System.Text.Json.Nodes;
using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>What a member of a request may be.</summary>
/// <param name="Shape">The request.</param>
/// <param name="Name">The member.</param>
/// <param name="Says">What it may be, for whoever sends it.</param>
/// <param name="Longest">The most characters of a text; null where it is no text.</param>
internal sealed record MemberLimit(Type Shape, string Name, string Says, int? Longest = null)
{
    /// <summary>The fewest characters of a text.</summary>
    public int Shortest { get; init; }

    /// <summary>The least and the most of a number.</summary>
    public (int Least, int Most)? Between { get; init; }

    /// <summary>The member as it stands in JSON.</summary>
    public string Member => JsonNamingPolicy.CamelCase.ConvertName(Name);
}

/// <summary>
/// The limits of requests in the document: the constants that the acts check, and nothing that is written down twice.
/// </summary>
internal static class MemberLimits
{
    private const string Schemas = "#/components/schemas/";

    /// <summary>All that are known; a text that is not here may be as long as any.</summary>
    public static IReadOnlyList<MemberLimit> All { get; } =
    [
        new(typeof(NewPaymentIn), nameof(NewPaymentIn.MerchantOrder),
            $"1 to {CreatePayment.LongestMerchantOrder} characters: letters, digits and - _ . : / only.",
            CreatePayment.LongestMerchantOrder)
        { Shortest = 1 },
        new(typeof(NewPaymentIn), nameof(NewPaymentIn.Amount),
            $"Above zero and at most {CreatePayment.Most.ToPlain()}."),
        new(typeof(NewPaymentIn), nameof(NewPaymentIn.Description),
            $"One line of 1 to {CreatePayment.LongestDescription} characters, with no blank at its ends.",
            CreatePayment.LongestDescription)
        { Shortest = 1 },
        new(typeof(NewPaymentIn), nameof(NewPaymentIn.Items),
            $"Lines of together at most {CreatePayment.LongestItems} characters.", CreatePayment.LongestItems),
        new(typeof(NewPaymentIn), nameof(NewPaymentIn.ExpiresAt),
            $"After now and at most {CreatePayment.LongestLife.Days} days from now; without it "
            + $"{CreatePayment.UsualLife.Minutes} minutes from now."),
        new(typeof(NewPaymentIn), nameof(NewPaymentIn.ReturnUrl),
            $"An https address of at most {CreatePayment.LongestReturnUrl} characters, or http on the payer's own "
            + "machine.", CreatePayment.LongestReturnUrl),
        new(typeof(RefundIn), nameof(RefundIn.Amount), "Above zero and at most what was not given back yet."),
        new(typeof(EndpointIn), nameof(EndpointIn.Url),
            $"An https address on a public host, at most {OutboundGuard.LongestUrl} characters.",
            OutboundGuard.LongestUrl),
        new(typeof(RotateIn), nameof(RotateIn.OverlapHours), $"0 to {WebhookApi.LongestOverlapHours} hours.")
        { Between = (0, WebhookApi.LongestOverlapHours) },
        new(typeof(SendIn), nameof(SendIn.Note), $"At most {SendIn.LongestNote} characters.", SendIn.LongestNote),
        new(typeof(SendIn), nameof(SendIn.Friend), "Whom it is for, by number: either this or code."),
        new(typeof(SendIn), nameof(SendIn.Code),
            "Whom it is for, by the last part of their collect link, of which a day has a limit of its own: either "
            + "this or friend.", CollectCode.Letters),
        new(typeof(MoneyRequestIn), nameof(MoneyRequestIn.Text),
            $"At most {MoneyRequests.LongestText} characters.", MoneyRequests.LongestText),
        new(typeof(DisputeIn), nameof(DisputeIn.Text),
            $"At most {Disputes.LongestText} characters.", Disputes.LongestText),
        new(typeof(GoalIn), nameof(GoalIn.Name), $"At most {Goals.LongestName} characters.", Goals.LongestName),
        new(typeof(CardIn), nameof(CardIn.Bank), $"At most {BankCards.LongestBank} characters.",
            BankCards.LongestBank),
        new(typeof(NicknameIn), nameof(NicknameIn.Nickname),
            $"At most {NicknameRules.Most} characters; empty for none.", NicknameRules.Most),
    ];

    /// <summary>What a problem says of a member.</summary>
    public static ProblemField FieldOf<T>(string name)
    {
        MemberLimit limit = All.Single(one => one.Shape == typeof(T) && one.Name == name);
        return new($"/{limit.Member}", limit.Says);
    }

    /// <summary>
    /// Writes the limits into the document as it is served. The framework puts shapes that occur twice aside and drops
    /// what was said of one member alone, so that it is said afterwards.
    /// </summary>
    public static void Put(JsonObject root)
    {
        JsonObject schemas = root["components"]!["schemas"]!.AsObject();
        foreach (MemberLimit limit in All)
        {
            // An act of money stands there twice: by itself, and among all that may be confirmed.
            string name = SchemaNames.NameOf(limit.Shape);
            foreach (string known in (string[])[name, $"{SchemaNames.NameOf(typeof(WantedIn))}{name}"])
            {
                if (schemas[known]?["properties"]?[limit.Member] is JsonObject member)
                {
                    Put(member, limit);
                }
            }
        }

        TakeNoSign(root, schemas);
    }

    private static void Put(JsonObject member, MemberLimit limit)
    {
        member["description"] = limit.Says;
        if (limit.Longest is { } longest)
        {
            member["maxLength"] = longest;
        }

        if (limit.Shortest > 0)
        {
            member["minLength"] = limit.Shortest;
        }

        if (limit.Between is { } between)
        {
            member["minimum"] = between.Least;
            member["maximum"] = between.Most;
        }
    }

    /// <summary>What is asked for has no sign, while what is told may be below zero: the amounts of requests are
    /// schemas of their own.</summary>
    private static void TakeNoSign(JsonObject root, JsonObject schemas)
    {
        Stack<JsonNode> left = new(root["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject())
            .Select(operation => (operation.Value as JsonObject)?["requestBody"]).OfType<JsonNode>());
        HashSet<string> seen = [];
        while (left.TryPop(out JsonNode? node))
        {
            foreach (JsonObject part in (JsonObject[])[.. PartsOf(node)])
            {
                if (MaySign(part))
                {
                    part["pattern"] = MoneyJson.TakenPattern;
                }
                else if (TextOf(part["$ref"]) is not { } reference
                    || !reference.StartsWith(Schemas, StringComparison.Ordinal)
                    || schemas[reference[Schemas.Length..]] is not JsonObject shape)
                {
                    continue;
                }
                else if (MaySign(shape))
                {
                    part["$ref"] = $"{reference}Taken";
                    schemas[$"{reference[Schemas.Length..]}Taken"] ??= Taken(shape);
                }
                else if (seen.Add(reference))
                {
                    left.Push(shape);
                }
            }
        }
    }

    private static JsonObject Taken(JsonObject amount)
    {
        JsonObject taken = amount.DeepClone().AsObject();
        taken["pattern"] = MoneyJson.TakenPattern;
        taken["description"] =
            $"{TextOf(amount["description"])} Never below zero; at most {MoneyJson.Most.ToPlain()}.";
        return taken;
    }

    private static IEnumerable<JsonObject> PartsOf(JsonNode? node) => node switch
    {
        JsonObject one => one.SelectMany(member => PartsOf(member.Value)).Prepend(one),
        JsonArray list => list.SelectMany(PartsOf),
        _ => [],
    };

    private static bool MaySign(JsonObject schema) => TextOf(schema["pattern"]) == MoneyJson.Pattern;

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
