using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;

namespace Huoqi.Web;

/// <summary>
/// What a visitor has begun with a phone and not finished: kept sealed in the browser between the steps, so that no
/// phone stands in an address, and a page that is loaded again sends no second code.
/// </summary>
/// <param name="What">"sign-up", "recover" or "new-phone".</param>
/// <param name="Ticket">To be given back with the code.</param>
/// <param name="Phone">The phone of the account.</param>
/// <param name="NewPhone">The phone that takes its place, if one does.</param>
/// <param name="Back">Where to go in the end.</param>
public sealed record Pending(string What, string Ticket, string Phone, string? NewPhone, string Back)
{
    private static readonly SealedCookie Cookie = new("__Host-huoqi-begun", "huoqi.begun");

    /// <summary>The phone that the code was sent to.</summary>
    [JsonIgnore]
    public string CodeTo => NewPhone ?? Phone;

    /// <summary>Leaves it with the browser.</summary>
    internal static void Keep(Visit visit, Pending pending) =>
        Cookie.Give(visit.Http, Cookie.Sealer(visit.Http).Protect(
            JsonSerializer.Serialize(pending, PendingJson.Default.Pending), SealedCookie.Life));

    /// <summary>What was begun; null when nothing was, or something else, or it was too long ago.</summary>
    internal static Pending? Of(Visit visit, string? what)
    {
        if (Cookie.Sent(visit.Http) is not { } cookie)
        {
            return null;
        }

        try
        {
            Pending? pending = JsonSerializer.Deserialize(
                Cookie.Sealer(visit.Http).Unprotect(cookie), PendingJson.Default.Pending);
            return what is null || pending?.What == what ? pending : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>It is finished.</summary>
    internal static void Forget(Visit visit) => Cookie.Take(visit.Http);

    public override string ToString() => nameof(Pending);
}

[JsonSerializable(typeof(Pending))]
internal sealed partial class PendingJson : JsonSerializerContext;
