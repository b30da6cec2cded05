using Huoqi.Kernel;
using Huoqi.Replay;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>The real data are read whole, and every mistake in the files is told in one sentence.</summary>
public sealed class YuebaoDataTests
{
    private const string YieldsHeader = "mfd_date,mfd_daily_yield,mfd_7daily_yield";
    private const string FlowsHeader =
        "report_date,tBalance,yBalance,total_purchase_amt,direct_purchase_amt,purchase_bal_amt,purchase_bank_amt,"
        + "total_redeem_amt,consume_amt,transfer_amt,tftobal_amt,tftocard_amt,share_amt";

    private const string Yields = YieldsHeader + "\n20130701,1.5787,6.307\n20130702,1.5461,6.174\n20130703,1.4670,6.0";
    private const string Flows = FlowsHeader
        + "\n2013/7/1,110,100,20,15,10,5,10,4,6,6,0,5\n2013/7/2,110,110,0,0,0,0,0,0,0,0,0,0"
        + "\n2013/7/3,110,110,0,0,0,0,0,0,0,0,0,0\n";

    [Fact]
    public void The_carried_files_hold_427_days_from_July_2013_to_August_2014()
    {
        IReadOnlyList<YuebaoDay> days = RealData.Days;

        Assert.Equal(427, days.Count);
        Assert.Equal(new DateOnly(2013, 7, 1), days[0].Date);
        Assert.Equal(new DateOnly(2014, 8, 31), days[^1].Date);
        Assert.Equal(225_364_535, days[0].OpeningFen);
        Assert.Equal(20_098_150_321, days[^1].ClosingFen);
        Assert.Equal(687_678_212, days.Sum(day => day.IncomeFen));
        Assert.Equal((15_787, 6_307), (days[0].IncomePer10k, days[0].SevenDayYield));
    }

    [Fact]
    public void The_files_lie_beside_the_built_program() =>
        Assert.Equal(RealData.Days, YuebaoData.Read(YuebaoData.DefaultFolder()));

    [Fact]
    public void The_reported_figures_have_one_break()
    {
        Reconciliation found = Reconciliation.Of(RealData.Days);

        ReportedBreak only = Assert.Single(found.Breaks);
        Assert.Equal(new DateOnly(2013, 8, 13), only.Date);
        Assert.Equal(-100, only.DifferenceFen);
        Assert.Equal((427 * 6) - 1, found.Checked);
    }

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_are_read_too()
    {
        using TwoFiles files = new("\uFEFF" + Yields.Replace("\n", "\r\n", StringComparison.Ordinal), Flows);

        Assert.Equal(3, YuebaoData.Read(files.Folder).Count);
    }

    [Theory]
    [InlineData("1.4670", "1.4x70", ", line 4, column mfd_daily_yield: '1.4x70' is not a decimal number;")]
    [InlineData("1.4670", "1.46701", ", line 4, column mfd_daily_yield: 1.46701 has more than 4 decimals;")]
    [InlineData("1.4670", "-1.4670", ", line 4, column mfd_daily_yield: -1.4670 is not between 0 and 100;")]
    [InlineData("1.4670", "1467", ", line 4, column mfd_daily_yield: 1467 is not between 0 and 100;")]
    [InlineData("6.174", "", ", line 3, column mfd_7daily_yield: '' is not a decimal number;")]
    [InlineData("20130703", "20130732", ", line 4, column mfd_date: '20130732' is not a date written like 20130701;")]
    [InlineData("20130703", "20130704", ", line 4, column mfd_date: the day 2013-07-03 is missing before 2013-07-04;")]
    [InlineData("20130703", "20130702", ", line 4, column mfd_date: the day 2013-07-02 is there twice;")]
    [InlineData("20130703", "20130701", ", line 4, column mfd_date: the day 2013-07-01 comes after 2013-07-02,")]
    [InlineData("20130703", "20150101", ", line 4, column mfd_date: the day 2015-01-01 is outside 2013-07-01 to")]
    [InlineData("\n20130703,1.4670,6.0", "", " lacks the day 2013-07-03 that ")]
    [InlineData("20130702,1.5461,6.174", "20130702,1.5461", ", line 3: 2 fields where the header has 3;")]
    [InlineData("mfd_daily_yield", "daily", ", line 1: the column mfd_daily_yield is missing;")]
    [InlineData(Yields, "", " is empty;")]
    public void A_mistake_in_the_yields_is_named(string right, string wrong, string said)
    {
        using TwoFiles files = new(Yields.Replace(right, wrong, StringComparison.Ordinal), Flows);

        AssertRefused(files, YuebaoData.YieldsFile, said);
    }

