using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>How a friend is shown before money is sent.</summary>
internal static class Friends
{
    /// <summary>"•明" or "•明（小明）": the masked name, and what they call themselves.</summary>
    public static string Shown(Payee? payee) => payee switch
    {
        null => "–",
        { Nickname.Length: 0 } => payee.MaskedName,
        _ => $"{payee.MaskedName} ({payee.Nickname})",
    };
}
