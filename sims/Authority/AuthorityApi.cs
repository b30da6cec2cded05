using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Huoqi.Partner;

namespace Huoqi.Authority;

/// <summary>What an authority is started with.</summary>
/// <param name="Clock">Its time.</param>
/// <param name="JournalPath">The file it never forgets; null keeps everything in memory.</param>
/// <param name="FaultsJson">The fault plan as POST /v1/faults takes it; null = an honest authority.</param>
public sealed record AuthorityOptions(TimeProvider Clock, string? JournalPath = null, string? FaultsJson = null);

/// <summary>
/// The identity authority and the message gateway behind their HTTP protocol, without the HTTP. The register knows
/// whom it was told of; of anybody else the first name that comes with an id number is the right one.
/// </summary>
public sealed class AuthorityApi : IDisposable
{
    private readonly Transport _transport;
    private readonly TimeProvider _clock;
    private readonly CheckBook _checks = new();
    private readonly MessageBook _messages = new();
    private readonly JournalFile<AuthorityEvent> _journal;
    private AuthorityFaults _faults = new();

    /// <summary>Opens the authority and replays its journal.</summary>
    public AuthorityApi(AuthorityOptions options)
    {
        _clock = options.Clock;
        _transport = new(options.Clock);
        if (options.FaultsJson is not null)
        {
            byte[] faults = System.Text.Encoding.UTF8.GetBytes(options.FaultsJson);
            _ = SetFaults(faults);
        }

        _journal = JournalFile<AuthorityEvent>.Open(
            options.JournalPath, AuthorityJournalJson.Default.AuthorityEvent, Replay);
    }

    /// <summary>Answers one request; status 0 means that the connection broke before an answer was read.</summary>
    public Task<(int Status, byte[] Body)> AnswerAsync(
        string method, string pathAndQuery, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        Target target = new(pathAndQuery);
        // Reading a phone is looking at it: no line lies between.
        bool isControl = target.Path is "/v1/faults" or "/v1/state" or "/v1/register"
            || method == "GET" && target.Path == "/v1/messages";
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

        byte[] answer = Route(method, target, body);
        _journal.Flush();
        return (200, answer);
    }

    private byte[] Route(string method, Target target, ReadOnlyMemory<byte> body) => (method, target.Path) switch
    {
        ("POST", "/v1/checks") => Json(
            _checks.Check(Wire.Read(body, AuthorityJson.Default.CheckWire), _faults, _journal),
            AuthorityJson.Default.CheckAnswer),
        ("POST", "/v1/messages") => Json(
            _messages.Send(
                Wire.Read(body, AuthorityJson.Default.MessageWire), _clock.GetUtcNow(), _faults, _journal),
            AuthorityJson.Default.MessageAnswer),
        ("GET", "/v1/messages") => Json(
            _messages.Of(target.Query("phone"), (int)Math.Min(target.Number("limit", otherwise: 20), 100)),
            AuthorityJson.Default.MessagePage),
        ("POST", "/v1/register") => Json(
            _checks.Register(Wire.Read(body, AuthorityJson.Default.RegisterWire), _journal),
            AuthorityJson.Default.RegisterWire),
        ("POST", "/v1/faults") => Json(SetFaults(body), AuthorityJson.Default.AuthorityFaults),
        ("GET", "/v1/faults") => Json(_faults, AuthorityJson.Default.AuthorityFaults),
        ("GET", "/v1/state") => Json(
            new(
                Checks: _checks.Count, Done: _checks.Done, Refused: _checks.Count - _checks.Done,
                PendingAnswers: _checks.PendingAnswers, Repeats: _checks.Repeats, Conflicts: _checks.Conflicts,
                Messages: _messages.Count, DroppedMessages: _messages.Dropped, Line: _transport.Counts()),
            AuthorityJson.Default.AuthorityState),
        _ => throw new RejectedException(404, "no-such-path", $"{method} {target.Path} is not part of the protocol"),
    };

    private AuthorityFaults SetFaults(ReadOnlyMemory<byte> body)
    {
        AuthorityFaults faults = Wire.Read(body, AuthorityJson.Default.AuthorityFaults);
        _faults = faults;
        _transport.Set(faults.Line(), faults.LoseNextRequests, faults.LoseNextAnswers);
        return faults;
    }

    private void Replay(AuthorityEvent entry)
    {
        if (entry.Check is not null)
        {
            _checks.Apply(entry.Check, entry.Outcome, entry.Code);
        }
        else if (entry.Message is not null)
        {
            _messages.Apply(entry.Message);
        }
        else if (entry.Registered is not null)
        {
            _checks.Apply(entry.Registered);
        }
        else
        {
            throw new InvalidDataException("the event is of no known kind");
        }
    }

    private static byte[] Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
