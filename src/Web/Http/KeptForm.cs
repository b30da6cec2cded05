using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Huoqi.Identity;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>
/// A form that was sent after its session had ended: what was typed waits sealed in the browser, and its page shows it
/// again once the same person has signed in. Nothing of it is done. Only fields named here are kept, so that no
/// password, code, card or id number ever is.
/// </summary>
/// <param name="Person">Whose session it was; null when the browser had none any more.</param>
/// <param name="Page">The page that shows it again.</param>
/// <param name="SentTo">Where it was sent: a page may have several forms.</param>
/// <param name="Typed">What was typed.</param>
internal sealed record KeptForm(long? Person, string Page, string SentTo, Dictionary<string, string> Typed)
{
    private static readonly SealedCookie Cookie = new("__Host-huoqi-typed", "huoqi.typed");

    // A browser keeps no cookie of more than 4,096 bytes, its name and attributes included.
    private const int LongestCookie = 3_800;

    private static readonly HashSet<string> Harmless =
    [
        "amount", "note", "phone", "from", "to", "speed", "way", "source", "keep", "each", "target", "by", "name",
        "text", "reason", "nickname", "label", "bank",
    ];

    // Behind it stands the number of a goal.
    private const string AssignedTo = "assigned-";

    private static readonly Text Again = new(
        "提交时登录已经失效，所以没有办理，没有任何款项变动。您填写的内容还在，密码和验证码除外；请核对后再按一次按钮。",
        "You were no longer signed in, so nothing was done and no money moved. What you typed is still there, but for "
        + "passwords and codes: check it and press the button again.");

    /// <summary>Says of a form that nobody is signed in who might send it.</summary>
    public static FormNotTaken NotTaken(Fields typed, string sentTo) =>
        new(typed, sentTo, StatusCodes.Status200OK, Again) { SignInFirst = true };

    /// <summary>Leaves a form with the browser; the request is that for its page by now.</summary>
    public static void Keep(HttpContext http, FormNotTaken form)
    {
        Dictionary<string, string> typed = form.Typed.Filled.Where(field => IsHarmless(field.Key))
            .ToDictionary(StringComparer.Ordinal);
        // What nobody can have typed fills nothing in: a button alone is pressed again.
        if (typed.Count == 0)
        {
            return;
        }

        AppParts parts = http.RequestServices.GetRequiredService<AppParts>();
        long? person = new Sessions(parts.Identity).Of(SessionDoor.TokenOf(http))?.Person;
        string kept = Seal(http, new(person, PageOf(http), form.SentTo, typed));
        if (kept.Length <= LongestCookie)
        {
            Cookie.Give(http, kept);
        }
    }

    /// <summary>Takes the form out again on its page, for whoever sent it.</summary>
    public static FormNotTaken? Take(HttpContext http, Caller? caller)
    {
        if (caller is not { Role: Who.Person } || Unseal(http) is not { } kept || kept.Page != PageOf(http))
        {
            return null;
        }

        Cookie.Take(http);
        return kept.Person is { } person && person != caller.Number
            ? null
            : NotTaken(Fields.Of([.. kept.Typed.Select(field => (field.Key, field.Value))]), kept.SentTo) with
            {
                SignInFirst = false,
            };
    }

    /// <summary>Whether a form waits in this browser.</summary>
    public static bool Waits(HttpContext http) => Unseal(http) is not null;

    private static bool IsHarmless(string field) =>
        Harmless.Contains(field) || field.StartsWith(AssignedTo, StringComparison.Ordinal);

    private static string PageOf(HttpContext http) => $"{http.Request.Path}{http.Request.QueryString}";

    private static string Seal(HttpContext http, KeptForm form)
    {
        byte[] plain = JsonSerializer.SerializeToUtf8Bytes(form, KeptFormJson.Default.KeptForm);
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        return BrotliEncoder.TryCompress(plain, packed, out int length)
            ? Base64Url.EncodeToString(
                Cookie.Sealer(http).Protect(packed.AsSpan(0, length).ToArray(), SealedCookie.Life))
            : throw new InvalidOperationException("what is packed fits by the framework's own word");
    }

    private static KeptForm? Unseal(HttpContext http)
    {
        if (Cookie.Sent(http) is not { } cookie)
        {
            return null;
        }

        try
        {
            byte[] packed = Cookie.Sealer(http).Unprotect(Base64Url.DecodeFromChars(cookie));
            using BrotliStream plain = new(new MemoryStream(packed), CompressionMode.Decompress);
            return JsonSerializer.Deserialize(plain, KeptFormJson.Default.KeptForm);
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(KeptForm))]
internal sealed partial class KeptFormJson : JsonSerializerContext;
