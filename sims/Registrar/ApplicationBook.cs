using System.Globalization;
using Huoqi.Partner;

namespace Huoqi.Registrar;

/// <summary>An application as the registrar holds it; the quantity is in fen or in hundredths of a unit.</summary>
internal sealed class HeldApplication(ApplicationWire application, string code, DateOnly due, long serial)
{
    public ApplicationWire Application { get; } = application;

    public long Quantity { get; } =
        Wire.Positive(application.Amount ?? application.Units ?? "", "amount or units");

    /// <summary>The day it waits for: its confirm day, or a later one.</summary>
    public DateOnly Due { get; } = due;

    /// <summary>"ok" when accepted, else why it was refused.</summary>
    public string Code { get; } = code;

    /// <summary>0000 = confirmed in full; null while it waits.</summary>
    public string? ReturnCode { get; set; }

    public string ConfirmedOn { get; set; } = "";

    public string Reference { get; } = "R" + serial.ToString("D12", CultureInfo.InvariantCulture);

    public bool IsAccepted => Code == "ok";

    public ApplicationAnswer Answer() =>
        new(Application.ApplicationNo, IsAccepted ? "accepted" : "refused", Code, Reference);

    public ConfirmationWire Confirmation(long seq)
    {
        // One unit is one yuan: a money fund confirms as many units as yuan.
        string confirmed = Holdings.Format(ReturnCode == ApplicationBook.ConfirmedInFull ? Quantity : 0);
        return new(
            seq,
            Application.ApplicationNo,
            Application.Kind,
            Application.FundCode,
            Application.Account,
            confirmed,
            confirmed,
            ReturnCode ?? "",
            ConfirmedOn,
            Reference);
    }
}

/// <summary>
/// The applications by number, and the confirmations per day. The confirmations of a day are made when the day is
/// first asked for, from everything due by then; what is accepted later for the same day is added behind.
/// </summary>
internal sealed class ApplicationBook(Holdings holdings)
{
    /// <summary>The return code of an application confirmed in full.</summary>
    public const string ConfirmedInFull = "0000";

    private const string NotEnoughUnits = "0004";
    private const string RejectedAtConfirmation = "9999";
    private const int PageMax = 10_000;

    private readonly Dictionary<string, HeldApplication> _applications = new(StringComparer.Ordinal);
    private readonly SortedDictionary<DateOnly, Queue<HeldApplication>> _due = [];
    private readonly Dictionary<DateOnly, List<HeldApplication>> _confirmed = [];

    public long Count => _applications.Count;

    public long Accepted { get; private set; }

    public long Confirmed { get; private set; }

    public long Rejected { get; private set; }

    public long Late { get; private set; }

    public long Repeats { get; private set; }

    public long Conflicts { get; private set; }

    public long DoubleConfirmations { get; private set; }

    /// <summary>Answers one application; a new one is decided, noted in the journal and held.</summary>
    public ApplicationAnswer Submit(
        ApplicationWire application, RegistrarFaults faults, JournalFile<RegistrarEvent> journal)
    {
        if (_applications.TryGetValue(application.ApplicationNo, out HeldApplication? held))
        {
            if (held.Application != application)
            {
                Conflicts++;
                return new(application.ApplicationNo, "conflict", "application-differs", "");
            }

            Repeats++;
            return held.Answer();
        }

        RegistrarEvent decided = Decide(application, faults);
        journal.Append(decided);
        return Apply(decided).Answer();
    }

    /// <summary>What was answered to an application.</summary>
    public ApplicationAnswer Query(string applicationNo) =>
        _applications.TryGetValue(applicationNo, out HeldApplication? held)
            ? held.Answer()
            : new(applicationNo, "absent", "application-not-known", "");

    /// <summary>Confirms what is due by the day and gives a page of the day.</summary>
    public ConfirmationPage Confirmations(
        DateOnly day, long after, int limit, RegistrarFaults faults, JournalFile<RegistrarEvent> journal)
    {
        Confirm(day, faults, journal);
        List<ConfirmationWire> page = [];
        List<HeldApplication> confirmed = _confirmed.GetValueOrDefault(day) ?? [];
        int take = Math.Min(limit, PageMax);
        for (long seq = after + 1; seq <= confirmed.Count && page.Count < take; seq++)
        {
            page.Add(confirmed[(int)seq - 1].Confirmation(seq));
        }

        long next = page.Count == 0 ? after : page[^1].Seq;
        return new(page, next, Complete: next >= confirmed.Count);
    }

