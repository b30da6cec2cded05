using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.Web;

/// <summary>Everything about one person but the bills, as one JSON document for that person.</summary>
internal static class MyData
{
    private const int Page = 100;

    /// <summary>Writes the document. Own data is in clear; secrets and what others are called are not in it.</summary>
    public static async Task WriteAsync(Visit visit, Stream output)
    {
        using MemoryStream buffer = new();
        await using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions
        {
            Indented = true,
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        }))
        {
            json.WriteStartObject();
            json.WriteString("madeAt", visit.Parts.Identity.Time.GetUtcNow());
            await ProfileAsync(visit, json);
            await AccountAsync(visit, json);
            await WaysInAsync(visit, json);
            await ConsentsAsync(visit, json);
            await SavingAsync(visit, json);
            await RequestsAsync(visit, json);
            await TalkAsync(visit, json);
            json.WriteEndObject();
        }

        buffer.Position = 0;
        await buffer.CopyToAsync(output, visit.Aborted);
    }

    private static async Task ProfileAsync(Visit visit, Utf8JsonWriter json)
    {
        Profile? profile = await new Profiles(visit.Parts.Identity).ReadAsync(visit.Person, visit.Aborted);
        json.WriteStartObject("profile");
        json.WriteNumber("customer", visit.Person);
        if (profile is not null)
        {
            json.WriteString("phone", profile.Phone.Reveal());
            json.WriteString("name", profile.Name.Reveal());
            json.WriteString("idNumber", profile.IdNumber.Reveal());
            json.WriteString("nickname", profile.Nickname);
            json.WriteString("since", profile.CreatedAt);
        }

        json.WriteString("level", visit.Session.Level.ToString());
        json.WriteString("language", visit.Session.Display.Language);
        json.WriteString("theme", visit.Session.Display.Theme);
        json.WriteBoolean("largeText", visit.Session.Display.Elder);
        json.WriteBoolean("hideAmounts", visit.Session.Display.HideAmounts);
        json.WriteBoolean("redUp", visit.Session.Display.RedUp);
        json.WriteStartArray("confirmedBy");
        foreach (KycSource source in
            (await new Kyc(visit.Parts.Identity).ReadAsync(visit.Person, visit.Aborted)).Sources)
        {
            json.WriteStringValue(source.ToString());
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task AccountAsync(Visit visit, Utf8JsonWriter json)
    {
        if (await visit.Parts.Db.OneAsync(new PaymentAccount.Of(visit.Shard, visit.Person), visit.Aborted)
            is { } account)
        {
            json.WriteStartObject("account");
            json.WriteString("class", account.Class.ToString());
            json.WriteString("openedOn", $"{account.OpenedOn:yyyy-MM-dd}");
            json.WriteEndObject();
        }

        List(json, "cards", await new BankCards(visit.Parts.Customers).OfAsync(visit.Person, visit.Aborted), card =>
        {
            json.WriteString("bank", card.Bank);
            json.WriteString("ending", card.Ending);
            json.WriteString("addedAt", card.AddedAt);
        });
        List(json, "agreements", await new Agreements(visit.Parts.Customers)
            .AcceptedByAsync(visit.Person, visit.Aborted), accepted =>
        {
            json.WriteString("document", accepted.Document.Kind.ToString());
            json.WriteNumber("version", accepted.Document.Version);
            json.WriteString("textHash", accepted.Document.TextHash);
            json.WriteString("acceptedAt", accepted.AcceptedAt);
        });
    }

    private static async Task WaysInAsync(Visit visit, Utf8JsonWriter json)
    {
        IdentityParts identity = visit.Parts.Identity;
        List(json, "sessions", await new Sessions(identity).ListAsync(visit.Session, visit.Aborted), session =>
        {
            json.WriteString("device", session.Device);
            json.WriteString("since", session.CreatedAt);
            json.WriteString("lastSeen", session.LastSeen);
        });
        List(json, "passkeys", await new Passkeys(identity).ListAsync(visit.Person, visit.Aborted), passkey =>
        {
            json.WriteString("name", passkey.Label);
            json.WriteString("addedAt", passkey.CreatedAt);
        });
        IReadOnlyList<SecurityLine> log = await PagesAsync(
            (before, limit) => new SecurityLog(identity).ListAsync(visit.Person, before, limit, visit.Aborted),
            line => line.Number);
        List(json, "securityLog", log, line =>
        {
            json.WriteString("at", line.At);
            json.WriteString("what", line.Act.ToString());
            json.WriteString("device", line.Device);
            json.WriteString("detail", line.Detail);
        });
    }

    private static async Task ConsentsAsync(Visit visit, Utf8JsonWriter json) =>
        List(json, "consents", await new Consents(visit.Parts.Identity).ListAsync(visit.Person, visit.Aborted), one =>
        {
            json.WriteString("data", one.Category);
            json.WriteString("purpose", one.Purpose);
            json.WriteString("version", one.Version);
            json.WriteString("from", one.From);
            if (one.RevokedAt is { } revoked)
            {
                json.WriteString("revokedAt", revoked);
                json.WriteString("reason", one.Reason);
            }
        });

    private static async Task SavingAsync(Visit visit, Utf8JsonWriter json)
    {
        CustomersParts customers = visit.Parts.Customers;
        json.WriteStartObject("standingOrders");
        if (await new NightlySweep(customers).FindAsync(visit.Person, visit.Aborted) is { } sweep)
        {
            json.WriteStartObject("nightlySweep");
            json.WriteString("keep", sweep.Keep.ToPlain());
            json.WriteString("since", $"{sweep.Since:yyyy-MM-dd}");
            json.WriteEndObject();
        }

        if (await new SavingPerPayment(customers).FindAsync(visit.Person, visit.Aborted) is { } saving)
        {
            json.WriteStartObject("savingPerPayment");
            json.WriteString("amount", saving.PerPayment.ToPlain());
            json.WriteString("since", $"{saving.Since:yyyy-MM-dd}");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        List(json, "goals", await new Goals(customers).OfAsync(visit.Person, visit.Aborted), goal =>
        {
            json.WriteString("name", goal.Name);
            json.WriteString("target", goal.Target.ToPlain());
            json.WriteString("assigned", goal.Assigned.ToString());
            json.WriteString("by", goal.By is { } by ? $"{by:yyyy-MM-dd}" : null);
        });
    }

    // Both those the person sent and those they were sent; who the other one is belongs to the other one.
    private static async Task RequestsAsync(Visit visit, Utf8JsonWriter json) =>
        List(
            json, "moneyRequests",
            await PagesAsync(
                (before, limit) => new MoneyRequests(visit.Parts.Customers)
                    .OfAsync(visit.Person, before, limit, visit.Aborted),
                request => request.Number),
            request =>
            {
                json.WriteBoolean("mine", request.Asker == visit.Person);
                json.WriteString("amount", request.Amount.ToPlain());
                json.WriteString("text", request.Text);
                json.WriteString("state", request.State.ToString());
                json.WriteString("askedAt", request.AskedAt);
                json.WriteString("expiresOn", $"{request.ExpiresOn:yyyy-MM-dd}");
                json.WriteString("paidBy", request.Gift?.ToString());
            });

    private static async Task TalkAsync(Visit visit, Utf8JsonWriter json)
    {
        List(json, "disputes", await new Disputes(visit.Parts.Customers).OfAsync(visit.Person, visit.Aborted), one =>
        {
            json.WriteString("entry", one.Entry.ToString());
            json.WriteString("state", one.State.ToString());
            json.WriteString("text", one.Text);
            json.WriteString("openedAt", one.OpenedAt);
            json.WriteString("answer", one.Answer);
        });
        IReadOnlyList<Message> messages = await PagesAsync(
            (before, limit) => new Inbox(visit.Parts.Customers).PageAsync(visit.Person, before, limit, visit.Aborted),
            message => message.Number);

        // Who somebody else is belongs to that person: of a message its kind and its amounts go out.
        List(json, "messages", messages, message =>
        {
            json.WriteString("at", message.At);
            json.WriteString("kind", message.Kind.ToString());
            if (message.Parameters.TryGetValue("amount", out string? amount))
            {
                json.WriteString("amount", amount);
            }
        });
    }

    // All there is of something that is read page by page: the lowest number of a page is where the next goes on.
    private static async Task<IReadOnlyList<T>> PagesAsync<T>(
        Func<long?, int, Task<IReadOnlyList<T>>> readAsync, Func<T, long> numberOf)
    {
        List<T> all = [];
        for (long? before = null; ;)
        {
            IReadOnlyList<T> page = await readAsync(before, Page);
            all.AddRange(page);
            if (page.Count < Page)
            {
                return all;
            }

            before = page.Min(numberOf);
        }
    }

    private static void List<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
