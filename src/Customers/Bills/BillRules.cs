using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Customers;

/// <summary>What an entry is to one person: pure, from its transfers and what it is about to one line.</summary>
internal static class BillRules
{
    /// <summary>The bill of an entry; null when no account of the person moved.</summary>
    public static Bill? Of(long person, short shard, WholeEntry entry)
    {
        (long wallet, long units, long within) = (0, 0, 0);
        (long? walletAfter, long? unitsAfter) = (null, null);
        bool touched = false;
        foreach (EntryQueries.LineOfEntry line in entry.Lines)
        {
            bool from = IsOwn(person, line.Debit);
            bool to = IsOwn(person, line.Credit);
            within += from && to ? line.Amount : 0;
            touched |= from || to;
            Take(from, line.Debit, -line.Amount, line.DebitAfter);
            Take(to, line.Credit, line.Amount, line.CreditAfter);
        }

        if (!touched)
        {
            return null;
        }

        long amount = wallet + units;
        BillKind kind = KindOf(person, entry);
        return new()
        {
            No = new(shard, entry.Facts.Entry),
            Kind = kind,
            State = StateOf(kind, entry.About),
            BusinessDate = entry.Facts.BusinessDate,
            PostedAt = entry.Facts.PostedAt,
            Wallet = new(wallet),
            Units = new(units),
            Direction = StaysTheirs(kind, entry.About) ? BillDirection.Own
                : amount != 0 ? (amount > 0 ? BillDirection.In : BillDirection.Out)
                : entry.About.Bank is { } asked && asked.OrderNo == entry.Facts.Entry ? DirectionOf(asked.Purpose)
                : BillDirection.Own,
            Shown = new(amount != 0 ? amount : wallet != 0 ? Math.Abs(wallet) : within),
            WalletAfter = walletAfter is { } money ? new Money(money) : null,
            UnitsAfter = unitsAfter is { } held ? new FundUnits(held) : null,
            Party = PartyOf(person, kind, entry.About),
            // What came from another shard says there where it came from; what it is for stands with who sent it.
            Reference = kind == BillKind.Received && entry.About.Gift is { } gift ? gift.Note : entry.Facts.Reference,
            Days = kind is BillKind.Income or BillKind.IncomeCorrected ? entry.Facts.Days : null,
        };

        void Take(bool own, AccountKey account, long change, long after)
        {
            if (!own)
            {
                return;
            }

            bool isMoney = account.Asset == Asset.Cny;
            (wallet, units) = isMoney ? (wallet + change, units) : (wallet, units + change);
            walletAfter = account.Code == AccountCode.UserBalance ? after : walletAfter;
            unitsAfter = account.Code == AccountCode.UnitsAvailable ? after : unitsAfter;
        }
    }

    /// <summary>
    /// Whether a later entry of the same order tells it all: an advance that was asked of the bank moves nothing until
    /// the bank's answer does, or gives the units back.
    /// </summary>
    public static bool IsToldByItsAnswer(WholeEntry entry) =>
        entry.About.Bank is { Outcome: not BankOutcome.Pending } order && order.OrderNo == entry.Facts.Entry
        && order.Purpose is BankPurpose.AdvanceToCard or BankPurpose.AdvanceToWallet or BankPurpose.AdvanceForPayment;

    // Between an order and its answer the fund company holds what is the person's: from wallet to fund and back it only
    // moves, though neither of the two has it meanwhile.
    private static bool StaysTheirs(BillKind kind, EntryAbout about) =>
        kind is BillKind.Subscription or BillKind.SubscriptionConfirmed or BillKind.SubscriptionRefused
            or BillKind.RedemptionConfirmed or BillKind.RedemptionPaid
        && about is { Order: { CardToken: null }, OrderBank: null };

    /// <summary>What an order to the bank is about.</summary>
    public static BillKind KindOf(BankPurpose purpose) => purpose switch
    {
        BankPurpose.TopUp => BillKind.TopUp,
        BankPurpose.Subscription => BillKind.Subscription,
        BankPurpose.Withdrawal => BillKind.Withdrawal,
        BankPurpose.AdvanceToCard or BankPurpose.AdvanceToWallet => BillKind.FastRedemption,
        BankPurpose.AdvanceForPayment => BillKind.PaymentFromFund,
        BankPurpose.RedemptionPayout => BillKind.RedemptionPaid,
        BankPurpose.MerchantSettlement => BillKind.Other,
    };

