using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Huoqi.Kernel;

namespace Huoqi.Cli.Up;

/// <summary>Has the simulated bank issue cards to the demo's people, who have none in life.</summary>
internal sealed class DemoCards(HttpClient bank)
{
    private const int Group = 4;

    /// <summary>The card of a holder, in groups of four digits; issued when they look for the first time, and null
    /// when the bank does not answer.</summary>
    public async Task<string?> OfAsync(Personal name, Personal idNumber, CancellationToken cancel)
    {
        try
        {
            using HttpResponseMessage answer = await bank.PostAsJsonAsync(
                "/v1/cards:issue", new(name.Reveal(), idNumber.Reveal()), DemoCardsJson.Default.HolderAsked, cancel);
            CardIssued? card = answer.IsSuccessStatusCode
                ? await answer.Content.ReadFromJsonAsync(DemoCardsJson.Default.CardIssued, cancel) : null;
            return card is null
                ? null
                : string.Join(' ', card.CardNumber.Chunk(Group).Select(four => new string(four)));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}

internal sealed record HolderAsked(string HolderName, string HolderIdNumber)
{
    public override string ToString() => nameof(HolderAsked);
}

internal sealed record CardIssued(string CardNumber, string HolderName, string HolderIdNumber)
{
    public override string ToString() => nameof(CardIssued);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HolderAsked))]
[JsonSerializable(typeof(CardIssued))]
internal sealed partial class DemoCardsJson : JsonSerializerContext;
