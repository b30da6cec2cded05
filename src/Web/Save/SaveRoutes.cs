using System.Globalization;
using Huoqi.Customers;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Saving by itself: the nightly sweep, a fixed amount with each payment, and goals.</summary>
internal static class SaveRoutes
{
    private static readonly Text BadDate = new(
        "请填写将来的日期，例如 2027-06-30，或留空。", "Enter a day to come, such as 2027-06-30, or leave it empty.");

    private static readonly Text MoreThanHeld = new(
        "所有目标合计不能超过您持有的份额，请减少金额。",
        "All goals together cannot have more than you hold in the fund; take less.");

    private static readonly Text TooManyGoals = new(
        "最多 20 个目标，请先删除一个。", "There may be 20 goals; delete one first.");

    public static void Map(Routes routes)
    {
        routes.Page("/save", Who.Person, visit => ShowAsync(visit));
        routes.Form("/save/sweep", Who.Person, SetSweepAsync);
        routes.Form("/save/sweep/end", Who.Person, async (visit, _) => After(
            visit, await new NightlySweep(visit.Parts.Customers).EndAsync(visit.Person)));
        routes.Form("/save/per-payment", Who.Person, SetSavingAsync);
        routes.Form("/save/per-payment/end", Who.Person, async (visit, _) => After(
            visit, await new SavingPerPayment(visit.Parts.Customers).EndAsync(visit.Person)));
        routes.Form("/save/goals", Who.Person, AddGoalAsync);
        routes.Form("/save/goals/{number}/assign", Who.Person, AssignAsync);
        routes.Form("/save/goals/{number}/delete", Who.Person, async (visit, _) => NumberOf(visit) is { } number
            ? After(visit, await new Goals(visit.Parts.Customers).RemoveAsync(visit.Person, number))
            : NotFound(visit));
    }

    private static async Task<IResult> ShowAsync(
        Visit visit, string part = "", Fields? fields = null, Text? why = null)
    {
        if (visit.NotTaken is { } again)
        {
            (part, fields) = (PartOf(again.SentTo), again.Typed);
        }
        else if (fields is null)
        {
            // Back from the documents, with what was typed before them.
            (part, fields) = visit.Query("keep") is { } keep ? ("sweep", Fields.Of(("keep", keep)))
                : visit.Query("each") is { } each ? ("saving", Fields.Of(("each", each)))
                : (part, fields);
        }

        CustomersParts customers = visit.Parts.Customers;
        CancellationToken cancel = visit.Aborted;
        SweepOrder? sweep = await new NightlySweep(customers).FindAsync(visit.Person, cancel);
        SavingOrder? saving = await new SavingPerPayment(customers).FindAsync(visit.Person, cancel);
        Dictionary<string, object?> parameters = new()
        {
            [nameof(SavePage.Sweep)] = sweep,
            [nameof(SavePage.Saving)] = saving,
            [nameof(SavePage.Next)] = new NightlySweep(customers).Next(),
            [nameof(SavePage.Quote)] = await new Quotes(customers)
                .ForAsync(QuoteAct.SubscribeFromWallet, visit.Person, new(1), cancel),
            [nameof(SavePage.Goals)] = await new Goals(customers).OfAsync(visit.Person, cancel),
            [nameof(SavePage.Part)] = part,
            [nameof(SavePage.Typed)] = fields ?? Fields.None,
            [nameof(SavePage.Why)] = why,
        };
        return visit.Show<SavePage>(
            parameters,
            fields is null or { AreGood: true } && why is null
                ? StatusCodes.Status200OK
                : StatusCodes.Status422UnprocessableEntity);
    }

    // The page has a form for each of its parts; it is known by where it is sent.
    private static string PartOf(string path) => path.Split('/') switch
    {
        ["", "save", "sweep"] => "sweep",
        ["", "save", "per-payment"] => "saving",
        ["", "save", "goals"] => "goal",
        ["", "save", "goals", { } number, "assign"] when long.TryParse(number, out long goal) =>
            SavePage.AssignField(goal),
        _ => "",
    };

