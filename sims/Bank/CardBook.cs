using System.Globalization;
using Huoqi.Partner;

namespace Huoqi.Bank;

/// <summary>
/// The cards the bank has issued, each to one holder: a name and an id number. Whether a card is somebody's is answered
/// from this book alone; a card that was never issued is nobody's. Its token is for orders; orders do not ask for it
/// here, so that tokens agreed on otherwise go on working.
/// </summary>
internal sealed class CardBook
{
    // The issuer and product of the numbers the bank gives out itself: 19 digits with the check digit.
    private const string Issuer = "622202";

    private readonly Dictionary<string, Card> _cards = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, string IdNumber), string> _first = [];

    /// <summary>Issues a card: of a number that is named, or the holder's first one, which is made when there is
    /// none.</summary>
    public CardWire Issue(CardIssueWire asked, JournalFile<BankEvent> journal)
    {
        Holder(asked.HolderName, asked.HolderIdNumber);
        if (asked.CardNumber is null && _first.TryGetValue((asked.HolderName, asked.HolderIdNumber), out string? first))
        {
            return _cards[first].Wire;
        }

        CardWire card = new(asked.CardNumber ?? Next(), asked.HolderName, asked.HolderIdNumber);
        if (!IsCardNumber(card.CardNumber))
        {
            throw Wire.Malformed("cardNumber must be 13 to 19 digits with their check digit");
        }

        if (_cards.TryGetValue(card.CardNumber, out Card? held))
        {
            return held.Wire == card ? card : throw new RejectedException(409, "card-issued", "it is somebody else's");
        }

        journal.Append(new() { Card = card });
        Apply(card);
        return card;
    }

    /// <summary>Says whether a card is its holder's, and by which token orders name it: always the same one.</summary>
    public CardBound Bind(CardWire asked)
    {
        Holder(asked.HolderName, asked.HolderIdNumber);
        return !_cards.TryGetValue(asked.CardNumber, out Card? card) ? new("refused", "no-such-card", "")
            : card.Wire != asked ? new("refused", "holder-differs", "")
            : new("done", "ok", card.Token);
    }

    /// <summary>Takes an issued card into memory, first hand or from the journal.</summary>
    public void Apply(CardWire card)
    {
        // The ending stands in the token, by which the bank can be told to refuse its orders.
        string token = string.Create(
            CultureInfo.InvariantCulture, $"card-{_cards.Count + 1:D8}-{card.CardNumber[^4..]}");
        _cards.Add(card.CardNumber, new(card, token));
        _first.TryAdd((card.HolderName, card.HolderIdNumber), card.CardNumber);
    }

    private static void Holder(string name, string idNumber)
    {
        if (name.Length is 0 or > 100 || idNumber.Length is 0 or > 40)
        {
            throw Wire.Malformed("holderName and holderIdNumber are needed");
        }
    }

    private string Next()
    {
        for (long serial = _cards.Count + 1; ; serial++)
        {
            string number = string.Create(CultureInfo.InvariantCulture, $"{Issuer}{serial:D12}");
            number += (char)('0' + (10 - Sum(number + '0') % 10) % 10);
            if (!_cards.ContainsKey(number))
            {
                return number;
            }
        }
    }

    private static bool IsCardNumber(string digits) =>
        digits.Length is >= 13 and <= 19 && digits.All(char.IsAsciiDigit) && Sum(digits) % 10 == 0;

    // ISO/IEC 7812: every second digit from the right is doubled, the check digit among those that are not.
    private static int Sum(string digits)
    {
        int sum = 0;
        for (int place = 0; place < digits.Length; place++)
        {
            int digit = digits[^(place + 1)] - '0';
            int counted = place % 2 == 0 ? digit : digit * 2;
            sum += counted > 9 ? counted - 9 : counted;
        }

        return sum;
    }

    private sealed record Card(CardWire Wire, string Token);
}
