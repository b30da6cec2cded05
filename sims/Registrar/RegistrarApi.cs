using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Huoqi.Partner;

namespace Huoqi.Registrar;

/// <summary>What a registrar is started with.</summary>
/// <param name="Clock">The time of the registrar.</param>
/// <param name="JournalPath">The file it never forgets; null keeps everything in memory.</param>
/// <param name="FaultsJson">The fault plan as POST /v1/faults takes it; null = an honest registrar.</param>
/// <param name="FundCode">The fund of the published days below; null = none are loaded.</param>
/// <param name="DaysCsvPath">CSV of published days: mfd_date,mfd_daily_yield,mfd_7daily_yield.</param>
/// <param name="FollowsClock">True: a day of the file is published once it is over in Beijing, and confirmations of a
/// day are made once it has begun; false: whoever asks decides what day it is, as a replay does.</param>
public sealed record RegistrarOptions(
    TimeProvider Clock,
    string? JournalPath = null,
    string? FaultsJson = null,
    string? FundCode = null,
    string? DaysCsvPath = null,
    bool FollowsClock = false);

/// <summary>
/// The fund company's registrar behind its HTTP protocol, without the HTTP: takes applications, confirms them on
/// their day, publishes days and keeps holdings. Kestrel and <see cref="InProcessHandler"/> both call
/// <see cref="AnswerAsync"/>.
/// </summary>
public sealed class RegistrarApi : IDisposable
{
    private static readonly TimeSpan Beijing = TimeSpan.FromHours(8);

    private readonly RegistrarOptions _options;
    private readonly Transport _transport;
    private readonly Holdings _holdings = new();
    private readonly ApplicationBook _applications;
    private readonly FundDays _days;
    private readonly JournalFile<RegistrarEvent> _journal;
    private RegistrarFaults _faults = new();

    /// <summary>Opens the registrar, loads the published days and replays its journal.</summary>
    public RegistrarApi(RegistrarOptions options)
    {
        _options = options;
        _transport = new(options.Clock);
        _applications = new(_holdings);
        _days = new(_holdings);
        if (options.FaultsJson is not null)
        {
            byte[] faults = System.Text.Encoding.UTF8.GetBytes(options.FaultsJson);
            _ = SetFaults(faults);
        }

        // The days of the file come first: the journal holds only what was published beside and after them.
        if (options is { FundCode: string fundCode, DaysCsvPath: string path })
        {
            _days.Load(fundCode, File.ReadLines(path));
        }

        _journal = JournalFile<RegistrarEvent>.Open(
            options.JournalPath, RegistrarJournalJson.Default.RegistrarEvent, Replay);
    }

    /// <summary>Answers one request; status 0 means that the connection broke before an answer was read.</summary>
    public Task<(int Status, byte[] Body)> AnswerAsync(
        string method, string pathAndQuery, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        Target target = new(pathAndQuery);
        bool isControl = target.Path is "/v1/faults" or "/v1/state";
        return _transport.CarryAsync(() => Handle(method, target, body), isControl, cancel);
    }

    public void Dispose() => _journal.Dispose();

    private (int Status, byte[] Body) Handle(string method, Target target, ReadOnlyMemory<byte> body)
    {
        if (_journal.IsBroken)
        {
            throw new IOException("an earlier write failed");
        }

        if (body.Length > Wire.BodyBytesMax)
        {
            throw new RejectedException(413, "body-too-large", $"at most {Wire.BodyBytesMax} bytes");
        }

        byte[] answer = target.Segments is ["v1", "funds", string fundCode, ..]
            ? RouteFund(method, Wire.Name(fundCode, "fund code"), target, body)
            : Route(method, target, body);
        _journal.Flush();
        return (200, answer);
    }