    /// <summary>Takes a decision into memory, first hand or from the journal.</summary>
    public HeldApplication Apply(RegistrarEvent decided)
    {
        ApplicationWire application =
            decided.Application ?? throw new InvalidDataException("the event holds no application");
        DateOnly due = Wire.Day(decided.Day, "day");
        HeldApplication held = new(application, decided.Code, due, _applications.Count + 1);
        _applications.Add(application.ApplicationNo, held);
        if (!held.IsAccepted)
        {
            return held;
        }

        Accepted++;
        Late += decided.Day == application.ConfirmDay ? 0 : 1;
        if (!_due.TryGetValue(due, out Queue<HeldApplication>? queue))
        {
            queue = [];
            _due.Add(due, queue);
        }

        queue.Enqueue(held);
        return held;
    }

    /// <summary>Takes a confirmation into memory, first hand or from the journal.</summary>
    public void ApplyConfirmed(RegistrarEvent entry)
    {
        HeldApplication held = _applications[entry.Confirmed!];

        // Confirmations are made in the order of arrival, so the one confirmed is the head of its day.
        HeldApplication head = _due[held.Due].Dequeue();
        if (!ReferenceEquals(head, held))
        {
            throw new InvalidDataException($"{entry.Confirmed} was confirmed out of turn");
        }

        if (_due[held.Due].Count == 0)
        {
            _ = _due.Remove(held.Due);
        }

        Book(held, entry);
    }

    private RegistrarEvent Decide(ApplicationWire application, RegistrarFaults faults)
    {
        string number = application.ApplicationNo;
        string? refusal = RefusedEnding.CodeFor(faults.RefuseAccounts, application.Account);
        if (refusal is null && Dice.Strikes(faults.RefusePerMillion, faults.Seed, "refuse", number))
        {
            refusal = "refused-by-registrar";
        }

        DateOnly due = Wire.Day(application.ConfirmDay, "confirmDay");
        if (Dice.Strikes(faults.LatePerMillion, faults.Seed, "late", number))
        {
            due = due.AddDays(faults.LateDays);
        }

        return new(Application: application, Code: refusal ?? "ok", Day: Days.Format(due));
    }

    private void Confirm(DateOnly day, RegistrarFaults faults, JournalFile<RegistrarEvent> journal)
    {
        foreach (HeldApplication held in _due.TakeWhile(due => due.Key <= day).SelectMany(due => due.Value).ToArray())
        {
            RegistrarEvent entry = Judge(held, day, faults);
            journal.Append(entry);
            ApplyConfirmed(entry);
        }
    }

    private RegistrarEvent Judge(HeldApplication held, DateOnly day, RegistrarFaults faults)
    {
        ApplicationWire application = held.Application;
        string? giver = Giver(application);
        string returnCode = ConfirmedInFull;
        if (Dice.Strikes(faults.RejectPerMillion, faults.Seed, "reject", application.ApplicationNo))
        {
            returnCode = RejectedAtConfirmation;
        }
        else if (faults.CheckHoldings && giver is not null
            && holdings.Of(application.FundCode, giver) < held.Quantity)
        {
            returnCode = NotEnoughUnits;
        }

        bool twice = Dice.Strikes(faults.DoublePerMillion, faults.Seed, "double", application.ApplicationNo);
        return new(
            Confirmed: application.ApplicationNo, Code: returnCode, Day: Days.Format(day), Copies: twice ? 2 : 1);
    }

    private void Book(HeldApplication held, RegistrarEvent entry)
    {
        ApplicationWire application = held.Application;
        held.ReturnCode = entry.Code;
        held.ConfirmedOn = entry.Day;
        DateOnly day = Wire.Day(entry.Day, "day");
        if (!_confirmed.TryGetValue(day, out List<HeldApplication>? list))
        {
            list = [];
            _confirmed.Add(day, list);
        }

        for (int i = 0; i < entry.Copies; i++)
        {
            list.Add(held);
        }

        DoubleConfirmations += entry.Copies - 1;
        if (entry.Code != ConfirmedInFull)
        {
            Rejected++;
            return;
        }

        Confirmed++;
        if (Giver(application) is string giver)
        {
            holdings.Move(application.FundCode, giver, -held.Quantity);
        }

        if (application.Kind is "subscribe" or "transfer-in")
        {
            holdings.Move(application.FundCode, application.Account, held.Quantity);
        }
    }

    // Whose units become fewer.
    private static string? Giver(ApplicationWire application) => application.Kind switch
    {
        "redeem" or "bank-redeem" => application.Account,
        "transfer-in" => application.FromAccount,
        _ => null,
    };
}
