using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Customers;

/// <summary>A row of a statement: a bill, or the income of one day.</summary>
/// <param name="Date">The business date, or the earning day of income.</param>
/// <param name="No">The entry; of income, the one that posted it; null while none has.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Wallet">What it changed the wallet by.</param>
/// <param name="Units">What it changed the fund holding by.</param>
/// <param name="WalletAfter">The wallet after it.</param>
/// <param name="UnitsAfter">The fund holding after it.</param>
/// <param name="Party">The other side.</param>
/// <param name="Reference">A merchant's own number, an order number, a reason.</param>
public sealed record StatementRow(
    DateOnly Date, OrderNo? No, BillKind Kind, Money Wallet, FundUnits Units, Money WalletAfter, FundUnits UnitsAfter,
    BillParty Party, string Reference);

/// <summary>
/// A period with its opening and closing balances: the entries dated in it, and the income of its days whenever that
/// was posted, so that both balances are those of <see cref="BalanceAsOf"/>.
/// </summary>
public sealed record PeriodStatement(
    long Person, DateOnly From, DateOnly Through, Money OpeningWallet, FundUnits OpeningUnits,
    IReadOnlyList<StatementRow> Rows, Money ClosingWallet, FundUnits ClosingUnits);

/// <summary>Statements of a person.</summary>
public sealed class Statements(CustomersParts parts)
{
    /// <summary>The statement of a period, both days included.</summary>
    public Task<PeriodStatement> ReadAsync(
        long person, DateOnly from, DateOnly through, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts}");
}

/// <summary>The forms in which a statement can be taken away.</summary>
public enum ExportFormat
{
    Csv = 1,
    Xlsx = 2,
    Ofx = 3,
    Beancount = 4,
}

/// <summary>Statements as files, all from the same rows.</summary>
public static class Exports
{
    /// <summary>Writes a statement; the caller owns the stream, and names the file.</summary>
    public static Task WriteAsync(
        PeriodStatement statement, ExportFormat format, DateTimeOffset madeAt, Stream output,
        CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>The media type of a format.</summary>
    public static string MediaType(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "text/csv; charset=utf-8",
        ExportFormat.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ExportFormat.Ofx => "application/x-ofx",
        ExportFormat.Beancount => "text/plain; charset=utf-8",
    };

    /// <summary>What a file's name ends with.</summary>
    public static string Extension(ExportFormat format) => format switch
    {
        ExportFormat.Csv => ".csv",
        ExportFormat.Xlsx => ".xlsx",
        ExportFormat.Ofx => ".ofx",
        ExportFormat.Beancount => ".beancount",
    };
}
