using Huoqi.Ledger;
using Huoqi.Verify;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>The verifier's arithmetic is its own; here, and only here, it stands beside the ledger's.</summary>
public sealed class ArithmeticTests
{
    [Fact]
    public void Both_charts_say_the_same_of_every_code()
    {
        for (int code = 0; code < 1 << 14; code++)
        {
            ChartRow mine = Arithmetic.RowOf(Arithmetic.AccountOf(owner: 7, code, asset: 3));
            if (!Enum.IsDefined((AccountCode)code))
            {
                Assert.Null(mine.Book);
                continue;
            }

            ChartLine theirs = Chart.Of((AccountCode)code);
            Assert.Equal(
                (theirs.Book.ToString(), theirs.Normal == Side.Debit, theirs.FloorAtZero, theirs.Earns),
                (mine.Book, mine.DebitNormal, mine.Floor, mine.Earns));
        }
    }

    [Fact]
    public void Accounts_are_unpacked_as_they_were_packed()
    {
        AccountKey key = AccountKey.Of(Party.AdvancingBank(63), AccountCode.AdvancingBankUnits, new(511));
        Assert.Equal(
            (key.Owner, (int)key.Code, (int)key.Asset.Number),
            (Arithmetic.OwnerOf(key.Packed), Arithmetic.CodeOf(key.Packed), Arithmetic.AssetOf(key.Packed)));
        Assert.Equal(key.Packed, Arithmetic.AccountOf(key.Owner, (int)key.Code, key.Asset.Number));
        Assert.Equal(key.Packed, Arithmetic.IncomeAccountOf(key.Owner, asset: 511));
        Assert.True(Arithmetic.IsPerson(Party.LastPerson));
        Assert.False(Arithmetic.IsPerson(Party.LastPerson + 1));
    }

    [Theory]
    [InlineData(3, 10, 7, 4, 2)]
    [InlineData(3, -10, 7, -5, 5)]
    [InlineData(0, -10, 3, 0, 0)]
    [InlineData(9_000_000_000_000_000, 9_000_000_000_000, 9_000_000_000_000_001, 8_999_999_999_999,
        8_991_000_000_000_001)]
    [InlineData(9_000_000_000_000_000, -1, 9_000_000_000_000_001, -1, 1)]
    public void A_share_is_rounded_toward_minus_infinity(
        long units, long total, long earning, long floor, long remainder)
    {
        (long Floor, long Remainder) share = Arithmetic.FloorShare(units, total, earning);
        Assert.Equal(EarningDay.FloorShare(units, total, earning), share);
        Assert.Equal((floor, remainder), share);
    }

    [Fact]
    public void The_verifier_references_neither_the_ledger_nor_the_funds()
    {
        string[] ours = [.. typeof(Verifier).Assembly.GetReferencedAssemblies()
            .Select(name => name.Name!).Where(name => name.StartsWith("Huoqi", StringComparison.Ordinal))];
        Assert.Equal(["Huoqi.Kernel"], ours);
    }

    [Fact]
    public void A_report_names_each_finding_and_counts_those_it_does_not_list()
    {
        Finding finding = new("ledger.account", "balance", 3, "account 5", "100", "101");
        VerifyReport report = new(
            [new("keys", 12_345, 0, []), new("balances", 7, 31, [finding])],
            [new("Payment", 0, 1020, 1_234_56, 0), new("Payment", 0, 2010, 0, 1_234_56)],
            Rows: 9_876_543, Took: TimeSpan.FromSeconds(4.25));
        Assert.False(report.IsOk);
        IReadOnlyList<string> lines = report.ToLines();
        Assert.Contains("keys                     12,345  ok", lines);
        Assert.Contains("balances                      7  31 findings", lines);
        Assert.Contains("  ledger.account (balance), shard 3, account 5: expected 100, found 101", lines);
        Assert.Contains("  and 30 more", lines);
        Assert.Contains(lines, line => line.StartsWith("NOT verified: 9,876,543 journal", StringComparison.Ordinal));
        Assert.Contains($"{"sum",27} {"1,234.56",24} {"1,234.56",24}", lines);
    }
}
