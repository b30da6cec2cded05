using System.Globalization;
using System.Text.RegularExpressions;
using Huoqi.Acquiring;
using Huoqi.Identity;
using Huoqi.Kernel;

namespace Huoqi.Web;

// The way back from a purpose: it is read as strictly as it was written, and what does not come out the same again is
// nothing that anybody wanted.
internal abstract partial record Wanted
{
    private const string MerchantPrefix = "merchant:";
    private const string PersonPrefix = "person:";
    private const string NotePrefix = "note=";
    private const string CodePrefix = "code ";

    /// <summary>What a purpose stands for; null when it is not one of these acts.</summary>
    public static Wanted? Of(Purpose purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        Wanted? wanted = Read(purpose, new(purpose.Fen));
        return wanted?.ToPurpose() == purpose ? wanted : null;
    }

    private static Wanted? Read(Purpose purpose, Money amount) => purpose.Act switch
    {
        TopUp.Name => PocketAfter("from=", purpose.Detail) is { Card: { } card } ? new TopUp(amount, card) : null,
        Withdraw.Name => PocketAfter("to=", purpose.Detail) is { Card: { } card } ? new Withdraw(amount, card) : null,
        Subscribe.Name => PocketAfter("from=", purpose.Detail) is { } source ? new Subscribe(amount, source) : null,
        Redeem.Name => ReadRedeem(amount, purpose.Detail),
        Pay.Name => ReadPay(amount, purpose),
        Send.Name => ReadSend(amount, purpose),
        AnswerRequest.Name => NumberAfter(PersonPrefix, purpose.Payee) is { } asker
            && NumberAfter("request=", purpose.Detail) is { } request
                ? new AnswerRequest(amount, asker, request)
                : null,
        _ => null,
    };

    private static Redeem? ReadRedeem(Money amount, string detail) =>
        RedeemDetail().Match(detail) is { Success: true } match
        && Pocket.TryParse(match.Groups["to"].Value, out Pocket target)
        && Enum.TryParse(match.Groups["speed"].Value, out RedeemSpeed speed)
            ? new(amount, target, speed)
            : null;

    private static Send? ReadSend(Money amount, Purpose purpose)
    {
        string? after = After(CodePrefix, purpose.Detail);
        return NumberAfter(PersonPrefix, purpose.Payee) is { } friend
            && After(NotePrefix, after ?? purpose.Detail) is { } note
                ? new(amount, friend, note, ByCode: after is not null)
                : null;
    }

    private static Pay? ReadPay(Money amount, Purpose purpose) =>
        PayDetail().Match(purpose.Detail) is { Success: true } match
        && NumberAfter(MerchantPrefix, purpose.Payee) is { } merchant
        && RequestId.TryParse(match.Groups["request"].Value, out RequestId request)
        && Enum.TryParse(match.Groups["source"].Value, out PaySource source)
            ? new(amount, merchant, request, source)
            : null;

    private static Pocket? PocketAfter(string prefix, string text) =>
        Pocket.TryParse(After(prefix, text), out Pocket pocket) ? pocket : null;

    private static long? NumberAfter(string prefix, string text) =>
        long.TryParse(After(prefix, text), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    private static string? After(string prefix, string text) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^to=(?<to>[a-z0-9:]+) speed=(?<speed>T0|T1)$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex RedeemDetail();

    [GeneratedRegex("^request=(?<request>[A-Za-z0-9_-]+) source=(?<source>Wallet|Fund)$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PayDetail();
}
