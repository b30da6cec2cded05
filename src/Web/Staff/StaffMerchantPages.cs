using Huoqi.Acquiring;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Merchants as an operator sees them: taking one in, its keys, what its webhooks came to.</summary>
internal static class StaffMerchantPages
{
    private const int Deliveries = 50;

    /// <summary>The longest name of a merchant, in characters.</summary>
    internal const int LongestName = 60;

    /// <summary>Auditors look, operators act.</summary>
    private const Who Both = Who.Operator | Who.Auditor;

    public static void Map(Routes routes)
    {
        routes.Page("/staff/merchants", Both, visit => ListAsync(visit, Fields.None));
        routes.Form("/staff/merchants", Who.Operator, RegisterAsync);
        routes.Page("/staff/merchants/{merchant}", Both, visit => ShowAsync(visit, Fields.None, issued: null));
        routes.Form("/staff/merchants/{merchant}/keys", Who.Operator, IssueAsync);
        routes.Form("/staff/merchants/{merchant}/keys/revoke", Who.Operator, RevokeAsync);
        routes.Form("/staff/merchants/{merchant}/replay", Who.Operator, ReplayAsync);
    }

    private static async Task<IResult> ListAsync(Visit visit, Fields fields) =>
        visit.ShowForm<StaffMerchantsPage>(
            fields,
            (nameof(StaffMerchantsPage.Merchants), await visit.Parts.Wallet.Merchants.AllAsync(visit.Aborted)));

    private static async Task<IResult> RegisterAsync(Visit visit, Fields fields)
    {
        string account = Typed.Line(fields["account"]);
        _ = Notes.TryRead(fields, "name", out string name, required: true, longest: LongestName);
        if (!RegisterMerchant.IsPayoutAccount(account))
        {
            fields.Refuse("account", NotAnAccount);
        }

        if (!AmountField.TryRead(fields, "debt", out Money debt, zero: true) || !fields.AreGood)
        {
            return await ListAsync(visit, fields);
        }

        if (!FormKey.TryRead(fields, out string key))
        {
            fields.Refuse(Forms.Whole, Texts.NotAForm);
            return await ListAsync(visit, fields);
        }

        // Two operators at once get the same next number: the second is refused and tries again.
        IReadOnlyList<Merchant> all = await visit.Parts.Wallet.Merchants.AllAsync(visit.Aborted);
        long next = all.Count == 0 ? 1 : all.Max(merchant => merchant.Number) + 1;
        // A form that is sent again has made one of those that are like it, which answers to its key.
        foreach (long number in all
            .Where(one => (one.Name, one.PayoutAccount, one.RefundDebt) == (name, account, debt))
            .Select(one => one.Number).Append(next))
        {
            WalletAnswer answer = await new RegisterMerchant(visit.Parts.Wallet)
                .HandleAsync(new(number, $"staff-{key}", name, account, debt));
            if (answer.Status == WalletStatus.Done)
            {
                await visit.NoteAsync($"merchant registered {number}");
                return visit.Done($"/staff/merchants/{number}", "added");
            }

            // Perhaps it is this one: then another would be one too many.
            if (answer.Status is WalletStatus.Unknown or WalletStatus.TryAgain)
            {
                break;
            }
        }

        fields.Refuse(Forms.Whole, TryAgain);
        return await ListAsync(visit, fields);
    }

    private static async Task<IResult> ShowAsync(Visit visit, Fields fields, IssuedKey? issued)
    {
        if (await MerchantAsync(visit) is not { } merchant)
        {
            return visit.NothingHere();
        }

        return visit.ShowForm<StaffMerchantPage>(
            fields,
            (nameof(StaffMerchantPage.Merchant), merchant),
            (nameof(StaffMerchantPage.Keys),
                await new MerchantKeys(visit.Parts.Acquiring).ListAsync(merchant.Number, visit.Aborted)),
            (nameof(StaffMerchantPage.Endpoints), await StaffWebhooks.EndpointsAsync(visit, merchant.Number)),
            (nameof(StaffMerchantPage.Sent), await StaffWebhooks.DeliveriesAsync(
                visit, merchant.Number, Deliveries)),
            (nameof(StaffMerchantPage.Issued), issued));
    }

