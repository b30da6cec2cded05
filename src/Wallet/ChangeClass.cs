using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>
/// Changes the class of a person's account, because the person was identified better, or worse than was thought. A
/// higher class adds what it allows more to the present window; a lower one counts in full from the next window on.
/// </summary>
public sealed class ChangeClass(WalletParts parts)
{
    /// <param name="Person">Whose account.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Class">The class from now on.</param>
    /// <param name="Reason">Why, for the statement.</param>
    public sealed record Request(long Person, string Key, AccountClass Class, string Reason);

    public async Task<WalletAnswer> HandleAsync(Request request)
    {
        PaymentLimits.PersonRow? before = await parts.Reads.OneAsync(
            new PaymentLimits.PersonOf(parts.Ledger.ShardOf(request.Person), request.Person));
        EntryDraft draft = parts.Draft(request.Person, WalletActs.ChangeClass, request.Key,
            $"class {request.Class}") with
        {
            ByPlatform = true,
            MustBeOpen = true,
            Reference = request.Reason,
            Rows = [new Changed(request.Person, request.Class)],
        };
        draft = draft with
        {
            Legs = PaymentLimits.Raised(
                parts.Rules, request.Person, before?.Class ?? request.Class, request.Class, draft.BusinessDate),
        };
        return (await parts.Ledger.PostAsync(draft)).ToAnswer(draft.Shard);
    }

    internal sealed record Changed(long Person, AccountClass Class) : RowWrite
    {
        private static readonly Sql Update = new("""
            UPDATE wallet.person p SET account_class = u.account_class
            FROM unnest($1::smallint[], $2::bigint[], $3::smallint[]) AS u(shard, person, account_class)
            WHERE p.shard = u.shard AND p.person = u.person AND p.closed_on IS NULL
            """);

        public override Sql Statement => Update;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(stamp.Shard).Add(Person).Add((short)Class);
    }
}
