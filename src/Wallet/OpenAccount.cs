using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>Opens a person's account; everything else of that person opens with its first use.</summary>
public sealed class OpenAccount(WalletParts parts)
{
    /// <param name="Person">The person's number, from 1.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Class">How well the person was identified.</param>
    public sealed record Request(long Person, string Key, AccountClass Class);

    public async Task<WalletAnswer> HandleAsync(Request request)
    {
        EntryDraft draft =
            parts.Draft(request.Person, WalletActs.OpenAccount, request.Key, $"open {request.Class}") with
            {
                Standing = Standing.Open,
                Rows = [new Opened(request.Person, request.Class)],
            };
        return (await parts.Ledger.PostAsync(draft)).ToAnswer(draft.Shard);
    }

    internal sealed record Opened(long Person, AccountClass Class) : RowWrite
    {
        private static readonly Sql Insert = new("""
            INSERT INTO wallet.person (shard, person, account_class, opened_on)
            SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::date[])
            """);

        public override Sql Statement => Insert;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(stamp.Shard).Add(Person).Add((short)Class).Add(stamp.BusinessDate);
    }
}
