using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Web;

/// <summary>A confirmation was asked for.</summary>
/// <param name="Status">Done, or what hinders it.</param>
/// <param name="Confirmation">The confirmation to be proved, when done.</param>
internal sealed record ConfirmationAsk(ActStatus Status, Confirmation? Confirmation);

/// <summary>Something wanted that waits for its proof, or was done.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Wanted">What is wanted.</param>
/// <param name="OptionsJson">What navigator.credentials.get takes; null when the person has no passkey.</param>
/// <param name="PaymentPassword">Whether the payment password can prove it, and is proof enough.</param>
/// <param name="ExpiresAt">Until when, by the real clock.</param>
/// <param name="Key">The key it was used with; null while it was not used.</param>
/// <param name="Outcome">What became of it for good; null while that is open.</param>
/// <param name="Order">The number of what was done with it; null while nothing was.</param>
internal sealed record Confirmation(
    string Id, Wanted Wanted, string? OptionsJson, bool PaymentPassword, DateTimeOffset ExpiresAt, string? Key,
    ActStatus? Outcome, OrderNo? Order);

/// <summary>
/// What is wanted, kept from the review of a page until its proof: a page that is loaded again shows the same, and one
/// that was done leads to its receipt.
/// </summary>
internal sealed class Confirmations(AppParts parts)
{
    private static readonly Sql Insert = new("""
        INSERT INTO web.wanted (shard, person, confirmation, act, fen, payee, detail, to_others, options,
                                payment_password, made_at, expires_at)
        VALUES ($1::smallint, $2, $3, $4, $5, $6, $7, $8, $9::text, $10, $11, $12)
        ON CONFLICT (shard, person, confirmation) DO NOTHING
        """);

    private static readonly Sql Begin = new("""
        UPDATE web.wanted SET key = $4, options = NULL
        WHERE shard = $1::smallint AND person = $2 AND confirmation = $3 AND key IS NULL
        """);

    private static readonly Sql End = new("""
        UPDATE web.wanted SET outcome = $4::smallint, entry = $5::bigint
        WHERE shard = $1::smallint AND person = $2 AND confirmation = $3 AND outcome IS NULL
        """);

    /// <summary>Asks for a confirmation of something wanted.</summary>
    public async Task<ConfirmationAsk> BeginAsync(
        SessionRow session, Wanted wanted, CancellationToken cancel = default)
    {
        // What could not even be kept is refused at once; the rest is said by HindranceAsync and by the act.
        if (Unkept(wanted) is { } unkept)
        {
            return new(unkept, null);
        }

        if (await WantedActs.CoolsAsync(parts, session.Person, wanted, cancel))
        {
            return new(ActStatus.Cooling, null);
        }

        Purpose purpose = wanted.ToPurpose();
        StepUpAsk ask = await new StepUp(parts.Identity).BeginAsync(session, purpose, cancel);
        if (ask.Status != IdentityStatus.Done)
        {
            return new(ActStatuses.Of(ask.Status), null);
        }

        // What the payment password alone may not confirm is asked of a passkey, and refused where there is none.
        bool digits = ask.PaymentPassword
            && await PaymentProofs.DigitsSufficeAsync(parts, session.Person, wanted, cancel);
        if (ask.PaymentPassword && !digits && ask.OptionsJson is null)
        {
            return new(ActStatus.ProofTooWeak, null);
        }

        object?[] values =
        [
            parts.ShardOf(session.Person), session.Person, ask.Confirmation, purpose.Act, purpose.Fen, purpose.Payee,
            purpose.Detail, purpose.ToOthers, ask.OptionsJson, digits,
            parts.Identity.Time.GetUtcNow(), ask.ExpiresAt,
        ];
        await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(Insert, values, token), idempotent: true, cancel: cancel);
        return new(ActStatus.Done, new(ask.Confirmation, wanted, ask.OptionsJson, digits, ask.ExpiresAt,
            Key: null, Outcome: null, Order: null));
    }

    /// <summary>A person's own; null also when it is somebody else's.</summary>
    public async Task<Confirmation?> FindAsync(long person, string id, CancellationToken cancel = default) =>
        // An address may hold whatever somebody writes there, and the database takes no NUL.
        Values.IsWhole(id)
            ? await parts.Db.OneAsync(new ConfirmationOf(parts.ShardOf(person), person, id), cancel)
            : null;

    // A number that nothing can have would not come back from where it is kept.
    private static ActStatus? Unkept(Wanted wanted) => wanted switch
    {
        _ when wanted.Amount <= Money.Zero => ActStatus.InvalidAmount,
        Wanted.Send { Note: var note } when !Notes.AreGood(note) => ActStatus.InvalidText,
        _ when Wanted.Of(wanted.ToPurpose()) is not null => null,
        Wanted.Send => ActStatus.PayeeCannotReceive,
        Wanted.AnswerRequest => ActStatus.RequestNotOpen,
        Wanted.Pay => ActStatus.PaymentNotFound,
        _ => ActStatus.CardNotFound,
    };

    /// <summary>Notes the key that uses it, before money moves: from here on the act alone says what becomes of it.
    /// </summary>
    internal Task BeginUseAsync(long person, string id, string key, CancellationToken cancel) =>
        WriteAsync(Begin, [parts.ShardOf(person), person, id, key], cancel);

    /// <summary>Notes what became of it for good.</summary>
    internal Task EndUseAsync(long person, string id, ActStatus outcome, OrderNo? order) =>
        WriteAsync(End, [parts.ShardOf(person), person, id, (short)outcome, order?.Entry], CancellationToken.None);

    private Task<int> WriteAsync(Sql statement, object?[] values, CancellationToken cancel) =>
        parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(statement, values, token), idempotent: true, cancel: cancel);

    private sealed record ConfirmationOf(short Shard, long Person, string Id) : Query<Confirmation>
    {
        private static readonly Sql Sql = new("""
            SELECT act, fen, payee, detail, to_others, options, payment_password, expires_at, key, outcome, entry
            FROM web.wanted WHERE shard = $1 AND person = $2 AND confirmation = $3
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Person).With(Id);

        public override Confirmation Read(NpgsqlDataReader row)
        {
            Purpose purpose =
                new(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetBoolean(4));
            return new(
                Id, Wanted.Of(purpose) ?? throw new InvariantBrokenException($"what was stored as {purpose.Act}"),
                row.IsDBNull(5) ? null : row.GetString(5), row.GetBoolean(6),
                row.GetFieldValue<DateTimeOffset>(7), row.IsDBNull(8) ? null : row.GetString(8),
                row.IsDBNull(9) ? null : (ActStatus)row.GetInt16(9),
                row.IsDBNull(10) ? null : new OrderNo(Shard, row.GetInt64(10)));
        }
    }
}