    private static async Task<IResult> SetSweepAsync(Visit visit, Fields fields)
    {
        // With zero nothing stays in the wallet.
        if (!AmountField.TryRead(fields, "keep", out Money keep, zero: true))
        {
            return await ShowAsync(visit, "sweep", fields);
        }

        return await MustAgreeAsync(visit, "sweep", "keep", fields)
            ?? After(visit, await new NightlySweep(visit.Parts.Customers).SetAsync(visit.Person, keep));
    }

    private static async Task<IResult> SetSavingAsync(Visit visit, Fields fields)
    {
        if (!AmountField.TryRead(fields, "each", out Money each))
        {
            return await ShowAsync(visit, "saving", fields);
        }

        return await MustAgreeAsync(visit, "saving", "each", fields)
            ?? After(visit, await new SavingPerPayment(visit.Parts.Customers).SetAsync(visit.Person, each));
    }

    private static async Task<IResult> AddGoalAsync(Visit visit, Fields fields)
    {
        bool named = Notes.TryRead(fields, "name", out string name, required: true, longest: Goals.LongestName);
        bool counted = AmountField.TryRead(fields, "target", out Money target);
        DateOnly? by = null;
        if (fields["by"].Trim() is { Length: > 0 } typed)
        {
            bool isDay = DateOnly.TryParseExact(
                typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day);
            by = day;
            if (!isDay || day <= visit.Today || day > visit.Today.AddYears(50))
            {
                fields.Refuse("by", BadDate);
            }
        }

        if (!named || !counted || !fields.AreGood)
        {
            return await ShowAsync(visit, "goal", fields);
        }

        if (!FormKey.TryRead(fields, out string key))
        {
            return await ShowAsync(visit, "goal", fields, Texts.NotAForm);
        }

        (CustomerStatus status, _) =
            await new Goals(visit.Parts.Customers).AddAsync(visit.Person, name, target, by, key);
        return status == CustomerStatus.TooMany
            ? await ShowAsync(visit, "goal", fields, TooManyGoals)
            : After(visit, status);
    }

    private static async Task<IResult> AssignAsync(Visit visit, Fields fields)
    {
        if (NumberOf(visit) is not { } number)
        {
            return NotFound(visit);
        }

        string name = SavePage.AssignField(number);
        if (!AmountField.TryRead(fields, name, out Money assigned, zero: true))
        {
            return await ShowAsync(visit, name, fields);
        }

        CustomerStatus status =
            await new Goals(visit.Parts.Customers).AssignAsync(visit.Person, number, assigned.ToUnits());
        if (status is CustomerStatus.NotValid or CustomerStatus.TooMany or CustomerStatus.TooLate)
        {
            fields.Refuse(name, MoreThanHeld);
            return await ShowAsync(visit, name, fields);
        }

        return After(visit, status);
    }

    private static async Task<IResult?> MustAgreeAsync(Visit visit, string part, string amount, Fields fields)
    {
        ActStatus status = await PuttingAside.HindranceAsync(visit.Parts, visit.Person, visit.Aborted);
        return status switch
        {
            ActStatus.Done => null,
            ActStatus.AgreementsMissing =>
                visit.GoTo(AgreementPaths.Before($"/save?{amount}={Uri.EscapeDataString(fields[amount])}")),
            _ => await ShowAsync(visit, part, fields, ActMeaning.Of(status).Sentence),
        };
    }

    private static IResult After(Visit visit, CustomerStatus status) => status switch
    {
        CustomerStatus.Done => visit.GoTo("/save?done=saved"),
        CustomerStatus.NotFound => NotFound(visit),
        CustomerStatus.TooLate or CustomerStatus.NotValid or CustomerStatus.TooMany or CustomerStatus.NotTheHolder
            or CustomerStatus.Unknown => visit.Show<MessagePage>(
            new Dictionary<string, object?> { [nameof(MessagePage.Sentence)] = visit.Say(ActTexts.StateChanged) },
            StatusCodes.Status409Conflict),
    };

    private static IResult NotFound(Visit visit) => visit.Show<MessagePage>(
        new Dictionary<string, object?> { [nameof(MessagePage.Sentence)] = visit.Say(Texts.NotFound) },
        StatusCodes.Status404NotFound);

    private static long? NumberOf(Visit visit) => long.TryParse(
        visit.Http.Request.RouteValues["number"] as string, NumberStyles.None, CultureInfo.InvariantCulture,
        out long number) ? number : null;
}