    private byte[] Route(string method, Target target, ReadOnlyMemory<byte> body) => (method, target.Path) switch
    {
        ("POST", "/v1/applications:batch") => Json(Submit(body), RegistrarJson.Default.ApplicationAnswers),
        ("POST", "/v1/applications:query") => Json(Query(body), RegistrarJson.Default.ApplicationAnswers),
        ("POST", "/v1/confirmations:batch") => Json(Confirmations(body), RegistrarJson.Default.ConfirmationPage),
        ("POST", "/v1/holdings:batch") => Json(HoldingsPage(body), RegistrarJson.Default.HoldingPage),
        ("POST", "/v1/faults") =>
            Json(SetFaults(body), RegistrarJson.Default.RegistrarFaults),
        ("GET", "/v1/faults") => Json(_faults, RegistrarJson.Default.RegistrarFaults),
        ("GET", "/v1/state") => Json(State(), RegistrarJson.Default.RegistrarState),
        _ => throw NoSuchPath(method, target),
    };

    private byte[] RouteFund(string method, string fundCode, Target target, ReadOnlyMemory<byte> body) =>
        (method, target.Segments) switch
        {
            ("GET", [_, _, _, "days", string day]) =>
                Json(Day(fundCode, Wire.Day(day, "day")), RegistrarJson.Default.FundDayWire),
            ("POST", [_, _, _, "days"]) => Json(
                _days.Publish(fundCode, Wire.Read(body, RegistrarJson.Default.PublishWire), _journal),
                RegistrarJson.Default.FundDayWire),
            ("POST", [_, _, _, "dividends"]) => Json(
                _days.Pay(fundCode, Wire.Read(body, RegistrarJson.Default.DividendsWire), _journal),
                RegistrarJson.Default.DividendPage),
            ("GET", [_, _, _, "dividends", string day]) =>
                Json(Dividends(fundCode, day, target), RegistrarJson.Default.DividendPage),
            ("GET", [_, _, _, "holdings"]) => Json(_holdings.Total(fundCode), RegistrarJson.Default.HoldingsTotal),
            ("GET", [_, _, _, "holdings", string account]) => Json(
                new(account, Holdings.Format(_holdings.Of(fundCode, account))), RegistrarJson.Default.HoldingWire),
            _ => throw NoSuchPath(method, target),
        };

    private DateOnly Today => DateOnly.FromDateTime(_options.Clock.GetUtcNow().ToOffset(Beijing).DateTime);

    private FundDayWire Day(string fundCode, DateOnly day) => _options.FollowsClock && day >= Today
        ? throw new RejectedException(404, "day-not-published", $"{Days.Format(day)} is not over")
        : _days.Of(fundCode, day, _faults);

    private ApplicationAnswers Submit(ReadOnlyMemory<byte> body)
    {
        IReadOnlyList<ApplicationWire> applications =
            Wire.Read(body, RegistrarJson.Default.ApplicationBatch).Applications;
        Wire.Batch(applications.Count);

        // The whole batch is checked before its first item is executed: a 400 means that nothing happened.
        foreach (ApplicationWire application in applications)
        {
            Check(application);
        }

        ApplicationAnswer[] answers = new ApplicationAnswer[applications.Count];
        for (int i = 0; i < answers.Length; i++)
        {
            answers[i] = _applications.Submit(applications[i], _faults, _journal);
        }

        return new(answers);
    }

    private static void Check(ApplicationWire? application)
    {
        if (application is null)
        {
            throw Wire.Malformed("a null among the applications");
        }

        _ = Wire.Name(application.ApplicationNo, "applicationNo");
        _ = Wire.Name(application.FundCode, "fundCode");
        _ = Wire.Name(application.Account, "account");
        DateOnly orderDay = Wire.Day(application.OrderDay, "orderDay");
        if (Wire.Day(application.ConfirmDay, "confirmDay") < orderDay)
        {
            throw Wire.Malformed("confirmDay must not be before orderDay");
        }

        if (application.Kind is not ("subscribe" or "redeem" or "transfer-in" or "bank-redeem"))
        {
            throw Wire.Malformed("kind must be subscribe, redeem, transfer-in or bank-redeem");
        }

        bool isAmount = application.Kind == "subscribe";
        if (application.Amount is not null != isAmount || application.Units is null != isAmount)
        {
            throw Wire.Malformed("a subscription names its amount, every other kind its units");
        }

        _ = Wire.Positive(application.Amount ?? application.Units ?? "", "amount or units");
        if (application.FromAccount is not null != (application.Kind == "transfer-in"))
        {
            throw Wire.Malformed("fromAccount belongs to a transfer-in and to nothing else");
        }

        if (application.FromAccount is not null)
        {
            _ = Wire.Name(application.FromAccount, "fromAccount");
        }
    }

