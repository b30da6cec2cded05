using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Customers;

/// <summary>What people agree to; stored. The table takes a 4 too: kept free for terms of service, which nobody wrote.
/// </summary>
public enum DocumentKind : short
{
    FundContract = 1,
    FeeSheet = 2,

    /// <summary>Not a deposit, no guarantee.</summary>
    RiskLine = 3,
}

/// <summary>A version of a document.</summary>
/// <param name="Kind">Which document.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="TextKey">Where its text is found; in both languages.</param>
/// <param name="TextHash">SHA-256 of that text, as hexadecimal digits.</param>
/// <param name="From">The first day on which it is the one in force.</param>
public sealed record Document(DocumentKind Kind, int Version, string TextKey, string TextHash, DateOnly From);

/// <summary>That somebody accepted a version.</summary>
public sealed record Acceptance(Document Document, DateTimeOffset AcceptedAt);

/// <summary>Documents with their versions, and who accepted which.</summary>
public sealed class Agreements(CustomersParts parts)
{
    private static readonly Sql Publish = new("""
        INSERT INTO customers.document (kind, version, text_key, text_hash, in_force_from)
        SELECT $1::smallint, $2::integer, $3::text, $4::text, $5::date
        WHERE $5::date >= $6::date
            OR NOT EXISTS (SELECT 1 FROM customers.acceptance a WHERE a.kind = $1 AND a.version < $2)
        ON CONFLICT (kind, version) DO NOTHING
        """);

    private static readonly Sql Accept = new("""
        INSERT INTO customers.acceptance (shard, person, kind, version, accepted_at)
        SELECT $1, $2, d.kind, d.version, $5 FROM customers.document d
        WHERE d.kind = $3 AND d.version = $4 AND d.in_force_from <= $6
        ON CONFLICT (shard, person, kind, version) DO NOTHING
        """);

    /// <summary>
    /// Enters a version; one that is there already must be the same. What people have agreed to changes no sooner than
    /// the days of notice allow.
    /// </summary>
    public async Task<CustomerStatus> PublishAsync(Document document, CancellationToken cancel = default)
    {
        Rule<int> notice = parts.Wallet.Rules.AgreementNoticeDays;
        DateOnly earliest =
            notice.InForceOn(parts.Today) ? parts.Today.AddDays(notice.On(parts.Today)) : new DateOnly(1900, 1, 1);
        await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(Publish,
                [(short)document.Kind, document.Version, document.TextKey, document.TextHash, document.From, earliest],
                token),
            idempotent: true, cancel: cancel);
        IReadOnlyList<Document> all = await parts.Db.AllAsync(new AgreementQueries.All(), cancel);
        return all.Contains(document) ? CustomerStatus.Done : CustomerStatus.NotValid;
    }

    /// <summary>The versions in force today, by kind.</summary>
    public Task<IReadOnlyList<Document>> InForceAsync(CancellationToken cancel = default) =>
        parts.Db.AllAsync(new AgreementQueries.InForceOn(parts.Today), cancel);

    /// <summary>The versions in force that a person has not accepted; without them nobody subscribes for the first
    /// time.</summary>
    public Task<IReadOnlyList<Document>> MissingAsync(long person, CancellationToken cancel = default) =>
        parts.Db.AllAsync(new AgreementQueries.MissingFor(parts.ShardOf(person), person, parts.Today), cancel);

    /// <summary>A person accepts a version; accepting again changes nothing.</summary>
    public async Task<CustomerStatus> AcceptAsync(
        long person, DocumentKind kind, int version, CancellationToken cancel = default)
    {
        await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(Accept,
                [parts.ShardOf(person), person, (short)kind, version, parts.Now, parts.Today], token),
            idempotent: true, cancel: cancel);
        IReadOnlyList<Acceptance> accepted = await AcceptedByAsync(person, cancel);
        return accepted.Any(a => a.Document.Kind == kind && a.Document.Version == version)
            ? CustomerStatus.Done
            : CustomerStatus.NotFound;
    }

    /// <summary>All that a person accepted, newest first.</summary>
    public Task<IReadOnlyList<Acceptance>> AcceptedByAsync(long person, CancellationToken cancel = default) =>
        parts.Db.AllAsync(new AgreementQueries.AcceptedBy(parts.ShardOf(person), person), cancel);
}

/// <summary>What is read of documents and acceptances.</summary>
internal static class AgreementQueries
{
    public sealed record All : Query<Document>
    {
        private static readonly Sql Sql = new("""
            SELECT kind, version, text_key, text_hash, in_force_from FROM customers.document ORDER BY kind, version
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters)
        {
        }

        public override Document Read(NpgsqlDataReader row) => ToDocument(row);
    }

    public sealed record InForceOn(DateOnly Date) : Query<Document>
    {
        private static readonly Sql Sql = new("""
            SELECT DISTINCT ON (kind) kind, version, text_key, text_hash, in_force_from
            FROM customers.document WHERE in_force_from <= $1 ORDER BY kind, version DESC
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Date);

        public override Document Read(NpgsqlDataReader row) => ToDocument(row);
    }

    public sealed record MissingFor(short Shard, long Person, DateOnly Date) : Query<Document>
    {
        private static readonly Sql Sql = new("""
            SELECT d.kind, d.version, d.text_key, d.text_hash, d.in_force_from
            FROM (SELECT DISTINCT ON (kind) kind, version, text_key, text_hash, in_force_from
                  FROM customers.document WHERE in_force_from <= $3 ORDER BY kind, version DESC) AS d
            WHERE NOT EXISTS (SELECT FROM customers.acceptance a WHERE a.shard = $1 AND a.person = $2
                              AND a.kind = d.kind AND a.version = d.version)
            ORDER BY d.kind
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Person).With(Date);

        public override Document Read(NpgsqlDataReader row) => ToDocument(row);
    }

    public sealed record AcceptedBy(short Shard, long Person) : Query<Acceptance>
    {
        private static readonly Sql Sql = new("""
            SELECT d.kind, d.version, d.text_key, d.text_hash, d.in_force_from, a.accepted_at
            FROM customers.acceptance a JOIN customers.document d ON d.kind = a.kind AND d.version = a.version
            WHERE a.shard = $1 AND a.person = $2 ORDER BY a.accepted_at DESC, a.kind
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Person);

        public override Acceptance Read(NpgsqlDataReader row) =>
            new(ToDocument(row), row.GetFieldValue<DateTimeOffset>(5));
    }

    private static Document ToDocument(NpgsqlDataReader row) =>
        new((DocumentKind)row.GetInt16(0), row.GetInt32(1), row.GetString(2), row.GetString(3),
            row.GetFieldValue<DateOnly>(4));
}
