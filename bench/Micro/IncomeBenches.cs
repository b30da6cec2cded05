using BenchmarkDotNet.Attributes;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Micro;

/// <summary>A holder's share of a day, three ways, and the cut of a whole day.</summary>
[MemoryDiagnoser]
public class IncomeBenches
{
    private const int Holders = 1_000_000;
    private const int Shards = 16;
    private const int Some = 10_000;

    private static readonly Asset Fund = new(1);
    private static readonly DateOnly Day = new(2026, 11, 20);
    private readonly EarningColumns[] _columns;
    private readonly long[] _units;
    private readonly Money _total;
    private readonly EarningDay _day;

    public IncomeBenches()
    {
        SeededRandom random = new(20261120);
        _columns = [.. Enumerable.Range(0, Shards).Select(shard =>
        {
            EarningColumns columns = EarningColumns.Empty((short)shard, Fund, Day);
            long[] owners = [.. Enumerable.Range(1, Holders / Shards).Select(place => (long)place * Shards + shard)];
            columns.Fill(owners, [.. owners.Select(_ => 1_000 + random.Next(1L << 26))], owners.Length);
            return columns;
        })];
        long earning = _columns.Sum(shard => shard.EarningUnits);
        _total = FundIncome.OfDay(new(earning), new(3_250));
        _day = IncomeCut.Split(_columns, Day, _total).Numbers;
        _units = _columns[0].Units[..Some].ToArray();
    }

    /// <summary>By 128-bit division, as anybody would write it.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Some)]
    public long ShareBy128BitDivision()
    {
        long sum = 0;
        for (int i = 0; i < _units.Length; i++)
        {
            (Int128 floor, Int128 remainder) = Int128.DivRem((Int128)_units[i] * _day.TotalFen, _day.EarningUnits);
            bool more = remainder > _day.CutRemainder || (remainder == _day.CutRemainder && i <= _day.CutAccount);
            sum += (long)floor + (more ? 1 : 0);
        }

        return sum;
    }

    /// <summary>By the published day itself.</summary>
    [Benchmark(OperationsPerInvoke = Some)]
    public long ShareByEarningDay()
    {
        long sum = 0;
        for (int i = 0; i < _units.Length; i++)
        {
            sum += _day.ShareOf(_units[i], i);
        }

        return sum;
    }

    /// <summary>By a day made ready, without a division.</summary>
    [Benchmark(OperationsPerInvoke = Some)]
    public long ShareByDayShares()
    {
        DayShares shares = new(_day);
        long sum = 0;
        for (int i = 0; i < _units.Length; i++)
        {
            sum += shares.Of(_units[i], i);
        }

        return sum;
    }

    /// <summary>The cut and the shards' parts of a day, per holder of a million.</summary>
    [Benchmark(OperationsPerInvoke = Holders)]
    public long CutOfADay() => IncomeCut.Split(_columns, Day, _total).Numbers.CutRemainder;
}