    [Theory]
    [InlineData("2013/7/1,110", "2013/7/1,-110", ", line 2, column tBalance: the amount -110 is negative;")]
    [InlineData("2013/7/1,110", "2013/7/1,1000000000000001", ", line 2, column tBalance: the amount 1000000000000001")]
    [InlineData("2013/7/1,110", "2013/7/1,99999999999999999999", ", line 2, column tBalance: the amount 999999999999")]
    [InlineData("2013/7/1,110", "2013/7/1,11.0", ", line 2, column tBalance: '11.0' is not a whole number of fen;")]
    [InlineData("2013/7/1,110", "2013/7/1,\"110\"", ", line 2, column tBalance: '\"110\"' is not a whole number")]
    [InlineData("2013/7/1,110", "2013/7/1,", ", line 2, column tBalance: '' is not a whole number of fen;")]
    [InlineData("2013/7/2", "2013-7-2", ", line 3, column report_date: '2013-7-2' is not a date written like")]
    [InlineData("2013/7/2", "2013/2/30", ", line 3, column report_date: '2013/2/30' is not a date written like")]
    [InlineData("2013/7/2", "2013/7/1", ", line 3, column report_date: the day 2013-07-01 is there twice;")]
    [InlineData("2013/7/2", "2013/7/4", ", line 3, column report_date: the day 2013-07-02 is missing before")]
    [InlineData("2013/7/1,", "2013/6/30,", ", line 2, column report_date: the day 2013-06-30 is outside")]
    [InlineData(",0,5\n", ",0\n", ", line 2: 12 fields where the header has 13;")]
    [InlineData("\n2013/7/2", "\n\n2013/7/2", ", line 3: 1 fields where the header has 13;")]
    [InlineData(",share_amt", "", ", line 1: the column share_amt is missing;")]
    [InlineData("\n2013/7/3,110,110,0,0,0,0,0,0,0,0,0,0", "", " lacks the day 2013-07-03 that ")]
    public void A_mistake_in_the_flows_is_named(string right, string wrong, string said)
    {
        using TwoFiles files = new(Yields, Flows.Replace(right, wrong, StringComparison.Ordinal));

        AssertRefused(files, YuebaoData.FlowsFile, said);
    }

    [Fact]
    public void A_missing_file_is_named_with_where_to_get_it()
    {
        using TwoFiles files = new(Yields, Flows);
        File.Delete(Path.Combine(files.Folder, YuebaoData.FlowsFile));

        AssertRefused(files, YuebaoData.FlowsFile, " is missing; restore it from the project's data/yuebao folder.");
    }

    [Fact]
    public void Files_without_days_are_refused()
    {
        using TwoFiles files = new(YieldsHeader, FlowsHeader);

        AssertRefused(files, YuebaoData.FlowsFile, " has no day; restore it from the project's data/yuebao folder.");
    }

    private static void AssertRefused(TwoFiles files, string file, string said)
    {
        UserErrorException refusal = Assert.Throws<UserErrorException>(() => YuebaoData.Read(files.Folder));

        Assert.StartsWith(Path.Combine(files.Folder, file) + said, refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
    }

    private sealed class TwoFiles : IDisposable
    {
        public TwoFiles(string yields, string flows)
        {
            Folder = Directory.CreateTempSubdirectory("huoqi-yuebao-").FullName;
            File.WriteAllText(Path.Combine(Folder, YuebaoData.YieldsFile), yields);
            File.WriteAllText(Path.Combine(Folder, YuebaoData.FlowsFile), flows);
        }

        public string Folder { get; }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
