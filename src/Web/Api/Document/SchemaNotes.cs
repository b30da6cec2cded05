using System.Text.Json;
using System.Text.Json.Nodes;
using Huoqi.Acquiring;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Huoqi.Web;

/// <summary>The values that are text with a form of their own.</summary>
internal static class SchemaNotes
{
    private static readonly Dictionary<Type, (string Pattern, string Example, string What)> Texts = new()
    {
        [typeof(Money)] = (MoneyJson.Pattern, "12.34", "Yuan; at most two decimals, never a JSON number."),
        [typeof(FundUnits)] = (MoneyJson.Pattern, "12.34", "Units of the fund; 1 unit is 1.00 yuan."),
        [typeof(IncomePer10k)] = (@"^-?[0-9]+\.[0-9]{4}$", "1.1204", "Yuan per 10,000 units and day."),
        [typeof(YieldPercent)] = (@"^-?[0-9]+\.[0-9]{3}$", "4.146", "Percent a year."),
        [typeof(OrderNo)] = ("^[0-9]{2,}-[0-9]{12,}$", "07-000000123456", "The number of an entry in the books."),
        [typeof(Currency)] = ("^CNY$", CurrencyJson.Cny, "ISO 4217; only yuan."),
        [typeof(Pocket)] = (PocketJson.Pattern, "card:1", "The wallet, or one of the person's bank cards."),
        [typeof(RequestId)] = ("^pay_[A-Za-z0-9_-]{24}$", Examples.Payment.ToString(), "The id of a payment request."),
    };

    public static Task DescribeAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        Type type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        bool isNullable = type != context.JsonTypeInfo.Type;
        if (Texts.TryGetValue(type, out (string Pattern, string Example, string What) text))
        {
            schema.Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
            schema.Pattern = text.Pattern;
            schema.Description = text.What;
            schema.Examples = [JsonValue.Create(text.Example)!];
        }
        else if (type == typeof(DateTimeOffset))
        {
            Form(schema, isNullable, "date-time");
        }
        else if (type == typeof(DateOnly))
        {
            Form(schema, isNullable, "date");
        }
        else if (type == typeof(string))
        {
            Form(schema, isNullable: schema.Type?.HasFlag(JsonSchemaType.Null) == true, format: null);
            schema.MaxLength ??= Values.LongestText;
        }
        else if (type == typeof(JsonElement))
        {
            schema.Type = JsonSchemaType.Object;
            schema.Description = "A JSON object of WebAuthn, handed on as it is.";
        }

        return Task.CompletedTask;
    }

    private static void Form(OpenApiSchema schema, bool isNullable, string? format)
    {
        schema.Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
        schema.Format = format;
    }
}
