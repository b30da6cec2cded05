using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Wallet;

/// <summary>The class of a payment account: how well its owner was identified decides what it may do; stored.</summary>
public enum AccountClass : short
{
    I = 1,
    II = 2,
    III = 3,
}

/// <summary>
/// How strongly a payment was confirmed: what may be paid that way in a day depends on it; stored. Nobody said anything
/// means the least.
/// </summary>
public enum PaymentProof : short
{
    /// <summary>One factor, such as the payment password.</summary>
    OneFactor = 1,

    /// <summary>Two factors of different kinds, none of them a certified signature.</summary>
    TwoFactors = 2,

    /// <summary>A digital certificate or certified electronic signature among two factors: limits are by agreement.
    /// </summary>
    Certificate = 3,
}

/// <summary>
/// Account classes and strengths of proof as limit legs: what a person may pay out of the balance within a class's
/// window. Money to one's own card does not count. A day's payments to others have limits beside it, by how they were
/// confirmed: one for all that had no certificate, and a lower one within it for those with one factor. Before the
/// classes came into force there is nothing to ask, and nothing is read.
/// </summary>
internal static class PaymentLimits
{
    /// <summary>Whether the wallet knows a person at all.</summary>
    public static async Task<bool> KnowsAsync(this WalletParts parts, long person) =>
        await parts.Reads.OneAsync(new PersonOf(parts.Ledger.ShardOf(person), person)) is not null;

    /// <summary>The class of a person, where a class matters on <paramref name="date"/>; null before.</summary>
    public static async Task<AccountClass?> ClassOnAsync(this WalletParts parts, long person, DateOnly date)
    {
        if (!parts.Rules.ClassI.InForceOn(date))
        {
            return null;
        }

        PersonRow? row = await parts.Reads.OneAsync(new PersonOf(parts.Ledger.ShardOf(person), person));

        // Somebody unknown is refused by the ledger; until then the narrowest class holds.
        return row?.Class ?? AccountClass.I;
    }

    /// <summary>The leg that uses <paramref name="amount"/> of the class's limit; none where no class
    /// matters.</summary>
    public static Leg[] Use(RuleBook rules, long person, AccountClass? accountClass, Money amount, DateOnly date) =>
        accountClass is { } known
            ?
            [
                Leg.UseLimit(Account(person), LimitOf(rules, known, date).Window.IdOf(date),
                    LimitOf(rules, known, date).Amount, amount),
            ]
            : [];

    /// <summary>The leg that gives a refunded amount back, if the window it was used in still stands.</summary>
    public static Leg[] Release(long person, int? window, Money amount) =>
        window is { } used ? [Leg.ReleaseLimit(Account(person), used, amount)] : [];

    /// <summary>The leg that gives a higher class's greater allowance to a window that was begun under a lower
    /// one.</summary>
    public static Leg[] Raised(RuleBook rules, long person, AccountClass from, AccountClass to, DateOnly date)
    {
        if (!rules.ClassI.InForceOn(date))
        {
            return [];
        }

        (Limit before, Limit after) = (LimitOf(rules, from, date), LimitOf(rules, to, date));
        return before.Window == after.Window && after.Amount > before.Amount
            ? [Leg.ReleaseLimit(Account(person), after.Window.IdOf(date), after.Amount - before.Amount)]
            : [];
    }

    /// <summary>The window that a payment of today uses; null where no class matters.</summary>
    public static int? Window(RuleBook rules, AccountClass? accountClass, DateOnly date) =>
        accountClass is { } known ? LimitOf(rules, known, date).Window.IdOf(date) : null;

    /// <summary>What a gift of today uses, so that its return can give it back; null where no class matters.</summary>
    public static Deliveries.UsedLimit? Used(RuleBook rules, long person, AccountClass? accountClass, DateOnly date) =>
        Window(rules, accountClass, date) is { } window ? new(Account(person), window) : null;

    /// <summary>The legs that use the day's limits of a payment to others, by how it was confirmed. A purchase of fund
    /// units stays the person's and uses none.</summary>
    public static Leg[] OfDay(RuleBook rules, long person, PaymentProof proof, Money amount, DateOnly date) =>
    [
        .. InForce(rules, person, proof, date).Select(limit =>
            Leg.UseLimit(limit.Account, limit.Limit.Window.IdOf(date), limit.Limit.Amount, amount)),
    ];

    /// <summary>The legs that give back what a payment used that was never made, while its day lasts.</summary>
    public static Leg[] OfDayReleased(RuleBook rules, long person, PaymentProof proof, Money amount, DateOnly date) =>
    [
        .. InForce(rules, person, proof, date).Select(limit =>
            Leg.ReleaseLimit(limit.Account, limit.Limit.Window.IdOf(date), amount)),
    ];

    /// <summary>The leg that uses the day's limit of payments to a static code, however they are confirmed.</summary>
    public static Leg[] OfStaticCode(RuleBook rules, long person, Money amount, DateOnly date) =>
        rules.QrStatic.InForceOn(date)
            ?
            [
                Leg.UseLimit(AccountKey.Of(person, AccountCode.StaticCodePaymentLimit),
                    rules.QrStatic.On(date).Window.IdOf(date), rules.QrStatic.On(date).Amount, amount),
            ]
            : [];

    /// <summary>What lacked to a draft that was refused for a limit, where something else would help than to wait.
    /// </summary>
    public static WalletStatus Lacking(EntryDraft draft, int leg) =>
        leg < 0 || leg >= draft.Legs.Count ? WalletStatus.LimitExceeded : draft.Legs[leg].Debit.Code switch
        {
            AccountCode.OneFactorPaymentLimit => WalletStatus.ProofTooWeak,
            AccountCode.StaticCodePaymentLimit => WalletStatus.CodeLimitExceeded,
            _ => WalletStatus.LimitExceeded,
        };

    private static List<(AccountKey Account, Limit Limit)> InForce(
        RuleBook rules, long person, PaymentProof proof, DateOnly date)
    {
        List<(AccountKey Account, Limit Limit)> limits = [];
        if (proof < PaymentProof.Certificate && rules.TwoFactorPayments.InForceOn(date))
        {
            limits.Add((AccountKey.Of(person, AccountCode.UncertifiedPaymentLimit), rules.TwoFactorPayments.On(date)));
        }

        if (proof == PaymentProof.OneFactor && rules.OneFactorPayments.InForceOn(date))
        {
            limits.Add((AccountKey.Of(person, AccountCode.OneFactorPaymentLimit), rules.OneFactorPayments.On(date)));
        }

        return limits;
    }

    private static AccountKey Account(long person) => AccountKey.Of(person, AccountCode.BalancePaymentLimit);

    private static Limit LimitOf(RuleBook rules, AccountClass accountClass, DateOnly date) => accountClass switch
    {
        AccountClass.I => rules.ClassI.On(date),
        AccountClass.II => rules.ClassII.On(date),
        AccountClass.III => rules.ClassIII.On(date),
    };

    internal sealed record PersonRow(AccountClass Class);

    internal sealed record PersonOf(short Shard, long Person) : Query<PersonRow>
    {
        private static readonly Sql Sql =
            new("SELECT account_class FROM wallet.person WHERE shard = $1 AND person = $2");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Person);

        public override PersonRow Read(NpgsqlDataReader row) => new((AccountClass)row.GetInt16(0));
    }
}
