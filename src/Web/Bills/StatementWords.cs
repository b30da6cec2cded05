using Huoqi.Customers;

namespace Huoqi.Web;

/// <summary>What files of a statement say in the visitor's language.</summary>
internal static class StatementWords
{
    private static readonly Text[] Columns =
    [
        new("日期", "Date"), new("单号", "Number"), new("事项", "What"), new("钱包变动（元）", "Wallet change (CNY)"),
        new("基金变动（份）", "Fund change (units)"), new("钱包余额（元）", "Wallet after (CNY)"),
        new("基金份额", "Fund units after"), new("对方", "Other side"), new("备注", "Reference"),
    ];

    private static readonly Text Sheet = new("对账单", "Statement");
    private static readonly Text Opening = new("期初余额", "Opening balance");
    private static readonly Text Closing = new("期末余额", "Closing balance");

    /// <summary>The words for a statement of the visitor's.</summary>
    public static async Task<ExportWords> OfAsync(Visit visit, PeriodStatement statement)
    {
        Parties parties = await Parties.InAsync(visit,
            statement.Rows.Select(row => row.Party).Concat(statement.CardMoves.Select(move => move.Party)));
        return new()
        {
            PartyName = parties.NameOf,
            KindName = kind => visit.Say(BillTexts.Of(kind)),
            Columns = [.. Columns.Select(column => visit.Say(column))],
            Sheet = visit.Say(Sheet),
            Opening = visit.Say(Opening),
            Closing = visit.Say(Closing),
        };
    }
}
