using System.Buffers.Binary;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>Rows of a binary COPY become the same columns as rows that were read one by one, wherever the bytes are cut
/// apart on their way.</summary>
public sealed class HolderPileTests(ITestOutputHelper output)
{
    private const int Cases = 200;
    private static readonly Asset Fund = new(1);
    private static readonly DateOnly FirstDay = new(2026, 1, 1);

    [Fact]
    public async Task A_stream_cut_anywhere_gives_the_columns_of_its_rows()
    {
        output.WriteLine($"seeds 1 to {Cases}");
        for (int seed = 1; seed <= Cases; seed++)
        {
            Random random = new(seed);
            EarningDay[] days = [.. Enumerable.Range(0, 12).Select(day => new EarningDay(Fund, FirstDay.AddDays(day),
                random.Next(-50_000, 50_000), 1_000_000_000, random.Next(1_000_000_000), 50))];
            DateOnly through = FirstDay.AddDays(11);
            HolderRow[] rows = Rows(random);
            HolderPile[] piles = [Pile(days, through), Pile(days, through)];
            int half = random.Next(rows.Length + 1);
            await piles[0].ReadAsync(new Dripping(Copy(rows[..half]), random), TestContext.Current.CancellationToken);
            await piles[1].ReadAsync(new Dripping(Copy(rows[half..]), random), TestContext.Current.CancellationToken);
            EarningColumns streamed = new(1, Fund, head: 9, through);
            HolderPile.Fill(streamed, piles);

            EarningColumns expected =
                EarningColumns.FromRows(1, Fund, rows.OrderBy(row => row.Owner), 9, days, through);
            for (int day = 0; day < 20; day++)
            {
                string what = $"seed {seed}, {rows.Length} rows, day {day}";
                Assert.True(expected.Owners.SequenceEqual(streamed.Owners), what);
                Assert.True(expected.Units.SequenceEqual(streamed.Units), what);
                Assert.True(expected.EarningUnits == streamed.EarningUnits, what);
                EarningDay next = new(Fund, expected.Through.AddDays(1), 1_000, 1_000_000_000, 7, 50);
                expected.Advance(next);
                streamed.Advance(next);
            }
        }
    }

    private static HolderPile Pile(EarningDay[] days, DateOnly through) =>
        new(EarningCalendar.Of(Fund, days), [0, through.DayNumber]);

    private static HolderRow[] Rows(Random random)
    {
        long[] owners = [.. Enumerable.Range(1, random.Next(1, 400)).Select(n => n * 3L)];
        random.Shuffle(owners);
        return [.. owners.Select(owner =>
        {
            int posted = FirstDay.DayNumber - 1 + random.Next(13);
            int[] changeDays = [.. Enumerable.Range(0, random.Next(4) == 0 ? random.Next(4) : 0)
                .Select(n => posted + 2 + (n * 3))];
            return new HolderRow(owner, Fund, posted, random.Next(-1_000, 1_000_000), changeDays,
                [.. changeDays.Select(_ => (long)random.Next(-500, 500))]);
        })];
    }

    /// <summary>The bytes as PostgreSQL sends them.</summary>
    private static byte[] Copy(HolderRow[] rows)
    {
        MemoryStream bytes = new();
        bytes.Write([.. "PGCOPY\n"u8, 0xFF, 0x0D, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        foreach (HolderRow row in rows)
        {
            Put(2, 6);
            Field(2, 1);
            Field(8, row.Owner);
            Field(4, row.PostedThrough - 730_119);
            Field(8, row.Units);
            Numbers(1082, 4, [.. row.ChangeDays.Select(day => day - 730_119L)]);
            Numbers(20, 8, row.ChangeUnits);
        }

        Put(2, -1);
        return bytes.ToArray();

        void Numbers(int type, int size, long[] values)
        {
            if (values.Length == 0)
            {
                Put(4, -1);
                return;
            }

            Put(4, 20 + (values.Length * (4 + size)));
            Put(4, 1);
            Put(4, 0);
            Put(4, type);
            Put(4, values.Length);
            Put(4, 1);
            foreach (long value in values)
            {
                Field(size, value);
            }
        }

        void Field(int size, long value)
        {
            Put(4, size);
            Put(size, value);
        }

        void Put(int size, long value)
        {
            byte[] eight = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(eight, value);
            bytes.Write(eight, 8 - size, size);
        }
    }

    /// <summary>Gives a few bytes a call, now and then after a wait.</summary>
    private sealed class Dripping(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (random.Next(3) == 0)
            {
                await Task.Yield();
            }

            int most = random.Next(2) == 0 ? random.Next(1, 40) : random.Next(1, 4_000);
            return Read(buffer.Span[..Math.Min(most, buffer.Length)]);
        }
    }
}
