using Huoqi.Kernel;
using Huoqi.Wallet;
using Npgsql;

namespace Huoqi.Customers;

/// <summary>A person's own bank card.</summary>
/// <param name="Number">Its number among the person's, from 1; never used again.</param>
/// <param name="Bank">The bank's name, as the person knows it.</param>
/// <param name="Ending">The last four digits.</param>
/// <param name="Token">The card, as the bank knows it.</param>
/// <param name="AddedAt">When it was added, by the business clock.</param>
/// <param name="KnownSince">When it was added, by the security clock; null = from before that was noted.</param>
public sealed record BankCard(
    int Number, string Bank, string Ending, string Token, DateTimeOffset AddedAt, DateTimeOffset? KnownSince)
{
    public override string ToString() => nameof(BankCard);
}

/// <summary>A card that somebody wants to add, and who has to be its holder.</summary>
/// <param name="Person">Whose it becomes.</param>
/// <param name="Bank">The bank's name, as the person knows it.</param>
/// <param name="Number">Its number: 13 to 19 digits with the right check digit, spaces allowed.</param>
/// <param name="HolderName">The person's name, as identified.</param>
/// <param name="HolderIdNumber">The person's id number likewise.</param>
/// <param name="At">Now, by the security clock.</param>
public sealed record WantedCard(
    long Person, string Bank, Personal Number, Personal HolderName, Personal HolderIdNumber, DateTimeOffset At);

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

    private static readonly Sql Count =
        new("SELECT count(*)::integer FROM customers.card WHERE shard = $1::smallint AND person = $2");

    // Two at once take the same number, and one of them fails on the key and runs again.
    private static readonly Sql Insert = new("""
        INSERT INTO customers.card (shard, person, number, bank, ending, token, added_at, known_since)
        VALUES ($1::smallint, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT DO NOTHING
        """);

    private static readonly Sql Remove = new("""
        UPDATE customers.card SET removed_at = $4
        WHERE shard = $1::smallint AND person = $2 AND number = $3 AND removed_at IS NULL
        """);

    /// <summary>A person's cards, oldest first.</summary>
    public async Task<IReadOnlyList<BankCard>> OfAsync(long person, CancellationToken cancel = default) =>
        [.. (await AllAsync(person, cancel)).Where(row => !row.Removed).Select(row => row.Card)];

    /// <summary>A person's cards, also those that were removed: what was done with them is still told.</summary>
    public async Task<IReadOnlyList<BankCard>> EverAsync(long person, CancellationToken cancel = default) =>
        [.. (await AllAsync(person, cancel)).Select(row => row.Card)];

    /// <summary>One of a person's cards; null when there is none of that number, or it was removed.</summary>
    public async Task<BankCard?> FindAsync(long person, int number, CancellationToken cancel = default) =>
        (await OfAsync(person, cancel)).FirstOrDefault(card => card.Number == number);

    /// <summary>The token of a card, also of one that was removed since: what was confirmed with it goes on.</summary>
    public async Task<string> TokenOfAsync(long person, int number, CancellationToken cancel = default) =>
        (await AllAsync(person, cancel)).First(row => row.Card.Number == number).Card.Token;

    /// <summary>Adds a card once the bank says that it is this person's; one that is there already is given back.
    /// </summary>
    public async Task<(CustomerStatus Status, BankCard? Card, bool IsNew)> AddAsync(
        WantedCard wanted, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        string digits = wanted.Number.Reveal().Replace(" ", "", StringComparison.Ordinal);
        // A bank's name is kept in the clear, so that a card number in its place is not taken.
        if (wanted.Bank.Trim() is not { Length: > 0 and <= LongestBank } name || name.Any(char.IsControl)
            || name.Count(char.IsDigit) > EndingDigits || !IsCardNumber(digits))
        {
            return (CustomerStatus.NotValid, null, false);
        }

        IReadOnlyList<BankCard> cards = await OfAsync(wanted.Person, cancel);
        BankCardAnswer answer = await parts.Bank.BindCardAsync(
            new(new(digits), wanted.HolderName, wanted.HolderIdNumber), cancel);
        if (answer.Outcome != BankOutcome.Done)
        {
            CustomerStatus refused = answer.Outcome == BankOutcome.Refused
                ? CustomerStatus.NotTheHolder : CustomerStatus.Unknown;
            return (refused, null, false);
        }

        bool isNew = cards.All(card => card.Token != answer.Token);
        if (isNew && cards.Count >= AtMost)
        {
            return (CustomerStatus.TooMany, null, false);
        }

        BankCard kept = await KeepAsync(
            wanted.Person, name, digits[^EndingDigits..], answer.Token, wanted.At, cancel);
        return (CustomerStatus.Done, kept, isNew);
    }

    /// <summary>Enters a card whose token is known, without asking the bank: for the demo and load drivers. Again, it
    /// changes nothing.</summary>
    public Task<BankCard> KeepAsync(
        long person, string bank, string ending, string token, CancellationToken cancel = default) =>
        KeepAsync(person, bank, ending, token, knownSince: null, cancel);

    private async Task<BankCard> KeepAsync(
        long person, string bank, string ending, string token, DateTimeOffset? knownSince, CancellationToken cancel)
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
                    [
                        parts.ShardOf(person), person, before + 1, bank, ending, token, parts.Now,
                        new NpgsqlParameter<DateTimeOffset?> { TypedValue = knownSince },
                    ];
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
            SELECT number, bank, ending, token, added_at, known_since, removed_at IS NOT NULL
            FROM customers.card WHERE shard = $1 AND person = $2 ORDER BY number
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Person);

        public override Row Read(NpgsqlDataReader row) => new(
            new(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3),
                row.GetFieldValue<DateTimeOffset>(4), row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5)),
            row.GetBoolean(6));
    }
}