    // The secret is shown in the answer itself, and never again: no other page could show it.
    private static async Task<IResult> IssueAsync(Visit visit, Fields fields)
    {
        if (await MerchantAsync(visit) is not { } merchant)
        {
            return visit.NothingHere();
        }

        // Whoever gets a key can move money with it: an open session alone makes none.
        StepUp stepUp = new(visit.Parts.Identity);
        StepUpAsk ask = await stepUp.BeginAsync(visit.Session, StepUp.Factors, visit.Aborted);
        StepUpProof proof = await stepUp.ProveByPasswordAsync(
            visit.Session, ask.Confirmation, fields["password"], visit.Aborted);
        if (proof.Status != IdentityStatus.Done || proof.Token is not { } token)
        {
            fields.Refuse("password", IdentityTexts.Of(proof.Status));
            return await ShowAsync(visit, fields, issued: null);
        }

        SessionDoor.Give(visit.Http, token);
        MerchantKeys keys = new(visit.Parts.Acquiring);
        bool sandbox = fields["kind"] != "live";
        IssuedKey issued = fields.Has("pem")
            ? await keys.IssuePublicAsync(merchant.Number, fields["pem"].Trim(), sandbox)
            : await keys.IssueSecretAsync(merchant.Number, sandbox);
        if (issued.Status == AcquiringStatus.Done)
        {
            await visit.NoteAsync($"key issued {merchant.Number} {(sandbox ? "sandbox" : "live")}");
            return await ShowAsync(visit, Fields.None, issued);
        }

        fields.Refuse(
            issued.Status == AcquiringStatus.TooMany ? Forms.Whole : "pem",
            issued.Status == AcquiringStatus.TooMany ? TooManyKeys : NotAKey);
        return await ShowAsync(visit, fields, issued: null);
    }

    private static async Task<IResult> RevokeAsync(Visit visit, Fields fields)
    {
        if (await MerchantAsync(visit) is not { } merchant
            || !await new MerchantKeys(visit.Parts.Acquiring).RevokeAsync(merchant.Number, fields["key"]))
        {
            return visit.NothingHere();
        }

        await visit.NoteAsync($"key revoked {merchant.Number}");
        return visit.Done($"/staff/merchants/{merchant.Number}", "removed");
    }

    private static async Task<IResult> ReplayAsync(Visit visit, Fields fields) =>
        await MerchantAsync(visit) is { } merchant
            && await StaffWebhooks.ReplayAsync(visit, merchant.Number, fields["event"], fields["endpoint"])
            ? visit.Done($"/staff/merchants/{merchant.Number}", "replayed") : visit.NothingHere();

    private static async Task<Merchant?> MerchantAsync(Visit visit) =>
        long.TryParse(visit.Http.Request.RouteValues["merchant"]?.ToString(), out long number) && number > 0
            ? await visit.Parts.Wallet.Merchants.FindAsync(number) : null;

    private static readonly Text NotAnAccount = new(
        "请填写银行给的结算账户，只含字母、数字和 - _ .", "Give the bank's name of the payout account: letters, digits and - _ .");

    private static readonly Text TryAgain = new(
        "还不知道是否登记成功，请再提交一次：不会登记两次。",
        "It is not known whether it was taken in; send it again: it is not taken in twice.");

    private static readonly Text TooManyKeys = new(
        "有效密钥已达上限，请先吊销不用的。", "There are as many keys as there may be; revoke one first.");

    private static readonly Text NotAKey = new(
        "这不是 PEM 格式的 P-256 公钥。", "This is no P-256 public key in PEM.");
}
