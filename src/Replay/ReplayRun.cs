using System.Diagnostics;
using Huoqi.Kernel;

namespace Huoqi.Replay;

/// <summary>What a replay is asked for.</summary>
/// <param name="People">How many people the real totals are spread over.</param>
/// <param name="Days">How many days, from the first.</param>
/// <param name="Seed">The same seed gives the same acts.</param>
/// <param name="InputFolder">Where the two CSV files lie; null for those carried with the program.</param>
public sealed record ReplayOptions(int People, int Days, ulong Seed, string? InputFolder = null)
{
    /// <summary>What is written down of a run, so that only the same one goes on with it.</summary>
    public string Plan =>
        $"{People} people, {Days} days, seed {Seed}" + (InputFolder is null ? "" : $", {InputFolder}");
}

/// <summary>How far a replay is.</summary>
/// <param name="DaysDone">Days that are over.</param>
/// <param name="Days">Days in all.</param>
/// <param name="Acts">Acts answered in this run.</param>
/// <param name="Stage">What is being done, in a few words.</param>
public readonly record struct ReplayProgress(int DaysDone, int Days, long Acts, string Stage);

/// <summary>What a run came to before anything is checked.</summary>
/// <param name="Plan">The plan it followed.</param>
/// <param name="Sample">The sampled people's days by the naive model.</param>
/// <param name="ModelDays">What the naive model says each day comes to.</param>
/// <param name="ActsPlanned">Acts of the whole plan, by kind.</param>
/// <param name="ActsOfPerson">Acts of each person (index 0 is person 1).</param>
/// <param name="TopShareOpening">Of the top hundredth before the first day, in 1/10,000.</param>
/// <param name="TopShareClosing">And after the last.</param>
/// <param name="ActsAnswered">Acts answered in this run; fewer than planned when it was resumed.</param>
/// <param name="Elapsed">Wall time of the days.</param>
/// <param name="ResumedAfter">The day that was over when the run began; null for a fresh one.</param>
public sealed record ReplayOutcome(
    ReplayPlan Plan, IReadOnlyDictionary<int, PersonDay[]> Sample, IReadOnlyList<ModelDay> ModelDays,
    IReadOnlyDictionary<ActKind, (long Count, long Fen)> ActsPlanned, int[] ActsOfPerson, int TopShareOpening,
    int TopShareClosing, long ActsAnswered, TimeSpan Elapsed, DateOnly? ResumedAfter);

/// <summary>A day by the naive model.</summary>
public sealed record ModelDay(
    DateOnly Date, long EarningUnits, long IncomeFen, long PeopleIncomeFen, long ClosingFen, int Acts);

/// <summary>Drives the real acts through the planned days; a run that was cut off goes on where it stopped.</summary>
internal static class ReplayRun
{
    /// <summary>How many people are held against the naive model day by day.</summary>
    public const int SampleSize = 500;

    /// <summary>Runs the whole plan on an installation that holds nothing else.</summary>
    internal static async Task<ReplayOutcome> RunAsync(
        ReplayHouse house, ReplayOptions options, IReadOnlyList<YuebaoDay> data, Action<ReplayProgress> report,
        CancellationToken cancel)
    {
        ReplayPlan plan = new(data, options.Seed, options.People, options.Days, house.Ledger.Shards,
            person => house.Ledger.ShardOf(person));
        DateOnly firstDay = plan.Days[0].Date;
        Stopwatch watch = Stopwatch.StartNew();
        long answered = 0;
        int daysDone = 0;
        ReplayDay driver = new(house);
        Tally tally = new(plan);
        DateOnly? over = (await house.Steps.LastAsync(ReplayDay.Over))?.BusinessDate;
        Tell("day 0");
        await driver.BeginAsync(plan, firstDay, count => answered += count);
        IncomePer10k yesterday = default;
        foreach (PlannedDay day in plan.Run())
        {
            if (cancel.IsCancellationRequested)
            {
                throw new StoppedException(
                    $"stopped after {daysDone} of {plan.Days.Count} days; the same command goes on there.");
            }

            if (over is null || day.Date > over)
            {
                await driver.RunAsync(day, day.Date == firstDay, yesterday, Answered);
            }

            tally.Add(day);
            yesterday = new(day.Totals.IncomePer10k);
            daysDone = day.Number;
            Tell($"{day.Date:yyyy-MM-dd}");
        }

        Tell("sweep");
        await driver.EndAsync(plan.Days[^1].Date, yesterday);
        return new(plan, tally.Sample, tally.Days, tally.Acts, tally.ActsOfPerson, tally.TopShareOpening,
            tally.TopShareClosing, answered, watch.Elapsed, over);

        void Answered(int count)
        {
            answered += count;
            Tell("");
        }

        void Tell(string stage) => report(new(daysDone, plan.Days.Count, answered, stage));
    }

    /// <summary>Adds up, day by day, what the plan and its model say.</summary>
    private sealed class Tally
    {
        private readonly ReplayPlan _plan;
        private readonly Dictionary<int, PersonDay[]> _sample = [];
        private readonly Dictionary<ActKind, (long Count, long Fen)> _acts = [];
        private readonly List<ModelDay> _days = [];

        public Tally(ReplayPlan plan)
        {
            _plan = plan;
            ActsOfPerson = new int[plan.People];
            int step = Math.Max(1, plan.People / SampleSize);
            for (int i = 0; i < Math.Min(SampleSize, plan.People); i++)
            {
                _sample.Add(1 + (i * step), new PersonDay[plan.Days.Count]);
            }

            foreach (PlannedPhase phase in plan.BeforeFirstDay)
            {
                Count(phase);
            }

            long[] opening = new long[plan.People];
            foreach (PlannedAct act in plan.BeforeFirstDay[1].Acts)
            {
                opening[act.Person - 1] = act.AmountFen;
            }

            TopShareOpening = HeavyTail.TopHundredthShare(opening);
        }

        public IReadOnlyDictionary<int, PersonDay[]> Sample => _sample;

        public IReadOnlyDictionary<ActKind, (long Count, long Fen)> Acts => _acts;

        public IReadOnlyList<ModelDay> Days => _days;

        public int[] ActsOfPerson { get; }

        public int TopShareOpening { get; }

        public int TopShareClosing { get; private set; }

        public void Add(PlannedDay day)
        {
            foreach ((int person, PersonDay[] days) in _sample)
            {
                days[day.Number - 1] = day.OfPerson(person);
            }

            int acts = 0;
            foreach (PlannedPhase phase in day.Phases)
            {
                Count(phase);
                acts += phase.Acts.Count;
            }

            _days.Add(new(day.Date, day.EarningUnits, day.IncomeFen, day.PeopleIncomeFen, day.ClosingFen, acts));
            if (day.Number == _plan.Days.Count)
            {
                TopShareClosing = day.TopHundredthShare();
            }
        }

        private void Count(PlannedPhase phase)
        {
            (long count, long fen) = _acts.GetValueOrDefault(phase.Kind);
            foreach (PlannedAct act in phase.Acts)
            {
                count++;
                fen += act.AmountFen;
                ActsOfPerson[act.Person - 1]++;
            }

            _acts[phase.Kind] = (count, fen);
        }
    }
}
