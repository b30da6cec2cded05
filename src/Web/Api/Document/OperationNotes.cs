using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Huoqi.Web;

/// <summary>An operation of the document, from the notes of its route.</summary>
internal static class OperationNotes
{
    /// <summary>Examples of what stands in addresses.</summary>
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["act"] = "subscribe_from_wallet",
        ["amount"] = "12.34",
        ["atLeast"] = "1.00",
        ["atMost"] = "100.00",
        ["card"] = "1",
        ["code"] = "Zm9vYmFyYmF6cXV4MTIzNA",
        ["confirmation"] = Examples.Confirmation,
        ["consent"] = "1",
        ["cursor"] = "aW5ib3g6OQ",
        ["date"] = "2026-11-20",
        ["day"] = "2026-11-20",
        ["direction"] = "out",
        ["dispute"] = "1",
        ["endpoint"] = "we_1",
        ["eventId"] = "evt_1",
        ["format"] = "csv",
        ["from"] = "2026-11-01",
        ["goal"] = "1",
        ["key"] = "mk_1",
        ["kind"] = "payment",
        ["limit"] = "30",
        ["merchant"] = "1",
        ["message"] = "9",
        ["month"] = "2026-11",
        ["operation"] = OperationOut.Example.Operation,
        ["order"] = "07-000000123456",
        ["passkey"] = "1",
        ["payment"] = Examples.Payment.ToString(),
        ["person"] = "1000001",
        ["request"] = "5",
        ["session"] = "3",
        ["span"] = "month",
        ["text"] = "商城",
        ["through"] = "2026-11-30",
        ["version"] = "1",
    };

    public static async Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        IList<object> notes = context.Description.ActionDescriptor.EndpointMetadata;
        ApiNote note = notes.OfType<ApiNote>().Single();
        Access access = notes.OfType<Access>().Single();
        operation.OperationId = note.Operation;
        operation.Summary = note.Summary.En;
        operation.Description = note.Summary.Zh;
        operation.Tags = new HashSet<OpenApiTagReference> { new(note.Area.ToString(), context.Document) };
        operation.Security = SecurityOf(access.Who, context.Document);
        DescribeParameters(operation, notes.OfType<NeedsKey>().Any());
        DescribeBodies(operation, notes);
        OpenApiSchema problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancel);
        Problem[] problems = [.. ProblemsOf(notes, access)];
        DescribeProblems(operation, problem, problems);
        HeaderNotes.Describe(operation, notes, problems);
    }

    private static List<OpenApiSecurityRequirement> SecurityOf(Who who, OpenApiDocument? document)
    {
        List<OpenApiSecurityRequirement> ways = [];
        if ((who & (Who.Person | Who.Operator | Who.Auditor)) != Who.None)
        {
            ways.Add(new() { [new("session", document)] = [] });
        }

        if (who.HasFlag(Who.Merchant))
        {
            ways.Add(new() { [new("signature", document)] = [] });
        }

        return ways;
    }

    private static void DescribeParameters(OpenApiOperation operation, bool needsKey)
    {
        foreach (OpenApiParameter parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            string example = Parameters[parameter.Name!];
            bool isNumber = parameter.Schema?.Type?.HasFlag(JsonSchemaType.Integer) == true;
            parameter.Example = isNumber
                ? JsonValue.Create(long.Parse(example, CultureInfo.InvariantCulture))
                : JsonValue.Create(example);
        }

        if (needsKey)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = KeyFilter.Header,
                In = ParameterLocation.Header,
                Required = true,
                Description = "A fresh random value for each request, and the same one whenever it is repeated.",
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    MinLength = 1,
                    MaxLength = RequestKeys.LongestKey,
                    Pattern = "^[!-~]+$",
                },
                Example = JsonValue.Create("5f2b1c3e-8d1a-4a57-9f6e-2f7d1c0a9b11"),
            });
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = KeyFilter.PatienceHeader,
                In = ParameterLocation.Header,
                Required = false,
                Description = "Seconds that the caller waits for the answer of a request with the same key that is "
                    + "being worked on; then it is 409 with Retry-After.",
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = "0",
                    Maximum = "3599",
                },
                Example = JsonValue.Create(5),
            });
        }
    }

    private static void DescribeBodies(OpenApiOperation operation, IList<object> notes)
    {
        if (notes.OfType<TakesExample>().SingleOrDefault() is { } takes
            && operation.RequestBody?.Content is { } content)
        {
            foreach (OpenApiMediaType media in content.Values)
            {
                media.Example = Node(takes.Value, takes.Type);
            }
        }

        foreach (GivesExample gives in notes.OfType<GivesExample>())
        {
            string status = gives.Status.ToString(CultureInfo.InvariantCulture);
            if (operation.Responses is null || !operation.Responses.TryGetValue(status, out IOpenApiResponse? response))
            {
                continue;
            }

            JsonNode? example = gives.Value is not null
                ? Node(gives.Value, gives.Type)
                : JsonValue.Create(notes.OfType<StreamExample>().SingleOrDefault()?.Lines);
            if (example is not null && response.Content is { } answer)
            {
                foreach (OpenApiMediaType media in answer.Values)
                {
                    media.Example = example.DeepClone();
                }
            }
        }
    }

    private static IEnumerable<Problem> ProblemsOf(IList<object> notes, Access access)
    {
        IEnumerable<Problem> all = notes.OfType<CanRefuse>().SelectMany(can => can.Problems);
        if (!access.Who.HasFlag(Who.Anyone))
        {
            all = all.Append(Problem.Unauthenticated).Append(Problem.NotAllowed);
        }

        if (access.Who.HasFlag(Who.Merchant))
        {
            all = all.Concat(Problems.OfSignatures.Select(page => page.Problem));
        }

        if (notes.OfType<TakesExample>().Any())
        {
            all = all.Append(Problems.Unreadable).Append(Problems.TooLarge).Append(Problems.WrongMediaType);
        }

        return all.Append(Problems.Busy).Append(Problems.Down)
            .DistinctBy(problem => problem.Code).OrderBy(problem => problem.Status)
            .ThenBy(problem => problem.Code, StringComparer.Ordinal);
    }

    private static void DescribeProblems(
        OpenApiOperation operation, OpenApiSchema schema, IEnumerable<Problem> problems)
    {
        operation.Responses ??= [];
        foreach (IGrouping<int, Problem> status in problems.GroupBy(problem => problem.Status))
        {
            OpenApiMediaType media = new()
            {
                Schema = schema,
                Examples = status.ToDictionary(
                    problem => problem.Code,
                    IOpenApiExample (problem) => new OpenApiExample
                    {
                        Summary = problem.Title,
                        Value = JsonSerializer.SerializeToNode(problem, ProblemJson.Default.Problem),
                    },
                    StringComparer.Ordinal),
            };
            operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(", ", status.Select(problem => problem.Code)),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [Problem.MediaType] = media,
                },
            };
        }
    }

    private static JsonNode? Node(object value, Type type) =>
        JsonSerializer.SerializeToNode(value, type, ApiJson.Options);
}
