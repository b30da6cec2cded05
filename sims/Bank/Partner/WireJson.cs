using System.Text.Json;
using System.Text.Json.Serialization;

namespace Huoqi.Partner;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class WireJson : JsonSerializerContext;
