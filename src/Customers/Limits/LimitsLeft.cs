using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Npgsql;

namespace Huoqi.Customers;

/// <summary>What a limit is about; the numbers are those of the public API and never reused.</summary>
public enum LimitKind
{
    /// <summary>Payments, gifts and purchases out of the balance, by the class of the account.</summary>
    Balance = 1,

    /// <summary>Units to the wallet or a card at once.</summary>
    FastRedemption = 2,

    /// <summary>Units that pay a merchant.</summary>
    PaymentFromFund = 3,

    /// <summary>A day's payments and gifts that were confirmed without a digital certificate: all there are.</summary>
    PaymentsOfDay = 4,

    /// <summary>Of these, the ones that one factor confirmed: the payment password.</summary>
    PaymentsByPasswordOfDay = 5,

    /// <summary>A day's payments to static codes, however they were confirmed.</summary>
    PaymentsToStaticCodesOfDay = 6,
}

/// <summary>A limit of a person as it stands.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Amount">What a window starts with.</param>
/// <param name="Window">The span after which it is full again.</param>
/// <param name="Used">What was used in the present window.</param>
/// <param name="Left">What is left in it.</param>
/// <param name="Rule">The rule's name, source and evidence.</param>
public sealed record LimitStanding(
    LimitKind Kind, Money Amount, LimitWindow Window, Money Used, Money Left, IRule Rule);

/// <summary>Every limit of a person, with what is left of it.</summary>
public sealed class LimitsLeft(CustomersParts parts)
{
    /// <summary>The limits in force today.</summary>
    public async Task<IReadOnlyList<LimitStanding>> ReadAsync(long person, CancellationToken cancel = default)
    {
        short shard = parts.ShardOf(person);
        ReadBatch batch = new();
        ReadRows<LedgerQueries.Balance> balances = batch.Add(new LedgerQueries.BalancesOf(shard, person));
        ReadRows<PersonQueries.PersonRow> row = batch.Add(new PersonQueries.PersonOf(shard, person));
        await parts.Db.TogetherAsync(batch, cancel);
        return LimitRules.Standing(
            parts.Wallet.Rules, parts.Fund, person, row.One?.Class ?? AccountClass.I, balances.All, parts.Today);
    }
}

/// <summary>A person as the wallet knows it.</summary>
internal static class PersonQueries
{
    public sealed record PersonRow(AccountClass Class, DateOnly OpenedOn, DateOnly? ClosedOn);

    public sealed record PersonOf(short Shard, long Person) : Query<PersonRow>
    {
        private static readonly Sql Sql = new("""
            SELECT account_class, opened_on, closed_on FROM wallet.pub_person WHERE shard = $1 AND person = $2
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Person);

        public override PersonRow Read(NpgsqlDataReader row) =>
            new((AccountClass)row.GetInt16(0), row.GetFieldValue<DateOnly>(1),
                row.IsDBNull(2) ? null : row.GetFieldValue<DateOnly>(2));
    }
}

/// <summary>What is left of limits: pure, from the accounts that count them.</summary>
internal static class LimitRules
{
    /// <summary>The limits in force on a date, in the order of their kinds.</summary>
    public static IReadOnlyList<LimitStanding> Standing(
        RuleBook rules, Fund fund, long person, AccountClass accountClass,
        IReadOnlyList<LedgerQueries.Balance> balances, DateOnly date)
    {
        List<LimitStanding> limits = [];
        Rule<Limit> balance = accountClass switch
        {
            AccountClass.I => rules.ClassI,
            AccountClass.II => rules.ClassII,
            AccountClass.III => rules.ClassIII,
        };
        if (balance.InForceOn(date))
        {
            limits.Add(One(LimitKind.Balance, balance, AccountKey.Of(person, AccountCode.BalancePaymentLimit)));
        }

        if (rules.TwoFactorPayments.InForceOn(date))
        {
            limits.Add(One(LimitKind.PaymentsOfDay, rules.TwoFactorPayments,
                AccountKey.Of(person, AccountCode.UncertifiedPaymentLimit)));
        }

        if (rules.OneFactorPayments.InForceOn(date))
        {
            limits.Add(Within(limits.LastOrDefault(), One(LimitKind.PaymentsByPasswordOfDay, rules.OneFactorPayments,
                AccountKey.Of(person, AccountCode.OneFactorPaymentLimit))));
        }

        if (rules.QrStatic.InForceOn(date))
        {
            limits.Add(One(LimitKind.PaymentsToStaticCodesOfDay, rules.QrStatic,
                AccountKey.Of(person, AccountCode.StaticCodePaymentLimit)));
        }

        if (rules.T0Cap.InForceOn(date))
        {
            bool counts = rules.T0CapCountsPayments.InForceOn(date) && rules.T0CapCountsPayments.On(date);
            AccountKey redeemed = AccountKey.Of(person, AccountCode.FastRedemptionLimit, fund.Asset);
            AccountKey paid = AccountKey.Of(person, AccountCode.FastPaymentLimit, fund.Asset);
            limits.Add(One(LimitKind.FastRedemption, rules.T0Cap, redeemed));
            limits.Add(One(LimitKind.PaymentFromFund, rules.T0Cap, counts ? redeemed : paid));
        }

        limits.Sort((one, other) => one.Kind.CompareTo(other.Kind));
        return limits;

        // What one factor confirms counts for both: there is never more left of it than of all.
        static LimitStanding Within(LimitStanding? all, LimitStanding part) =>
            all?.Kind == LimitKind.PaymentsOfDay && all.Left < part.Left
                ? part with { Left = all.Left, Used = part.Amount - all.Left }
                : part;

        LimitStanding One(LimitKind kind, Rule<Limit> rule, AccountKey account)
        {
            Limit limit = rule.On(date);
            LedgerQueries.Balance? counted = balances.FirstOrDefault(b => b.Account == account);

            // A window that has passed is full again with its first use; until then the account still has the old one.
            // One that lies ahead (an act that was dated later) is the one that counts, as it does for the ledger.
            Money left = counted is not null && counted.LimitWindow >= limit.Window.IdOf(date)
                ? Money.Min(new(counted.Amount), limit.Amount)
                : limit.Amount;
            return new(kind, limit.Amount, limit.Window, limit.Amount - left, left, rule);
        }
    }
}
