using System.Text.Json;
using System.Text.Json.Nodes;
using Huoqi.Web;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>The OpenAPI document says everything about the API, and nothing else.</summary>
public sealed class ApiDocumentTests(PostgresFixture server)
{
    [Fact]
    public async Task Every_route_of_the_api_is_in_the_document_with_examples_that_our_own_reader_takes()
    {
        await using WebHouse house = await WebHouse.StartAsync(server);
        using HttpClient client = new() { BaseAddress = house.Web.Address };
        byte[] text = await client.GetByteArrayAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        JsonObject document = JsonNode.Parse(text)!.AsObject();
        Assert.Equal("3.1", document["openapi"]!.GetValue<string>()[..3]);
        List<string> wrong = [];
        HashSet<string> operations = [];
        foreach (RouteEndpoint route in house.Web.Endpoints.Where(one =>
            one.Metadata.GetMetadata<Access>()?.Kind == RouteKind.Api))
        {
            string method = route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single();
            JsonNode? operation = document["paths"]?[PathOf(route)]?[method.ToLowerInvariant()];
            string name = $"{method} {PathOf(route)}";
            if (operation is null)
            {
                wrong.Add($"{name}: not in the document");
                continue;
            }

            if (operation["operationId"] is not { } id || !operations.Add(id.GetValue<string>())
                || operation["summary"] is null)
            {
                wrong.Add($"{name}: no operationId of its own, or no summary");
            }

            wrong.AddRange(WrongExamples(name, route, operation));
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Equal(text, await client.GetByteArrayAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
    }

    private static IEnumerable<string> WrongExamples(string name, RouteEndpoint route, JsonNode operation)
    {
        foreach (JsonNode? parameter in operation["parameters"]?.AsArray() ?? [])
        {
            if (parameter!["example"] is null)
            {
                yield return $"{name}: {parameter["name"]} has no example";
            }
        }

        TakesExample? takes = route.Metadata.GetMetadata<TakesExample>();
        JsonNode? sent = operation["requestBody"]?["content"]?["application/json"]?["example"];
        if ((operation["requestBody"] is null) != (takes is null) || (takes is not null && sent is null))
        {
            yield return $"{name}: the body has no example";
        }
        else if (takes is not null
            && JsonSerializer.Deserialize(sent!.ToJsonString(), takes.Type, ApiJson.Options) is not { } read)
        {
            yield return $"{name}: the example of the body is nothing";
        }

        foreach (GivesExample gives in route.Metadata.GetOrderedMetadata<GivesExample>())
        {
            JsonNode? answer = operation["responses"]?[$"{gives.Status}"];
            JsonNode? example = answer?["content"]?["application/json"]?["example"];
            if (answer is null || (gives.Value is not null && example is null))
            {
                yield return $"{name}: answer {gives.Status} has no example";
            }
        }

        if (!route.Metadata.OfType<GivesExample>().Any(gives => gives.Status < 300))
        {
            yield return $"{name}: no good answer";
        }
    }

    private static string PathOf(RouteEndpoint route) => string.Concat("/", string.Join('/',
        route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            _ => "",
        })))));
}