    /// <summary>Which way an order to the bank goes when it is done.</summary>
    public static BillDirection DirectionOf(BankPurpose purpose) => purpose switch
    {
        BankPurpose.TopUp or BankPurpose.Subscription => BillDirection.In,
        BankPurpose.Withdrawal or BankPurpose.AdvanceToCard or BankPurpose.AdvanceForPayment
            or BankPurpose.RedemptionPayout => BillDirection.Out,
        BankPurpose.AdvanceToWallet or BankPurpose.MerchantSettlement => BillDirection.Own,
    };

    /// <summary>Whether an account is the person's, and holds money or units.</summary>
    public static bool IsOwn(long person, AccountKey account) =>
        account.Owner == person && Chart.Of(account.Code).Book != Book.Control;

    /// <summary>Whether a bill is wanted.</summary>
    public static bool Fits(Bill bill, BillFilter filter)
    {
        long size = Math.Abs(bill.Shown.Fen);
        return (filter.Kinds is not { Count: > 0 } kinds || kinds.Contains(bill.Kind))
            && (filter.In is not { } isIn || bill.Direction == (isIn ? BillDirection.In : BillDirection.Out))
            && !(bill.BusinessDate < filter.From) && !(bill.BusinessDate > filter.Through)
            && !(size < filter.AtLeast?.Fen) && !(size > filter.AtMost?.Fen)
            && (string.IsNullOrWhiteSpace(filter.Text) || Speaks(bill, filter.Text.Trim())
                || IsByCard(bill.Party, filter));
    }

    /// <summary>Whether what is under way is wanted: dated by its order, it speaks by number and card.</summary>
    public static bool Fits(UnderWay order, BillFilter filter) =>
        (filter.Kinds is not { Count: > 0 } kinds || kinds.Contains(order.Kind))
        && (filter.In is not { } isIn || order.Direction == (isIn ? BillDirection.In : BillDirection.Out))
        && !(order.BusinessDate < filter.From) && !(order.BusinessDate > filter.Through)
        && !(order.Amount < filter.AtLeast) && !(order.Amount > filter.AtMost)
        && (string.IsNullOrWhiteSpace(filter.Text)
            || order.No.ToString().Contains(filter.Text.Trim(), StringComparison.Ordinal)
            || IsByCard(order.Party, filter));

    private static bool IsByCard(BillParty party, BillFilter filter) =>
        party.CardToken is { } token && filter.CardTokens.Contains(token);

    private static bool Speaks(Bill bill, string text) =>
        bill.Reference.Contains(text, StringComparison.OrdinalIgnoreCase)
        || bill.No.ToString().Contains(text, StringComparison.Ordinal)
        || (bill.Party.MerchantName?.Contains(text, StringComparison.OrdinalIgnoreCase) ?? false);

    private static BillKind KindOf(long person, WholeEntry entry) => entry.Facts.Act switch
    {
        LedgerActs.PostIncome => BillKind.Income,
        LedgerActs.Deliver => BillKind.Received,
        LedgerActs.ReturnDelivery => BillKind.SentReturned,
        LedgerActs.Reverse => BillKind.Reversal,
        WalletActs.Withdraw => BillKind.Withdrawal,
        WalletActs.SubscribeFromWallet => BillKind.Subscription,
        WalletActs.RedeemToWallet or WalletActs.RedeemToCard => BillKind.FastRedemption,
        WalletActs.PayFromWallet => BillKind.Payment,
        WalletActs.PayFromFund => BillKind.PaymentFromFund,
        WalletActs.Refund => BillKind.Refund,
        WalletActs.SendToFriend => entry.Facts.Owner == person ? BillKind.Sent : BillKind.Received,
        WalletActs.PayRedemption => BillKind.RedemptionPaid,
        WalletActs.SettleBankOrder => AnswerOf(entry.About),
        FundActs.TransferIn => BillKind.UnitsTransferredIn,
        FundActs.ConfirmSubscription => BillKind.SubscriptionConfirmed,
        FundActs.RefuseSubscription => BillKind.SubscriptionRefused,
        FundActs.RedeemNextDay => BillKind.Redemption,
        FundActs.ConfirmRedemption => BillKind.RedemptionConfirmed,
        FundActs.RefuseRedemption => BillKind.RedemptionRefused,
        FundActs.CorrectDay or FundActs.AdjustIncome => BillKind.IncomeCorrected,
        _ => BillKind.Other,
    };

