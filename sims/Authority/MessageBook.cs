using System.Globalization;
using Huoqi.Partner;

namespace Huoqi.Authority;

/// <summary>Messages as the phones show them; the newest are kept, as on a phone.</summary>
internal sealed class MessageBook
{
    private const int KeptMost = 10_000;

    private readonly List<ShownMessage> _shown = [];
    private readonly HashSet<string> _references = new(StringComparer.Ordinal);

    public long Count => _references.Count;

    public long Dropped { get; private set; }

    /// <summary>Takes a message; the same reference again shows nothing new.</summary>
    public MessageAnswer Send(
        MessageWire message, DateTimeOffset now, AuthorityFaults faults, JournalFile<AuthorityEvent> journal)
    {
        _ = Wire.Name(message.Reference, "reference");
        if (message.Phone.Length != 11 || message.Phone.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            throw Wire.Malformed("phone must have eleven digits");
        }

        string text = Words(message);
        if (faults.RefuseMessages)
        {
            return new(message.Reference, Accepted: false);
        }

        if (_references.Contains(message.Reference))
        {
            return new(message.Reference, Accepted: true);
        }

        string at = now.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        if (Dice.Strikes(faults.DropMessagesPerMillion, faults.Seed, "drop-message", message.Reference))
        {
            Dropped++;
            _references.Add(message.Reference);
            return new(message.Reference, Accepted: true);
        }

        ShownMessage shown = new(message.Reference, message.Phone, message.Kind, message.Code, text, at);
        journal.Append(new() { Message = shown });
        Apply(shown);
        return new(message.Reference, Accepted: true);
    }

    /// <summary>The newest messages of a phone, or of all.</summary>
    public MessagePage Of(string? phone, int limit)
    {
        List<ShownMessage> page = [];
        for (int i = _shown.Count - 1; i >= 0 && page.Count < limit; i--)
        {
            if (phone is null || _shown[i].Phone == phone)
            {
                page.Add(_shown[i]);
            }
        }

        return new(page);
    }

    public void Apply(ShownMessage shown)
    {
        _references.Add(shown.Reference);
        _shown.Add(shown);
        if (_shown.Count > 2 * KeptMost)
        {
            _shown.RemoveRange(0, _shown.Count - KeptMost);
        }
    }

    private static string Words(MessageWire message) => message.Kind switch
    {
        "sign-in" => $"【活期】验证码 {message.Code}，用于登录或注册，5 分钟内有效。请勿告诉任何人。",
        "recovery" => $"【活期】验证码 {message.Code}，用于找回账户，5 分钟内有效。非本人操作请忽略。",
        "new-phone" => $"【活期】验证码 {message.Code}，用于更换手机号，5 分钟内有效。",
        "phone-changed" => "【活期】您的账户已更换手机号。非本人操作请立即联系我们。",
        _ => throw Wire.Malformed("kind must be sign-in, recovery, new-phone or phone-changed"),
    };
}
