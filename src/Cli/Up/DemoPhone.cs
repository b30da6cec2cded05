using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Huoqi.Identity;
using Huoqi.Web;

namespace Huoqi.Cli.Up;

/// <summary>What the simulated gateway has sent to a phone, for the demo's phone page.</summary>
internal sealed class DemoPhone(HttpClient gateway)
{
    private const int Newest = 10;

    /// <summary>The newest messages to a phone, newest first.</summary>
    public async Task<IReadOnlyList<DemoMessage>> MessagesToAsync(string phone, CancellationToken cancel)
    {
        ShownPage? page = await gateway.GetFromJsonAsync(
            $"/v1/messages?phone={Uri.EscapeDataString(phone)}&limit={Newest}", DemoPhoneJson.Default.ShownPage,
            cancel);
        return [.. (page?.Messages ?? []).Select(shown => new DemoMessage(
            DateTimeOffset.Parse(shown.At, CultureInfo.InvariantCulture), KindOf(shown.Kind),
            shown.Code.Length == 0 ? null : shown.Code))];
    }

    private static SmsKind KindOf(string word) => word switch
    {
        "recovery" => SmsKind.Recovery,
        "new-phone" => SmsKind.NewPhone,
        "phone-changed" => SmsKind.PhoneChanged,
        _ => SmsKind.SignIn,
    };
}

internal sealed record ShownPage(IReadOnlyList<Shown> Messages);

internal sealed record Shown(string At, string Kind, string Code);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ShownPage))]
internal sealed partial class DemoPhoneJson : JsonSerializerContext;
