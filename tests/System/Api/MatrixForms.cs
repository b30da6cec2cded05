using System.Text.RegularExpressions;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>
/// Forms as the matrix sends them: with a token that is good for whoever asks, so that the answer is the act's own and
/// not that of the antiforgery check, and with no more than names the thing that is asked for.
/// </summary>
internal sealed partial class MatrixForms(ApiHouse house, bool rolesAreSwapped)
{
    // Pages that hold a form, for strangers, people and staff.
    private static readonly string[] Pages = ["/sign-in", "/me/display", "/staff", "/staff/person", "/recover"];

    // The field has the number of its goal in its name.
    private const string OfGoal = "assign";

    private static readonly Dictionary<string, (string Field, string Value)[]> Named = new(StringComparer.Ordinal)
    {
        ["POST /inbox/read"] = [("number", "message")],
        ["POST /me/cards/remove"] = [("card", "card")],
        ["POST /me/consents/revoke"] = [("consent", "consent")],
        ["POST /me/consents/grant"] = [("offer", "offer")],
        ["POST /me/identity/source"] = [("source", "source")],
        ["POST /save/goals/{number}/assign"] = [(OfGoal, "amount")],
        ["POST /me/devices/sign-out"] = [("session", "session")],
        ["POST /me/passkeys/remove"] = [("passkey", "passkey")],
        ["POST /me/passkeys/rename"] = [("passkey", "passkey"), ("label", "label")],
        ["POST /me/prove"] = [("confirmation", "confirmation"), ("how", "how"), ("digits", "digits")],
        ["POST /move"] = [("way", "way"), ("from", "from"), ("to", "to"), ("amount", "amount")],
        ["POST /staff/disputes"] = [("person", "person"), ("number", "dispute")],
        ["POST /staff/merchants/{merchant}/keys/revoke"] = [("key", "key")],
        ["POST /staff/merchants/{merchant}/replay"] = [("event", "event"), ("endpoint", "endpoint")],
        ["POST /staff/person/freeze"] = [("number", "person")],
        ["POST /staff/person/unfreeze"] = [("number", "person")],
    };

    private readonly Dictionary<string, (string Cookie, string Token)> _tokens = new(StringComparer.Ordinal);

    /// <summary>The body of a form and the cookie that goes with its token.</summary>
    /// <param name="route">Which form.</param>
    /// <param name="caller">Who sends it: one name for one person, whose token is asked for once.</param>
    /// <param name="session">In which session; null for a stranger.</param>
    /// <param name="valueOf">What a field has in it.</param>
    public async Task<(string Body, string Cookie)> BodyAsync(
        string route, string caller, string? session, Func<string, string> valueOf)
    {
        string who = session is null ? "nobody" : caller;
        if (!_tokens.TryGetValue(who, out (string Cookie, string Token) form))
        {
            form = _tokens[who] = await TokenAsync(session);
        }

        Dictionary<string, string> fields = new(StringComparer.Ordinal) { ["form-token"] = form.Token };
        foreach ((string field, string value) in Named.GetValueOrDefault(route, []))
        {
            fields[field == OfGoal ? SavePage.AssignField(long.Parse(valueOf("number"))) : field] = valueOf(value);
        }

        using FormUrlEncodedContent content = new(fields);
        return (await content.ReadAsStringAsync(TestContext.Current.CancellationToken), form.Cookie);
    }

    // A token belongs to who is signed in and not to the session, so that one serves all sessions of a caller.
    private async Task<(string Cookie, string Token)> TokenAsync(string? session)
    {
        foreach (string page in Pages)
        {
            using HttpResponseMessage answer = await house.SendAsync("GET", page, token: session);
            string html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            string? cookie = answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? all)
                ? all.FirstOrDefault(one => one.StartsWith("__Host-huoqi-form=", StringComparison.Ordinal)) : null;
            if (cookie is not null && Field().Match(html) is { Success: true } found)
            {
                return (cookie.Split(';')[0], found.Groups["token"].Value);
            }
        }

        // Where roles are swapped nobody may get a page at all.
        return rolesAreSwapped ? ("none=1", "") : throw new InvalidOperationException("no page gave a form's token");
    }

    [GeneratedRegex(
        "name=\"form-token\" value=\"(?<token>[^\"]+)\"",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Field();
}
