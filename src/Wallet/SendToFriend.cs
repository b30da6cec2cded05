using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Wallet;

/// <summary>How far a gift is, as its sender sees it.</summary>
public enum GiftState : short
{
    OnItsWay = 1,
    Arrived = 2,

    /// <summary>The friend could not take it; it is back in the sender's wallet.</summary>
    Returned = 3,
}

/// <summary>
/// Money of the wallet to another person (entry 7). Within a shard it is one entry; to another shard it leaves through
/// the in-transit account and arrives, or comes back, exactly once. It counts for the limit of the sender's class,
/// which a return gives back while its window stands, and for those of the day, which it does not.
/// </summary>
public sealed class SendToFriend(WalletParts parts)
{
    /// <param name="Person">Who gives.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Friend">Who gets it.</param>
    /// <param name="Amount">How much.</param>
    /// <param name="Note">What for, in the giver's words; it stands with the entry.</param>
    public sealed record Request(long Person, string Key, long Friend, Money Amount, string Note = "")
    {
        /// <summary>How it was confirmed.</summary>
        public PaymentProof Proof { get; init; } = PaymentProof.OneFactor;

        /// <summary>Whether the friend was found by a code of theirs that is always the same.</summary>
        public bool ByStaticCode { get; init; }
    }

    /// <summary>A gift as its sender sees it.</summary>
    public sealed record Gift(long Friend, Money Amount, GiftState State);

    public async Task<WalletAnswer> HandleAsync(Request request)
    {
        EntryDraft draft = parts.Draft(
            request.Person, WalletActs.SendToFriend, request.Key,
            $"send {request.Friend} {request.Amount.Fen} {request.Note}".TrimEnd()) with
        {
            Reference = request.Note.TrimEnd(),
        };
        if (!Party.IsPerson(request.Friend))
        {
            return new(WalletStatus.AccountNotFound, new(draft.Shard, 0));
        }

        AccountClass? accountClass = await parts.ClassOnAsync(request.Person, draft.BusinessDate);
        Leg[] limit =
        [
            .. PaymentLimits.Use(parts.Rules, request.Person, accountClass, request.Amount, draft.BusinessDate),
            .. PaymentLimits.OfDay(parts.Rules, request.Person, request.Proof, request.Amount, draft.BusinessDate),
            .. request.ByStaticCode
                ? PaymentLimits.OfStaticCode(parts.Rules, request.Person, request.Amount, draft.BusinessDate)
                : [],
        ];
        AccountKey from = WalletParts.Balance(request.Person);
        AccountKey to = WalletParts.Balance(request.Friend);
        short friendShard = parts.Ledger.ShardOf(request.Friend);
        GiftRow gift = new(request.Person, request.Friend, request.Amount);
        if (friendShard == draft.Shard)
        {
            EntryDraft given = draft with
            {
                Legs = [.. limit, Leg.Money(Debit: from, Credit: to, request.Amount)],
                Rows = [gift],
            };
            return (await parts.Ledger.PostAsync(given)).ToAnswer(given);
        }

        (Leg leg, RowWrite row) = Deliveries.Send(request.Person, from, friendShard, to, request.Amount,
            limit: PaymentLimits.Used(parts.Rules, request.Person, accountClass, draft.BusinessDate));
        EntryDraft sent = draft with { Legs = [.. limit, leg], Rows = [row, gift] };
        return (await parts.Ledger.PostAsync(sent)).ToAnswer(sent, done: WalletStatus.Pending);
    }

    /// <summary>How far a gift is; null when there is none of that number.</summary>
    public Task<Gift?> FindAsync(OrderNo gift, CancellationToken cancel = default) =>
        parts.Reads.OneAsync(new GiftOf(gift), cancel);

    internal sealed record GiftRow(long Person, long Friend, Money Amount) : RowWrite
    {
        private static readonly Sql Insert = new("""
            INSERT INTO wallet.gift (shard, gift, person, friend, amount_fen, business_date)
            SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::date[])
            """);

        public override Sql Statement => Insert;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(stamp.Shard).Add(stamp.Entry).Add(Person).Add(Friend).Add(Amount.Fen).Add(stamp.BusinessDate);
    }

    internal sealed record GiftOf(OrderNo No) : Query<Gift>
    {
        // What stayed in its shard was never on its way.
        private static readonly Sql Sql = new("""
            SELECT g.friend, g.amount_fen, coalesce(d.state, 2::smallint)
            FROM wallet.gift g LEFT JOIN ledger.pub_delivery d ON d.shard = g.shard AND d.entry = g.gift
            WHERE g.shard = $1 AND g.gift = $2
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(No.Shard).With(No.Entry);

        public override Gift Read(NpgsqlDataReader row) =>
            new(row.GetInt64(0), new(row.GetInt64(1)), (GiftState)row.GetInt16(2));
    }
}
