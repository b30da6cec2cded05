using System.Globalization;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Torture;

/// <summary>What a client may ask of an app process.</summary>
internal enum AskKind
{
    PayFromWallet,
    PayFromFund,
    Send,
    Redeem,
    TopUp,

    /// <summary>Units from elsewhere, for rounds that spend them.</summary>
    GiveUnits,
}

/// <summary>One request of a client, as it goes through the pipe to an app process and into a journal.</summary>
/// <param name="Intent">What the client wants once, however often it has to ask.</param>
/// <param name="Key">The key of the request: of one intent always the same, unless the client is a bad one.</param>
/// <param name="Kind">The act.</param>
/// <param name="Person">Who.</param>
/// <param name="Other">The friend or the merchant; 0 where there is none.</param>
/// <param name="Fen">How much.</param>
internal sealed record Ask(string Intent, string Key, AskKind Kind, long Person, long Other, long Fen)
{
    /// <summary>The act's number in the ledger.</summary>
    public short Act => Kind switch
    {
        AskKind.PayFromWallet => WalletActs.PayFromWallet,
        AskKind.PayFromFund => WalletActs.PayFromFund,
        AskKind.Send => WalletActs.SendToFriend,
        AskKind.Redeem => WalletActs.RedeemToWallet,
        AskKind.TopUp => WalletActs.TopUp,
        AskKind.GiveUnits => Funds.FundActs.TransferIn,
    };

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Intent} {Key} {Kind} {Person} {Other} {Fen}");

    /// <summary>Reads what <see cref="ToString"/> writes, from word <paramref name="at"/> on.</summary>
    public static Ask Parse(string[] words, int at) => new(
        words[at], words[at + 1], Enum.Parse<AskKind>(words[at + 2]), Number(words[at + 3]), Number(words[at + 4]),
        Number(words[at + 5]));

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}

/// <summary>What an app process answered.</summary>
/// <param name="Status">The wallet's status; null for a bug, which stands in the log of the app.</param>
/// <param name="Order">Where in the journal.</param>
internal sealed record Told(WalletStatus? Status, OrderNo Order)
{
    private const string Bug = "Bug";

    /// <summary>Whether the client may believe it and go on: anything but "not known" and "try again".</summary>
    public bool IsFinal => Status is not (null or WalletStatus.Unknown or WalletStatus.TryAgain);

    /// <summary>Whether it says that the act was done, or taken and sure to be done.</summary>
    public bool IsDone => Status is WalletStatus.Done or WalletStatus.Pending;

    public override string ToString() => $"{Status?.ToString() ?? Bug} {Order}";

    public static Told Parse(string[] words, int at) => new(
        words[at] == Bug ? null : Enum.Parse<WalletStatus>(words[at]),
        OrderNo.TryParse(words[at + 1], out OrderNo order) ? order : default);
}
