using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>One fund through the days of a case: books and model take every step together.</summary>
internal sealed class IncomeFundRun
{
    private readonly Random _random;
    private readonly IncomeWorld _world;
    private readonly int _place;
    private readonly Dictionary<int, int> _corrections = [];
    private int _adjustments;

    /// <summary>The day that was split and is published in the shards before this one only; none if null.</summary>
    private short? _halfPublishedTo;

    public IncomeFundRun(Random random, IncomeWorld world, int place, IncomeCase size)
    {
        _random = random;
        _world = world;
        _place = place;
        for (int person = 1; person <= size.Holders; person++)
        {
            Model.Holders.Add(new(person, Sharding.Of(person, size.Shards), size.Days + 8));
        }

        for (short shard = 0; shard < size.Shards; shard++)
        {
            Model.Holders.Add(new(Party.AdvancingBank(shard), shard, size.Days + 8));
        }

        Acts = new(random, Fund.Asset, Model);
        Checks = new(world.Store, Fund.Asset, Model);
    }

    public Fund Fund => _world.Funds[_place];

    public NaiveFund Model { get; } = new();

    public IncomeActs Acts { get; }

    public IncomeChecks Checks { get; }

    /// <summary>The first day that is not sealed, counted from the first day on.</summary>
    public int OpenDay { get; private set; }

    /// <summary>Sealed days that are not published in every shard.</summary>
    public int Unpublished => OpenDay - Model.OpenSplit + (_halfPublishedTo is null ? 0 : 1);

    private DateOnly OpenDate => IncomeWorld.FirstDay.AddDays(OpenDay);

    public async Task OpenAsync(DateOnly date) =>
        Assert.Equal(PostStatus.Posted, await Somebody().Incomes[_place].OpenAsync(IncomeWorld.FirstDay, date));

    public async Task SealAsync(DateOnly date)
    {
        DateOnly day = OpenDate;
        foreach (PostStatus status in
            await Task.WhenAll(OneOrBoth().Select(p => p.Incomes[_place].SealAsync(day, date))))
        {
            Assert.Equal(PostStatus.Posted, status);
        }

        OpenDay++;
    }

    /// <summary>Publishes the next sealed day: at once, by two processes, or in some shards only.</summary>
    public async Task PublishAsync(DateOnly date)
    {
        short from = _halfPublishedTo ?? 0;
        int day = _halfPublishedTo is null ? Model.OpenSplit : Model.OpenSplit - 1;
        bool begun = _halfPublishedTo is not null;
        (long total, IncomePer10k? per10k) = begun ? (12_345, null) : Total();
        if (!begun)
        {
            Model.SplitDay(total);
        }

        short shards = (short)_world.Store.Shards.Count;
        short to = shards > from + 1 && _random.Next(4) == 0 ? (short)_random.Next(from + 1, shards) : shards;
        _world.PublishesLostFrom = to < shards ? to : null;
        IEnumerable<IncomeProcess> closers = to < shards ? [Somebody()] : OneOrBoth();
        PublishedDay[] published = await Task.WhenAll(closers.Select(p => per10k is { } income
            ? p.Incomes[_place].PublishAsync(Date(day), income, date)
            : p.Incomes[_place].PublishAsync(Date(day), new Money(total), date)));
        _world.PublishesLostFrom = null;
        Assert.All(published, p => Assert.Equal(to < shards ? PostStatus.Unknown : PostStatus.Posted, p.Status));

        for (short shard = from; shard < to; shard++)
        {
            Model.CreditDay(day, shard);
        }

        _halfPublishedTo = to < shards ? to : null;
        Checks.Everybody();
        if (_halfPublishedTo is null && !begun)
        {
            Checks.DayIsGivenOut(day, total);
        }
    }

    /// <summary>Corrects a day that is published everywhere, by one process or by both at once.</summary>
    public async Task CorrectAsync(DateOnly date)
    {
        int published = OpenDay - Unpublished;
        int day = published == 0 ? -1 : _random.Next(published);
        if (day < 0 || !Model.AnybodyEarnedOn(day))
        {
            return;
        }

        long difference = _random.Next(-300, 300);
        int number = _corrections[day] = _corrections.GetValueOrDefault(day) + 1;
        Model.Correct(day, difference, OpenDay);
        foreach (PublishedDay result in await Task.WhenAll(OneOrBoth().Select(p =>
            p.Corrections.CorrectAsync(Fund, Date(day), number, new(difference), date, OpenDate))))
        {
            Assert.Equal(PostStatus.Posted, result.Status);
        }

        Checks.Everybody();
    }

    public async Task AdjustAsync(DateOnly date)
    {
        NaiveHolder holder = Model.Holders[_random.Next(Model.Holders.Count)];
        long fen = _random.Next(1, 500) * (_random.Next(2) == 0 ? -1 : 1);
        NaiveFund.Adjust(holder, fen, OpenDay);
        PostResult result = await Somebody().Corrections.AdjustAsync(Fund, holder.Shard, holder.Owner,
            $"{Fund.Code}-{++_adjustments}", fen,
            (IncomeWorld.FirstDay, OpenDate.AddDays(-1)), "test", date, OpenDate);
        Assert.Equal(PostStatus.Posted, result.Status);
        Checks.One(holder);
    }

    public async Task SweepAsync(DateOnly date)
    {
        await Task.WhenAll(OneOrBoth().Select(p => p.Sweep.SweepAsync(Fund, date)));
        Checks.AllPosted();
    }

    /// <summary>The day's income: mostly some fen in ten thousand, now and then nothing, a loss, or far too
    /// much.</summary>
    private (long Total, IncomePer10k? Per10k) Total()
    {
        long units = Model.EarningUnits();
        if (units == 0)
        {
            return (0, null);
        }

        switch (_random.Next(10))
        {
            case 0:
                return (0, null);
            case 1 or 2:
                return (-_random.NextInt64(1 + Math.Min(units, 100_000)), null);
            case 3:
                return (_random.NextInt64(1 + (units / 3)), null);
            case 4 or 5 or 6:
                return (_random.Next(1, 200), null);
            default:
                long per10k = _random.Next(1, 20_000);
                // Units in 0.01, income in 0.0001 yuan per 10,000 units: fen, half up.
                Int128 fen = (((Int128)units * per10k) + 50_000_000) / 100_000_000;
                return ((long)fen, new IncomePer10k(per10k));
        }
    }

    private IncomeProcess Somebody() => _world.Process(_random.Next(2));

    private List<IncomeProcess> OneOrBoth() =>
        _random.Next(5) == 0 ? [_world.Process(0), _world.Process(1)] : [Somebody()];

    private static DateOnly Date(int day) => IncomeWorld.FirstDay.AddDays(day);
}
