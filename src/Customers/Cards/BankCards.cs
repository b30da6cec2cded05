using System.Security.Cryptography;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Customers;

/// <summary>A person's own bank card.</summary>
/// <param name="Number">Its number among the person's, from 1; never used again.</param>
/// <param name="Bank">The bank's name, as the person knows it.</param>
/// <param name="Ending">The last four digits.</param>
/// <param name="Token">The card, as the bank knows it.</param>
/// <param name="AddedAt">When it was added, by the business clock.</param>
public sealed record BankCard(int Number, string Bank, string Ending, string Token, DateTimeOffset AddedAt);

/// <summary>
/// A person's own bank cards. The card's whole number is not kept: the bank gives a token for it, and the last four
/// digits are enough to know it by.
/// </summary>
public sealed class BankCards(CustomersParts parts)
{
    /// <summary>As many as a person may have.</summary>
    public const int AtMost = 10;

    /// <summary>The longest name of a bank, in characters.</summary>
    public const int LongestBank = 30;

    private const int EndingDigits = 4;
    private const int TokenBytes = 8;

    private static readonly Sql Count =
        new("SELECT count(*)::integer FROM customers.card WHERE shard = $1::smallint AND person = $2");

    // Two at once take the same number, and one of them fails on the key and runs again.
    private static readonly Sql Insert = new("""
        INSERT INTO customers.card (shard, person, number, bank, ending, token, added_at)
        VALUES ($1::smallint, $2, $3, $4, $5, $6, $7)
        ON CONFLICT DO NOTHING
        """);

    private static readonly Sql Remove = new("""
        UPDATE customers.card SET removed_at = $4
        WHERE shard = $1::smallint AND person = $2 AND number = $3 AND removed_at IS NULL
        """);

    /// <summary>A person's cards, oldest first.</summary>
    public async Task<IReadOnlyList<BankCard>> OfAsync(long person, CancellationToken cancel = default) =>
        [.. (await AllAsync(person, cancel)).Where(row => !row.Removed).Select(row => row.Card)];

    /// <summary>One of a person's cards; null when there is none of that number, or it was removed.</summary>
    public async Task<BankCard?> FindAsync(long person, int number, CancellationToken cancel = default) =>
        (await OfAsync(person, cancel)).FirstOrDefault(card => card.Number == number);

    /// <summary>The token of a card, also of one that was removed since: what was confirmed with it goes on.</summary>
    public async Task<string> TokenOfAsync(long person, int number, CancellationToken cancel = default) =>
        (await AllAsync(person, cancel)).First(row => row.Card.Number == number).Card.Token;

    /// <summary>
    /// Adds a card by its number (13 to 19 digits with the right check digit, spaces allowed). A card of the same bank
    /// with the same last four digits is taken to be the one that is there.
    /// </summary>
    public async Task<(CustomerStatus Status, BankCard? Card)> AddAsync(
        long person, string bank, Personal cardNumber, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(bank);
        string digits = cardNumber.Reveal().Replace(" ", "", StringComparison.Ordinal);
        // A bank's name is kept in the clear, so that a card number in its place is not taken.
        if (bank.Trim() is not { Length: > 0 and <= LongestBank } name || name.Any(char.IsControl)
            || name.Count(char.IsDigit) > EndingDigits || !IsCardNumber(digits))
        {
            return (CustomerStatus.NotValid, null);
        }

        IReadOnlyList<BankCard> cards = await OfAsync(person, cancel);
        string ending = digits[^EndingDigits..];
        if (cards.FirstOrDefault(card => card.Bank == name && card.Ending == ending) is { } known)
        {
            return (CustomerStatus.Done, known);
        }

        if (cards.Count >= AtMost)
        {
            return (CustomerStatus.TooMany, null);
        }

        // The simulated bank takes any token; the ending stands in it, by which it can be told to refuse some.
        string token = $"card-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes))}-{ending}";
        return (CustomerStatus.Done, await KeepAsync(person, name, ending, token, cancel));
    }

    /// <summary>Enters a card whose token is known: for the demo and load drivers. Again, it changes nothing.</summary>
    public async Task<BankCard> KeepAsync(
        long person, string bank, string ending, string token, CancellationToken cancel = default)
    {
        while (true)
        {
            if ((await OfAsync(person, cancel)).FirstOrDefault(card => card.Token == token) is { } kept)
            {
                return kept;
            }

            await parts.Db.InTransactionAsync(
                async (tx, inner) =>
                {
                    int before = await tx.RowAsync(
                        Count, [parts.ShardOf(person), person], row => row.GetInt32(0), inner);
                    object?[] values =
                        [parts.ShardOf(person), person, before + 1, bank, ending, token, parts.Now];
                    await tx.ExecuteAsync(Insert, values, inner);
                },
                idempotent: true, cancel: cancel);
        }
    }

    /// <summary>Takes a card away; what is under way with it goes on.</summary>
    public async Task<CustomerStatus> RemoveAsync(long person, int number, CancellationToken cancel = default)
    {
        object?[] values = [parts.ShardOf(person), person, number, parts.Now];
        int removed = await parts.Db.InTransactionAsync(
            (tx, inner) => tx.ExecuteAsync(Remove, values, inner), idempotent: true, cancel: cancel);
        return removed == 1 || (await AllAsync(person, cancel)).Any(row => row.Card.Number == number)
            ? CustomerStatus.Done
            : CustomerStatus.NotFound;
    }

    /// <summary>Whether digits are a card's: the right length, and the check digit of ISO/IEC 7812.</summary>
    internal static bool IsCardNumber(string digits)
    {
        if (digits.Length is < 13 or > 19 || !digits.All(char.IsAsciiDigit))
        {
            return false;
        }

        int sum = 0;
        for (int place = 0; place < digits.Length; place++)
        {
            int digit = digits[^(place + 1)] - '0';
            int doubled = place % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }

        return sum % 10 == 0;
    }

    private Task<IReadOnlyList<Row>> AllAsync(long person, CancellationToken cancel) =>
        parts.Db.AllAsync(new CardsOf(parts.ShardOf(person), person), cancel);

    private readonly record struct Row(BankCard Card, bool Removed);

    private sealed record CardsOf(short Shard, long Person) : Query<Row>
    {
        private static readonly Sql Sql = new("""
            SELECT number, bank, ending, token, added_at, removed_at IS NOT NULL
            FROM customers.card WHERE shard = $1 AND person = $2 ORDER BY number
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Person);

        public override Row Read(NpgsqlDataReader row) => new(
            new(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3),
                row.GetFieldValue<DateTimeOffset>(4)),
            row.GetBoolean(5));
    }
}
