using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>Takes a merchant in: whom people may pay, where its money goes, and how much it may owe for
/// refunds.</summary>
public sealed class RegisterMerchant(WalletParts parts)
{
    /// <param name="Number">The merchant's number, from 1.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="PayoutAccount">Its account, as the bank knows it.</param>
    /// <param name="RefundDebt">How much it may owe us for refunds, over all shards.</param>
    public sealed record Request(long Number, string Key, string Name, string PayoutAccount, Money RefundDebt);

    /// <summary>Whether the bank takes it for the name of an account: 1 to 64 letters, digits, - _ and dots.</summary>
    public static bool IsPayoutAccount(string account) =>
        account.Length is > 0 and <= 64 && account.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    public async Task<WalletAnswer> HandleAsync(Request request)
    {
        EntryDraft draft = parts.Draft(Party.Merchant(request.Number), WalletActs.RegisterMerchant, request.Key,
            $"register {request.Name} {request.PayoutAccount} {request.RefundDebt.Fen}") with
        {
            Reference = request.Name,
            Rows = [new Registered(new(request.Number, request.Name, request.PayoutAccount, request.RefundDebt))],
        };
        if (request.RefundDebt < Money.Zero)
        {
            return new(WalletStatus.InvalidAmount, new(draft.Shard, 0));
        }

        bool exists = await parts.Merchants.FindAsync(request.Number) is not null;
        return exists && !await parts.WasJudgedAsync(draft)
            ? new(WalletStatus.MerchantExists, new(draft.Shard, 0))
            : (await parts.Ledger.PostAsync(draft)).ToAnswer(draft.Shard);
    }

    internal sealed record Registered(Merchant Merchant) : RowWrite
    {
        private static readonly Sql Insert = new("""
            INSERT INTO wallet.merchant (merchant, name, payout_account, refund_debt_fen, registered_on)
            SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::date[])
            """);

        public override Sql Statement => Insert;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(Merchant.Number).Add(Merchant.Name).Add(Merchant.PayoutAccount).Add(Merchant.RefundDebt.Fen)
                .Add(stamp.BusinessDate);
    }
}