    private ApplicationAnswers Query(ReadOnlyMemory<byte> body)
    {
        IReadOnlyList<string> numbers = Wire.Read(body, RegistrarJson.Default.ApplicationNumbers).ApplicationNos;
        Wire.Batch(numbers.Count);
        return new([.. numbers.Select(number => _applications.Query(Wire.Name(number, "applicationNo")))]);
    }

    private ConfirmationPage Confirmations(ReadOnlyMemory<byte> body)
    {
        ConfirmationAsk ask = Wire.Read(body, RegistrarJson.Default.ConfirmationAsk);
        DateOnly day = Wire.Day(ask.Day, "day");
        if (ask.After < 0 || ask.Limit < 1)
        {
            throw Wire.Malformed("after must be at least 0 and limit at least 1");
        }

        return _faults.HoldConfirmations || (_options.FollowsClock && day > Today)
            ? throw new RejectedException(404, "confirmations-not-ready", $"the file of {ask.Day} is not there yet")
            : _applications.Confirmations(day, ask.After, ask.Limit, _faults, _journal);
    }

    private HoldingPage HoldingsPage(ReadOnlyMemory<byte> body)
    {
        HoldingsAsk ask = Wire.Read(body, RegistrarJson.Default.HoldingsAsk);
        return ask.Limit < 1
            ? throw Wire.Malformed("limit must be at least 1")
            : _holdings.Page(ask.FundCode, ask.After, ask.Limit);
    }

    private DividendPage Dividends(string fundCode, string day, Target target) => _days.Dividends(
        fundCode,
        Days.Format(Wire.Day(day, "day")),
        target.Number("after", otherwise: 0),
        (int)Math.Min(target.Number("limit", Wire.BatchMax), Wire.BatchMax));

    private RegistrarFaults SetFaults(ReadOnlyMemory<byte> body)
    {
        RegistrarFaults faults = Wire.Read(body, RegistrarJson.Default.RegistrarFaults);
        _faults = faults;
        _transport.Set(faults.Line(), faults.LoseNextRequests, faults.LoseNextAnswers);
        return faults;
    }

    private RegistrarState State() => new(
        Applications: _applications.Count,
        Accepted: _applications.Accepted,
        Refused: _applications.Count - _applications.Accepted,
        Confirmed: _applications.Confirmed,
        Rejected: _applications.Rejected,
        Waiting: _applications.Accepted - _applications.Confirmed - _applications.Rejected,
        Late: _applications.Late,
        Repeats: _applications.Repeats,
        Conflicts: _applications.Conflicts,
        DoubleConfirmations: _applications.DoubleConfirmations,
        Days: _days.Count,
        Line: _transport.Counts());

    private void Replay(RegistrarEvent entry)
    {
        if (entry.Application is not null)
        {
            _ = _applications.Apply(entry);
        }
        else if (entry.Confirmed is not null)
        {
            _applications.ApplyConfirmed(entry);
        }
        else if (entry.Published is not null || entry.Dividends is not null)
        {
            _days.Apply(entry);
        }
        else
        {
            throw new InvalidDataException("the event is of no known kind");
        }
    }

    private static RejectedException NoSuchPath(string method, Target target) =>
        new(404, "no-such-path", $"{method} {target.Path} is not part of the protocol");

    private static byte[] Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
