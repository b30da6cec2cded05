using System.Globalization;
using Huoqi.Customers;
using Huoqi.Funds;
using Huoqi.Identity;
using Huoqi.Ledger;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>The pages of staff: operators answer and help, auditors look. Plain tables, no money acts.</summary>
internal static class StaffPages
{
    private const int LogLines = 50;
    private const string DayForm = "yyyy-MM-dd";
    private const Who Both = Who.Operator | Who.Auditor;

    public static void Map(Routes routes)
    {
        routes.Page("/staff/sign-in", Who.Anyone, visit => Task.FromResult(visit.Caller is { Role: not Who.Person }
            ? visit.GoTo("/staff") : visit.ShowForm<StaffSignInPage>(Fields.None)));
        routes.Form("/staff/sign-in", Who.Anyone, SignInAsync);
        routes.Page("/staff", Both, visit => Task.FromResult(visit.Show<StaffHomePage>()));
        routes.Page("/staff/disputes", Both, visit => DisputesAsync(visit, Fields.None));
        routes.Form("/staff/disputes", Who.Operator, AnswerAsync);
        routes.Page("/staff/security", Who.Auditor, SecurityLogAsync);
        routes.Page("/staff/days", Both, DaysAsync);
        routes.Page("/staff/trial-balance", Who.Auditor, TrialBalanceAsync);
        StaffPersonPages.Map(routes);
        StaffMerchantPages.Map(routes);
    }

    private static async Task<IResult> SignInAsync(Visit visit, Fields fields)
    {
        SignedIn signedIn = await new Operators(visit.Parts.Identity).ByPasswordAsync(
            Typed.Line(fields["name"]), fields["password"], visit.Visitor, visit.Aborted);
        if (signedIn.Status == IdentityStatus.Done)
        {
            SessionDoor.Give(visit.Http, signedIn.Token!.Value);
            return visit.GoTo("/staff");
        }

        fields.Refuse(Forms.Whole, visit.Noted(signedIn.Status) == IdentityStatus.TryLater
            ? IdentityTexts.Of(signedIn.Status) : WrongNameOrPassword);
        return visit.ShowForm<StaffSignInPage>(fields);
    }

    private static async Task<IResult> DisputesAsync(Visit visit, Fields fields)
    {
        IReadOnlyList<Dispute> open =
            await new Disputes(visit.Parts.Customers).OpenOnesAsync(limit: 50, cancel: visit.Aborted);
        return visit.ShowForm<StaffDisputesPage>(fields, (nameof(StaffDisputesPage.Open), open));
    }

    private static async Task<IResult> AnswerAsync(Visit visit, Fields fields)
    {
        if (!long.TryParse(fields["person"], out long person) || !long.TryParse(fields["number"], out long number))
        {
            return visit.NothingHere();
        }

        string answer = Typed.Line(fields["answer"]);
        if (answer.Length == 0 || !fields.Has("upheld"))
        {
            fields.Refuse(Forms.Whole, AnswerMissing);
        }

        if (!fields.AreGood)
        {
            return await DisputesAsync(visit, fields);
        }

        CustomerStatus status = await new Disputes(visit.Parts.Customers).AnswerAsync(
            person, number, fields["upheld"] == "yes", answer, $"staff {visit.Caller!.Number}", visit.Aborted);
        if (status == CustomerStatus.Done)
        {
            return visit.Done("/staff/disputes", "saved");
        }

        if (status == CustomerStatus.NotFound)
        {
            return visit.NothingHere();
        }

        fields.Refuse(Forms.Whole, status == CustomerStatus.TooLate ? AnsweredBefore : NotTaken);
        return await DisputesAsync(visit, fields);
    }

    private static async Task<IResult> SecurityLogAsync(Visit visit)
    {
        Fields fields = Fields.Of(("person", visit.Query("person") ?? ""));
        long? person = long.TryParse(Typed.Line(fields["person"]), NumberStyles.None, CultureInfo.InvariantCulture,
            out long asked) && asked > 0 ? asked : null;
        if (person is null && fields["person"].Length > 0)
        {
            fields.Refuse("person", NotANumber);
        }

        if (person is { } read)
        {
            await visit.NoteAsync($"read the security log of {read}");
        }

        long? before = long.TryParse(visit.Query("before"), out long number) && number > 0 ? number : null;
        IReadOnlyList<SecurityLine> lines = person is { } whose
            ? await new SecurityLog(visit.Parts.Identity).ListAsync(whose, before, LogLines, visit.Aborted)
            : [];
        return visit.ShowForm<StaffSecurityPage>(
            fields,
            (nameof(StaffSecurityPage.PersonAsked), person),
            (nameof(StaffSecurityPage.Lines), lines),
            (nameof(StaffSecurityPage.Older), lines.Count == LogLines ? lines[^1].Number : (long?)null));
    }

    private static async Task<IResult> DaysAsync(Visit visit)
    {
        DateOnly day = visit.Today.AddDays(-1);
        Fields fields = Fields.Of(("date", visit.Query("date") ?? day.ToString(DayForm)));
        if (DateOnly.TryParseExact(
            fields["date"], DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly asked))
        {
            day = asked;
        }
        else
        {
            fields.Refuse("date", NotADay);
        }

        IReadOnlyList<CloseSteps.Done> steps =
            await new CloseSteps(visit.Parts.Db, visit.Parts.Wallet.Fund).OfAsync(day);
        return visit.ShowForm<StaffDaysPage>(
            fields, (nameof(StaffDaysPage.Date), day), (nameof(StaffDaysPage.Steps), steps));
    }

    private static async Task<IResult> TrialBalanceAsync(Visit visit) =>
        visit.Show<TrialBalancePage>(new Dictionary<string, object?>
        {
            [nameof(TrialBalancePage.Lines)] =
                await visit.Parts.Db.AllAsync(new TrialBalanceNow(), visit.Aborted),
        });

    private static readonly Text WrongNameOrPassword = new(
        "账号或密码不对，请检查后重试。", "The name or the password is wrong; check both and try again.");

    private static readonly Text NotANumber = new(
        "请填写客户号，只有数字。", "Write the customer's number, in digits.");

    private static readonly Text NotADay = new(
        "请用 2026-11-20 这样的日期；下面是昨天的步骤。", "Write the day as 2026-11-20; below are the steps of yesterday.");

    private static readonly Text AnswerMissing = new(
        "请选择结论并写下答复。", "Choose an outcome and write the answer.");

    private static readonly Text AnsweredBefore = new(
        "这条已经有人答复了。", "Somebody has answered this one already.");

    private static readonly Text NotTaken = new(
        "答复太长或含有不能使用的字符，请修改。", "The answer is too long or holds characters that cannot be used.");
}
