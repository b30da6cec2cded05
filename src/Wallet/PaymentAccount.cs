using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Wallet;

/// <summary>A person's payment account as it was opened.</summary>
/// <param name="Class">How well its owner was identified.</param>
/// <param name="OpenedOn">Since which day.</param>
/// <param name="ClosedOn">On which day it was closed, for ever.</param>
public sealed record PaymentAccount(AccountClass Class, DateOnly OpenedOn, DateOnly? ClosedOn)
{
    /// <summary>The account of a person, as a query; no row when none was opened.</summary>
    public sealed record Of(short Shard, long Person) : Query<PaymentAccount>
    {
        private static readonly Sql Sql = new(
            "SELECT account_class, opened_on, closed_on FROM wallet.person WHERE shard = $1 AND person = $2");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Person);

        public override PaymentAccount Read(NpgsqlDataReader row) => new(
            (AccountClass)row.GetInt16(0), row.GetFieldValue<DateOnly>(1),
            row.IsDBNull(2) ? null : row.GetFieldValue<DateOnly>(2));
    }
}
