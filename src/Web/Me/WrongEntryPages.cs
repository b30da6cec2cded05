using Huoqi.Customers;
using Huoqi.Ledger;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>"Something is wrong with this entry": said about one's own entry, answered by staff.</summary>
internal static class WrongEntryPages
{
    public static void Map(Routes routes)
    {
        routes.Page("/bills/{order}/wrong", Who.Person, visit => ShowAsync(visit, Fields.None));
        routes.Form("/bills/{order}/wrong", Who.Person, SendAsync);
        routes.Page("/me/disputes", Who.Person, ListAsync);
    }

    private static async Task<IResult> ShowAsync(Visit visit, Fields fields)
    {
        if (await ReceiptAsync(visit) is not { } receipt)
        {
            return visit.NothingHere();
        }

        IReadOnlyList<Dispute> mine = await new Disputes(visit.Parts.Customers).OfAsync(visit.Person, visit.Aborted);
        return visit.ShowForm<WrongEntryPage>(
            fields,
            (nameof(WrongEntryPage.Receipt), receipt),
            (nameof(WrongEntryPage.Dispute), mine.FirstOrDefault(dispute => dispute.Entry == receipt.Bill.No)));
    }

    private static async Task<IResult> SendAsync(Visit visit, Fields fields)
    {
        if (await ReceiptAsync(visit) is not { } receipt)
        {
            return visit.NothingHere();
        }

        string text = Typed.Line(fields["text"]);
        if (text.Length is 0 or > Disputes.LongestText)
        {
            fields.Refuse("text", text.Length == 0 ? SayWhat : Texts.TooLong);
        }

        if (!fields.AreGood)
        {
            return await ShowAsync(visit, fields);
        }

        (CustomerStatus status, _) = await new Disputes(visit.Parts.Customers)
            .OpenAsync(visit.Person, receipt.Bill.No, text, visit.Aborted);
        if (status == CustomerStatus.Done)
        {
            return visit.Done($"/bills/{receipt.Bill.No}/wrong", "sent");
        }

        fields.Refuse("text", status == CustomerStatus.TooMany ? TooMany : NotTaken);
        return await ShowAsync(visit, fields);
    }

    private static async Task<IResult> ListAsync(Visit visit) =>
        visit.Show<DisputesPage>(new Dictionary<string, object?>
        {
            [nameof(DisputesPage.Disputes)] =
                await new Disputes(visit.Parts.Customers).OfAsync(visit.Person, visit.Aborted),
        });

    private static async Task<Receipt?> ReceiptAsync(Visit visit) =>
        OrderNo.TryParse(visit.Http.Request.RouteValues["order"]?.ToString(), out OrderNo order)
            ? await new Receipts(visit.Parts.Customers).FindAsync(visit.Person, order, visit.Aborted)
            : null;

    private static readonly Text SayWhat = new("请写下哪里不对。", "Say what is wrong.");

    private static readonly Text NotTaken = new(
        "这段文字含有不能使用的字符，请修改后重试。", "This text holds characters that cannot be used; change it and try again.");

    private static readonly Text TooMany = new(
        "您有太多还没答复的反馈，请等其中一些有了答复再提交。",
        "Too many of your reports wait for an answer; wait until some are answered.");
}