    /// <summary>What the bank's answer was about.</summary>
    private static BillKind AnswerOf(EntryAbout about) => (about.Bank?.Purpose, about.Bank?.Outcome) switch
    {
        (BankPurpose.TopUp, _) => BillKind.TopUp,
        (BankPurpose.Withdrawal, _) => BillKind.WithdrawalReturned,
        (BankPurpose.RedemptionPayout, _) => BillKind.RedemptionPaid,
        (BankPurpose.AdvanceForPayment, BankOutcome.Done) when about.Payment is not null => BillKind.PaymentFromFund,
        (BankPurpose.AdvanceToCard or BankPurpose.AdvanceToWallet or BankPurpose.AdvanceForPayment, BankOutcome.Done) =>
            BillKind.FastRedemption,
        (BankPurpose.AdvanceToCard or BankPurpose.AdvanceToWallet or BankPurpose.AdvanceForPayment, _) =>
            BillKind.FastRedemptionReturned,
        _ => BillKind.Other,
    };

    private static BillState StateOf(BillKind kind, EntryAbout about)
    {
        if (kind is BillKind.Payment or BillKind.PaymentFromFund && about.Payment is { } payment)
        {
            return payment.Refunded == Money.Zero ? BillState.Done
                : payment.Refunded < payment.Amount ? BillState.PartlyRefunded : BillState.Refunded;
        }

        return kind switch
        {
            BillKind.Withdrawal or BillKind.FastRedemption or BillKind.PaymentFromFund => about.Bank?.Outcome switch
            {
                BankOutcome.Pending => BillState.Pending,
                BankOutcome.Refused => BillState.Refused,
                _ => BillState.Done,
            },
            BillKind.Subscription or BillKind.Redemption => about.Order is { } order ? StateOf(order) : BillState.Done,
            BillKind.Sent => about.Gift?.State switch
            {
                GiftState.OnItsWay => BillState.Pending,
                GiftState.Returned => BillState.Returned,
                _ => BillState.Done,
            },
            _ => BillState.Done,
        };
    }

    /// <summary>How far an order to the fund is.</summary>
    public static BillState StateOf(BillRows.FundRow order) => order.State switch
    {
        FundOrderState.Placed => BillState.Pending,
        FundOrderState.Confirmed when order.Kind == FundOrderKind.Redemption => BillState.Pending,
        FundOrderState.Confirmed or FundOrderState.Paid => BillState.Done,
        FundOrderState.Refused => BillState.Refused,
    };

    private static BillParty PartyOf(long person, BillKind kind, EntryAbout about) => kind switch
    {
        BillKind.Payment or BillKind.PaymentFromFund or BillKind.Refund when about.Payment is { } payment =>
            new(Merchant: payment.Merchant, MerchantName: about.MerchantName),
        BillKind.Sent or BillKind.Received when about.Gift is { } gift =>
            new(Person: gift.Person == person ? gift.Friend : gift.Person),
        // Redeemed money that a card did not take stays in the wallet, and so does that of a purchase refused.
        BillKind.RedemptionPaid or BillKind.SubscriptionRefused or BillKind.RedemptionRefused => new(),
        BillKind.SubscriptionConfirmed or BillKind.Redemption or BillKind.RedemptionConfirmed =>
            new(CardToken: about.OrderBank?.CardToken ?? about.Order?.CardToken),
        _ => new(CardToken: about.Bank?.CardToken),
    };
}
