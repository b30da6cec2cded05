using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>An operation as the developers' pages show it, out of the OpenAPI document.</summary>
public sealed record OperationView(
    string Id, string Method, string Path, Text Summary, string Needs, bool NeedsKey,
    IReadOnlyList<(string Name, string Place, bool Required, string Example)> Parameters, string? Request,
    IReadOnlyList<(string Status, string? Example)> Answers, IReadOnlyList<string> Problems);

/// <summary>The pages for developers: made from the same document that machines read.</summary>
internal static class DeveloperPages
{
    private static readonly string[] Methods = ["get", "post", "put", "delete"];

    private static readonly JsonSerializerOptions Indented = new(ApiJson.Options) { WriteIndented = true };

    public static void Map(Routes routes)
    {
        routes.Page("/developers", Who.Anyone, visit => Task.FromResult(visit.Show<DevelopersPage>()));
        routes.Page("/developers/{area}", Who.Anyone, ShowAreaAsync);
    }

    /// <summary>What an area is called.</summary>
    public static Text NameOf(ApiArea area) => area switch
    {
        ApiArea.Sessions => new("登录与会话", "Signing in and sessions"),
        ApiArea.Me => new("我的账户", "My account"),
        ApiArea.Money => new("资金、收益与账单", "Money, income and bills"),
        ApiArea.Acts => new("动用资金", "Moving money"),
        ApiArea.Plans => new("计划与协议", "Plans and agreements"),
        ApiArea.Talk => new("消息、异议与收款请求", "Messages, disputes and requests"),
        ApiArea.Merchants => new("商户", "Merchants"),
        ApiArea.Staff => new("员工", "Staff"),
    };

    /// <summary>The address of an area's page.</summary>
    public static string PathOf(ApiArea area) => $"/developers/{area.ToString().ToLowerInvariant()}";

    private static async Task<IResult> ShowAreaAsync(Visit visit)
    {
        foreach (ApiArea area in Enum.GetValues<ApiArea>())
        {
            if (string.Equals(PathOf(area), visit.Http.Request.Path.Value, StringComparison.Ordinal))
            {
                JsonObject document =
                    await visit.Http.RequestServices.GetRequiredService<ApiDocument>().RootAsync();
                return visit.Show<DeveloperAreaPage>(new Dictionary<string, object?>
                {
                    [nameof(DeveloperAreaPage.Area)] = area,
                    [nameof(DeveloperAreaPage.Operations)] = OperationsOf(document, area),
                });
            }
        }

        return visit.NothingHere();
    }

    private static List<OperationView> OperationsOf(JsonObject document, ApiArea area)
    {
        List<OperationView> all = [];
        foreach ((string path, JsonNode? item) in document["paths"]!.AsObject())
        {
            foreach (string method in Methods)
            {
                if (item![method] is JsonObject operation
                    && operation["tags"]![0]!.GetValue<string>() == area.ToString())
                {
                    all.Add(ViewOf(method.ToUpperInvariant(), path, operation));
                }
            }
        }

        return all;
    }

    private static OperationView ViewOf(string method, string path, JsonObject operation)
    {
        List<(string, string, bool, string)> parameters = [];
        bool needsKey = false;
        foreach (JsonNode? parameter in operation["parameters"]?.AsArray() ?? [])
        {
            string name = parameter!["name"]!.GetValue<string>();
            needsKey |= name == KeyFilter.Header;
            parameters.Add((
                name, parameter["in"]!.GetValue<string>(), parameter["required"]?.GetValue<bool>() ?? false,
                parameter["example"]!.ToString()));
        }

        List<(string, string?)> answers = [];
        List<string> problems = [];
        foreach ((string status, JsonNode? response) in operation["responses"]!.AsObject())
        {
            JsonObject? content = response!["content"]?.AsObject();
            if (content?[Problem.MediaType]?["examples"] is JsonObject examples)
            {
                problems.AddRange(examples.Select(example => example.Key));
            }
            else
            {
                answers.Add((
                    status,
                    content?[ApiAnswer.MediaType]?["example"]?.ToJsonString(Indented)
                    ?? content?[EventStreams.MediaType]?["example"]?.GetValue<string>()));
            }
        }

        string needs = string.Join(", ", (operation["security"]?.AsArray() ?? [])
            .SelectMany(way => way!.AsObject().Select(one => one.Key)));
        return new(
            operation["operationId"]!.GetValue<string>(), method, path,
            new(operation["description"]!.GetValue<string>(), operation["summary"]!.GetValue<string>()), needs,
            needsKey, parameters,
            operation["requestBody"]?["content"]?[ApiAnswer.MediaType]?["example"]?.ToJsonString(Indented),
            answers, problems);
    }
}
