using System.Text.Json.Nodes;

namespace Huoqi.Bench;

/// <summary>An operation of the document: where it is, and a request that is right.</summary>
internal sealed record FuzzCase(
    string Method, string Path, IReadOnlyDictionary<string, string> InPath, IReadOnlyDictionary<string, string> InQuery,
    bool NeedsKey, JsonObject? Body)
{
    /// <summary>Whether it costs much on purpose: a password is hashed slowly.</summary>
    public bool IsDear => Path.Contains("password", StringComparison.Ordinal)
        || Path.EndsWith("staff/sessions", StringComparison.Ordinal);
}

/// <summary>Every operation of an OpenAPI document.</summary>
internal sealed record FuzzCases(IReadOnlyList<FuzzCase> All)
{
    private static readonly string[] Methods = ["get", "post", "put", "delete", "patch"];

    public static FuzzCases Of(byte[] document)
    {
        List<FuzzCase> all = [];
        JsonObject paths = JsonNode.Parse(document)!["paths"]!.AsObject();
        foreach ((string path, JsonNode? item) in paths)
        {
            foreach (string method in Methods)
            {
                if (item![method] is JsonObject operation)
                {
                    all.Add(CaseOf(method.ToUpperInvariant(), path, operation));
                }
            }
        }

        return new(all);
    }

    private static FuzzCase CaseOf(string method, string path, JsonObject operation)
    {
        Dictionary<string, string> inPath = new(StringComparer.Ordinal);
        Dictionary<string, string> inQuery = new(StringComparer.Ordinal);
        bool needsKey = false;
        foreach (JsonNode? parameter in operation["parameters"]?.AsArray() ?? [])
        {
            string name = parameter!["name"]!.GetValue<string>();
            string example = parameter["example"]?.ToString() ?? "1";
            switch (parameter["in"]!.GetValue<string>())
            {
                case "path":
                    inPath[name] = example;
                    break;
                case "query":
                    inQuery[name] = example;
                    break;
                default:
                    needsKey |= name == "Idempotency-Key";
                    break;
            }
        }

        JsonNode? body = operation["requestBody"]?["content"]?["application/json"]?["example"];
        return new(method, path, inPath, inQuery, needsKey, body as JsonObject);
    }
}
