using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Npgsql;

namespace Huoqi.Customers;

/// <summary>How far a request for money is; stored.</summary>
public enum RequestState : short
{
    Open = 1,

    /// <summary>Accepted; the gift is being made.</summary>
    Accepted = 2,
    Paid = 3,
    Declined = 4,
    Expired = 5,
    Withdrawn = 6,

    /// <summary>The books refused the gift: a limit, the balance, a day that was just being closed.</summary>
    NotPaid = 7,
}

/// <summary>A person asks a friend for money.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Asker">Who asks.</param>
/// <param name="Friend">Who is asked.</param>
/// <param name="Amount">For how much.</param>
/// <param name="Text">What for.</param>
/// <param name="State">How far it is.</param>
/// <param name="AskedAt">When, UTC.</param>
/// <param name="ExpiresOn">The last business date on which it can be accepted.</param>
/// <param name="Gift">The gift that paid it.</param>
public sealed record MoneyRequest(
    long Number, long Asker, long Friend, Money Amount, string Text, RequestState State, DateTimeOffset AskedAt,
    DateOnly ExpiresOn, OrderNo? Gift);

/// <summary>Requests for money between friends. A request lies with the friend, who has to answer it.</summary>
public sealed class MoneyRequests(CustomersParts parts)
{
    /// <summary>The longest text, in characters.</summary>
    public const int LongestText = 100;

    /// <summary>Days in which it can be answered.</summary>
    public const int OpenDays = 7;

    /// <summary>As many as one person may have open.</summary>
    public const int OpenAtMost = 20;

    // Requests of one person are made one after the other, so that the number of open ones cannot be overrun.
    private static readonly Sql Lock = new("SELECT pg_advisory_xact_lock(hashtextextended('money requests', $1))");

    private static readonly Sql Number = new("SELECT nextval('customers.number')");

    private static readonly Sql InsertAsked = new("""
        INSERT INTO customers.asked_request (shard, asker, number, friend, key) SELECT $1, $2, $3, $4, $5
        WHERE (SELECT count(*) FROM customers.money_request WHERE asker = $2 AND state = 1 AND expires_on >= $6) < $7
        ON CONFLICT (shard, asker, key) DO NOTHING
        """);

    private static readonly Sql Insert = new("""
        INSERT INTO customers.money_request
            (shard, friend, number, asker, amount_fen, said, asked_at, expires_on, state)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
        """);

    private static readonly Sql Move = new("""
        UPDATE customers.money_request SET state = $5, gift = coalesce($6, gift)
        WHERE shard = $1 AND friend = $2 AND number = $3 AND state = ANY ($4)
        """);

    private static readonly Sql Expire = new(
        "UPDATE customers.money_request SET state = 5 WHERE shard = $1 AND state = 1 AND expires_on < $2");

    /// <summary>Whether something can be asked so.</summary>
    public static bool IsValid(long asker, string key, long friend, Money amount, string text) =>
        amount > Money.Zero && asker != friend && Party.IsPerson(friend) && Texts.AreGood(text, LongestText)
        && Texts.AreGood(key, WalletParts.LongestKey);

    /// <summary>Whether a person has asked under a key before.</summary>
    public async Task<bool> IsAskedAsync(long asker, string key, CancellationToken cancel = default) =>
        await parts.Db.OneAsync(new RequestRows.AskedUnder(parts.ShardOf(asker), asker, key), cancel) is not null;

    /// <summary>Asks; its number when done. The same key again gives the same request.</summary>
    public async Task<(CustomerStatus Status, long Number)> AskAsync(
        long asker, string key, long friend, Money amount, string text, CancellationToken cancel = default)
    {
        if (!IsValid(asker: asker, key, friend: friend, amount, text))
        {
            return (CustomerStatus.NotValid, 0);
        }

        short shard = parts.ShardOf(asker);
        await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                await tx.ExecuteAsync(Lock, [asker], token);
                long number = await tx.RowAsync(Number, [], row => row.GetInt64(0), token);
                if (await tx.ExecuteAsync(
                    InsertAsked, [shard, asker, number, friend, key, parts.Today, OpenAtMost], token) == 0)
                {
                    return;
                }

                await tx.ExecuteAsync(Insert,
                    [
                        parts.ShardOf(friend), friend, number, asker, amount.Fen, text.Trim(), parts.Now,
                        parts.Today.AddDays(OpenDays),
                    ], token);
                await TellAsync(tx, friend, MessageKind.MoneyRequested, number, asker, amount, token);
            },
            idempotent: true, cancel: cancel);
        if (await parts.Db.OneAsync(new RequestRows.AskedUnder(shard, asker, key), cancel) is not { } asked)
        {
            return (CustomerStatus.TooMany, 0);
        }

        MoneyRequest? first = await FindAsync(asked.Friend, asked.Number, cancel);

        // A key that was used for another request is a mistake of the caller.
        return first is not null && (first.Friend, first.Amount) == (friend, amount)
            ? (CustomerStatus.Done, asked.Number)
            : (CustomerStatus.NotValid, 0);
    }

    /// <summary>Those a person asked and was asked, newest first.</summary>
    public async Task<IReadOnlyList<MoneyRequest>> OfAsync(
        long person, long? before, int limit, CancellationToken cancel = default)
    {
        short shard = parts.ShardOf(person);
        long below = before ?? long.MaxValue;
        ReadBatch batch = new();
        ReadRows<MoneyRequest> got = batch.Add(new RequestRows.RequestsTo(shard, person, below, limit));
        ReadRows<RequestRows.AskedRow> asked = batch.Add(new RequestRows.AskedBy(shard, person, below, limit));
        await parts.Db.TogetherAsync(batch, cancel);
        IReadOnlyList<MoneyRequest> made = await parts.Db.AllAsync(
            new RequestRows.Requests([.. asked.All.Select(a => parts.ShardOf(a.Friend))],
                [.. asked.All.Select(a => a.Friend)], [.. asked.All.Select(a => a.Number)]), cancel);
        return [.. got.All.Concat(made).OrderByDescending(request => request.Number).Take(limit)];
    }

    /// <summary>Who was asked pays; null when it cannot be accepted (any more).</summary>
    public async Task<WalletAnswer?> AcceptAsync(
        long friend, long number, PaymentProof proof = PaymentProof.OneFactor, CancellationToken cancel = default)
    {
        MoneyRequest? request = await FindAsync(friend, number, cancel);
        if (request is { State: RequestState.Open } && parts.Today <= request.ExpiresOn)
        {
            // Accepted first: from here on nobody takes it back, and the gift is asked for under the request's own
            // number. Whoever comes second reads what the first made of it.
            request = await MoveAsync(request, RequestState.Accepted, null, cancel, RequestState.Open)
                ? request with { State = RequestState.Accepted }
                : await FindAsync(friend, number, cancel);
        }

        if (request is not { State: RequestState.Accepted or RequestState.Paid })
        {
            return null;
        }

        WalletAnswer answer = await new SendToFriend(parts.Wallet).HandleAsync(
            new(friend, KeyOf(number), request.Asker, request.Amount, request.Text) { Proof = proof });
        if (answer.Status is WalletStatus.Done or WalletStatus.Pending)
        {
            await MoveAsync(request, RequestState.Paid, answer.Order.Entry, cancel, RequestState.Accepted);
        }
        else if (answer.Status is not (WalletStatus.Unknown or WalletStatus.TryAgain))
        {
            // A refusal stands for ever under its key: this request is over, and can be made anew. Nobody said no, so
            // that who asked is not told so.
            await MoveAsync(request, RequestState.NotPaid, null, cancel, RequestState.Accepted);
        }

        return answer;
    }

    /// <summary>The key in the books of the gift that pays a request: one, however often it is asked for.</summary>
    public static string KeyOf(long number) => $"request-{number}";

    /// <summary>Who was asked says no.</summary>
    public async Task<CustomerStatus> DeclineAsync(long friend, long number, CancellationToken cancel = default) =>
        await FindAsync(friend, number, cancel) is not { } request ? CustomerStatus.NotFound
        : await MoveAsync(request, RequestState.Declined, null, cancel, RequestState.Open, RequestState.Declined)
            ? CustomerStatus.Done
            : CustomerStatus.TooLate;

    /// <summary>Who asked takes it back.</summary>
    public async Task<CustomerStatus> WithdrawAsync(long asker, long number, CancellationToken cancel = default)
    {
        RequestRows.AskedRow? asked = await parts.Db.OneAsync(
            new RequestRows.AskedNumber(parts.ShardOf(asker), asker, number), cancel);
        MoneyRequest? request = asked is null ? null : await FindAsync(asked.Friend, number, cancel);
        return request is null ? CustomerStatus.NotFound
            : await MoveAsync(request, RequestState.Withdrawn, null, cancel, RequestState.Open, RequestState.Withdrawn)
                ? CustomerStatus.Done
                : CustomerStatus.TooLate;
    }

    /// <summary>Ends what nobody answered in time; returns how many.</summary>
    public async Task<int> ExpireAsync(DateOnly date, CancellationToken cancel = default)
    {
        int expired = 0;
        for (short shard = 0; shard < parts.Wallet.Ledger.Shards; shard++)
        {
            short of = shard;
            expired += await parts.Db.InTransactionAsync(
                (tx, token) => tx.ExecuteAsync(Expire, [of, date], token), idempotent: true, cancel: cancel);
        }

        return expired;
    }

    /// <summary>A request that a person was asked; null when there is none.</summary>
    public Task<MoneyRequest?> FindAsync(long friend, long number, CancellationToken cancel = default) =>
        parts.Db.OneAsync(new RequestRows.Requests([parts.ShardOf(friend)], [friend], [number]), cancel);

    private Task<bool> MoveAsync(
        MoneyRequest request, RequestState to, long? gift, CancellationToken cancel, params RequestState[] from) =>
        parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                int moved = await tx.ExecuteAsync(Move,
                    [
                        parts.ShardOf(request.Friend), request.Friend, request.Number,
                        from.Select(state => (short)state).ToArray(), (short)to,
                        new NpgsqlParameter<long?> { TypedValue = gift },
                    ], token);
                if (moved == 1 && to == RequestState.Declined)
                {
                    await TellAsync(tx, request.Asker, MessageKind.RequestDeclined, request.Number, request.Friend,
                        request.Amount, token);
                }

                return moved == 1;
            },
            idempotent: true, cancel: cancel);

    private Task<int> TellAsync(
        Tx tx, long person, MessageKind kind, long number, long other, Money amount, CancellationToken cancel) =>
        Inbox.PutAsync(tx, parts.ShardOf(person),
            [
                new(person, kind, $"request {number}", new Dictionary<string, string>
                {
                    ["request"] = $"{number}",
                    ["person"] = $"{other}",
                    ["amount"] = amount.ToPlain(),
                }),
            ], parts.Now, cancel);
}
