using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Staff sign in by name.</summary>
internal sealed record StaffSignInIn(string Name, string Password)
{
    public override string ToString() => nameof(StaffSignInIn);
}

/// <summary>A dispute as staff see it, with whose it is.</summary>
internal sealed record StaffDisputeOut(long Person, DisputeOut Dispute);

/// <summary>The answer to a dispute.</summary>
internal sealed record DisputeAnswerIn(bool Upheld, string Answer);

/// <summary>A merchant as agreed with it.</summary>
internal sealed record MerchantOut(
    long Merchant, string Name, string PayoutAccount, Currency Currency, Money RefundDebt);

/// <summary>A merchant to take in.</summary>
internal sealed record MerchantIn(
    long Merchant, string Name, string PayoutAccount, Currency Currency, Money RefundDebt);

/// <summary>A key to make: a shared secret, or a public key to enter.</summary>
internal sealed record KeyIn(bool Sandbox, string? PublicKeyPem = null);

/// <summary>A line of the trial balance: yuan in <c>balance</c>, or of another asset, a fund's, <c>units</c>.</summary>
internal sealed record TrialBalanceOut(
    Book Book, AccountCode Account, int Asset, long Accounts, bool IsDebit, Currency Currency, Money? Balance,
    FundUnits? Units)
{
    public static TrialBalanceOut Of(TrialBalanceSum sum) => new(
        sum.Book, sum.Code, sum.Asset.Number, sum.Accounts, sum.IsDebit, Currency.Cny,
        sum.Asset == Ledger.Asset.Cny ? new Money((long)sum.Balance) : null,
        sum.Asset == Ledger.Asset.Cny ? null : new FundUnits((long)sum.Balance));
}

/// <summary>What staff do for people and merchants, and what auditors look at.</summary>
internal static class StaffApi
{
    private const string Root = "/api/v1/staff";

    private const int DisputesPage = 100;

    private const int LogPage = 100;

    private static readonly MerchantOut Shop = new(1, "商城", "6222-mall", Currency.Cny, new(100_000));

    public static void Map(Routes routes)
    {
        routes.Api("POST", $"{Root}/sessions", Who.Anyone, SignInAsync)
            .Says(ApiArea.Staff, "signInStaff", "员工登录", "Staff sign in by name and password.")
            .Takes(new StaffSignInIn("ops", "four words make one"))
            .Gives(new SignedInOut(1, "1.1.Zm9v…", IsNew: false), StatusCodes.Status201Created)
            .Refuses(Problems.NotProved, Problems.TryLater);
        routes.Api("GET", $"{Root}/disputes", Who.Operator | Who.Auditor, DisputesAsync)
            .Says(ApiArea.Staff, "listOpenDisputes", "待答复的异议", "What waits for an answer, oldest first.")
            .Gives(new PageOut<StaffDisputeOut>(
                [new(1_000_001, DisputeOut.Example)], Cursor.Of("disputes", $"{DisputeOut.Example.Dispute}")))
            .Refuses(Problems.InvalidCursor, Problems.BadRequest);
        routes.Api(
                "POST", $"{Root}/people/{{person:long:min(1)}}/disputes/{{dispute:long:min(1)}}/answer", Who.Operator,
                AnswerAsync)
            .Says(ApiArea.Staff, "answerDispute", "答复异议", "Answers a dispute.")
            .Takes(new DisputeAnswerIn(Upheld: true, "已退回")).GivesNothing()
            .Refuses(Problem.NotFound, Problems.TooLate, Problems.InvalidValue);
        routes.Api("POST", $"{Root}/people/{{person:long:min(1)}}/freeze", Who.Operator, FreezeAsync)
            .Says(ApiArea.Staff, "freezeAccount", "冻结账户", "Freezes a person's account.")
            .Takes(new ReasonIn("本人来电")).GivesNothing().Refuses(Problems.AccountMissing, Problems.AccountFrozen);
        routes.Api("POST", $"{Root}/people/{{person:long:min(1)}}/unfreeze", Who.Operator, UnfreezeAsync)
            .Says(ApiArea.Staff, "unfreezeAccount", "解冻账户", "Unfreezes a person's account.")
            .Takes(new ReasonIn("本人到店核实")).GivesNothing()
            .Refuses(Problems.AccountMissing, Problems.AccountNotFrozen);
        routes.Api("GET", $"{Root}/people/{{person:long:min(1)}}/security-log", Who.Auditor, LogAsync)
            .Says(ApiArea.Staff, "listSecurityLogOf", "安全记录", "What happened to a person's sign-ins and factors.")
            .Gives(new PageOut<SecurityLineOut>(
                [new(12, Examples.At, SecurityAct.SignedIn, "Chrome, Android", "")], Next: null))
            .Refuses(Problems.InvalidCursor);
        routes.Api("GET", $"{Root}/trial-balance", Who.Auditor, TrialBalanceAsync)
            .Says(ApiArea.Staff, "getTrialBalance", "试算平衡", "All accounts by place in the chart, as they stand.")
            .Gives(new ListOut<TrialBalanceOut>(
                [
                    new(Book.Payment, AccountCode.UserBalance, 0, 312, IsDebit: false, Currency.Cny, new(1_234_567),
                        Units: null),
                ]));
        MapMerchants(routes);
    }

    private static void MapMerchants(Routes routes)
    {
        routes.Api("GET", $"{Root}/merchants", Who.Operator | Who.Auditor, MerchantsAsync)
            .Says(ApiArea.Staff, "listMerchants", "商户列表", "All merchants, by number.")
            .Gives(new ListOut<MerchantOut>([Shop]));
        routes.Api("POST", $"{Root}/merchants", Who.Operator, RegisterAsync)
            .Says(ApiArea.Staff, "registerMerchant", "登记商户", "Takes a merchant in.")
            .Takes(new MerchantIn(1, "商城", "6222-mall", Currency.Cny, new(100_000)))
            .Gives(Shop, StatusCodes.Status201Created)
            .Refuses(Problems.Exists, Problems.InvalidValue, Problems.InvalidAmount)
            .MovesMoney();
        routes.Api("GET", $"{Root}/merchants/{{merchant:long:min(1)}}/keys", Who.Operator | Who.Auditor, KeysAsync)
            .Says(ApiArea.Staff, "listMerchantKeys", "商户密钥", "A merchant's keys, without secrets.")
            .Gives(new ListOut<KeyOut>([KeyOut.Example]));
        routes.Api("POST", $"{Root}/merchants/{{merchant:long:min(1)}}/keys", Who.Operator, IssueAsync)
            .Says(ApiArea.Staff, "issueMerchantKey", "签发商户密钥", "Makes a key; a shared secret is shown this once.")
            .Takes(new KeyIn(Sandbox: true))
            .Gives(KeyOut.Example with { Algorithm = "hmac-sha256", Secret = "c2VjcmV0" }, StatusCodes.Status201Created)
            .Refuses(Problem.NotFound, Problems.InvalidValue, Problems.TooMany, Problems.StepUpNeeded);
        routes.Api("DELETE", $"{Root}/merchants/{{merchant:long:min(1)}}/keys/{{key}}", Who.Operator, RevokeAsync)
            .Says(ApiArea.Staff, "revokeMerchantKey", "吊销商户密钥", "Ends a key at once.")
            .GivesNothing().Refuses(Problem.NotFound);
    }

    private static async Task<IResult> SignInAsync(Visit visit, StaffSignInIn body, CancellationToken cancel) =>
        await Opening.ToAnswerAsync(visit, await new Operators(visit.Parts.Identity)
            .ByPasswordAsync(body.Name, body.Password, visit.Visitor, cancel));

    private static async Task<IResult> DisputesAsync(
        Visit visit, string? cursor, int? limit, CancellationToken cancel)
    {
        int most = Asked.Limit(limit, DisputesPage, DisputesPage);
        IReadOnlyList<Dispute> open = await new Disputes(visit.Parts.Customers)
            .OpenOnesAsync(most, Cursor.NumberOf("disputes", cursor) ?? 0, cancel);
        return ApiAnswer.Ok(new PageOut<StaffDisputeOut>(
            [.. open.Select(one => new StaffDisputeOut(one.Person, DisputeOut.Of(one)))],
            open.Count < most ? null : Cursor.Of("disputes", $"{open[^1].Number}")));
    }

    private static async Task<IResult> AnswerAsync(
        Visit visit, long person, long dispute, DisputeAnswerIn body, CancellationToken cancel) => IsPerson(person)
        ? Opening.Done(await new Disputes(visit.Parts.Customers)
            .AnswerAsync(person, dispute, body.Upheld, body.Answer, $"staff {visit.Caller!.Number}", cancel))
        : Problem.NotFound;

    private static async Task<IResult> FreezeAsync(
        Visit visit, long person, ReasonIn body) => IsPerson(person)
        ? await Opening.FreezeAsync(visit, person, freeze: true, byStaff: true, body.Reason)
        : Problem.NotFound;

    private static async Task<IResult> UnfreezeAsync(
        Visit visit, long person, ReasonIn body) => IsPerson(person)
        ? await Opening.FreezeAsync(visit, person, freeze: false, byStaff: true, body.Reason)
        : Problem.NotFound;

    private static async Task<IResult> LogAsync(Visit visit, long person, string? cursor, CancellationToken cancel)
    {
        if (!IsPerson(person))
        {
            return Problem.NotFound;
        }

        await visit.NoteAsync($"read the security log of {person}");
        IReadOnlyList<SecurityLine> lines = await new SecurityLog(visit.Parts.Identity)
            .ListAsync(person, Cursor.NumberOf("security", cursor), LogPage, cancel);
        string? next = lines.Count == LogPage ? Cursor.Of("security", $"{lines[^1].Number}") : null;
        return ApiAnswer.Ok(new PageOut<SecurityLineOut>(
            [.. lines.Select(line => new SecurityLineOut(line.Number, line.At, line.Act, line.Device, line.Detail))],
            next));
    }

    private static async Task<IResult> TrialBalanceAsync(Visit visit, CancellationToken cancel)
    {
        IReadOnlyList<TrialBalanceSum> sums = await visit.Parts.Db.AllAsync(new TrialBalanceNow(), cancel);
        return ApiAnswer.Ok(new ListOut<TrialBalanceOut>([.. sums.Select(TrialBalanceOut.Of)]));
    }

    private static async Task<IResult> MerchantsAsync(Visit visit, CancellationToken cancel)
    {
        IReadOnlyList<Merchant> all = await visit.Parts.Wallet.Merchants.AllAsync(cancel);
        return ApiAnswer.Ok(new ListOut<MerchantOut>([.. all.Select(one =>
            new MerchantOut(one.Number, one.Name, one.PayoutAccount, Currency.Cny, one.RefundDebt))]));
    }

    private static async Task<IResult> RegisterAsync(Visit visit, MerchantIn body)
    {
        if (!IsMerchant(body.Merchant))
        {
            return Problems.InvalidValue with { Fields = [new("/merchant", "Give the number of a merchant.")] };
        }

        if (string.IsNullOrWhiteSpace(body.Name) || !Notes.AreGood(body.Name, StaffMerchantPages.LongestName))
        {
            return Problems.InvalidValue with
            {
                Fields = [new("/name", "Give a name of 1 to 60 characters, in one line, with nothing hidden in it.")],
            };
        }

        if (!RegisterMerchant.IsPayoutAccount(body.PayoutAccount))
        {
            return Problems.InvalidValue with
            {
                Fields = [new("/payoutAccount", "Give the bank's name of the account: letters, digits and - _ .")],
            };
        }

        string key = visit.Http.ActKey();
        WalletAnswer answer = await new RegisterMerchant(visit.Parts.Wallet)
            .HandleAsync(new(body.Merchant, key, body.Name, body.PayoutAccount, body.RefundDebt));
        if (Refusals.Of(answer.Status) is { } refused)
        {
            return refused;
        }

        await visit.NoteAsync($"merchant registered {body.Merchant}: {answer.Status}");
        return answer.Status == WalletStatus.Unknown
            ? Operations.NotKnown(
                visit, WalletActs.RegisterMerchant, visit.Parts.ShardOf(Party.Merchant(body.Merchant)), key,
                body.Merchant)
            : ApiAnswer.Created(
                new MerchantOut(body.Merchant, body.Name, body.PayoutAccount, Currency.Cny, body.RefundDebt),
                $"{Root}/merchants");
    }

    private static async Task<IResult> KeysAsync(Visit visit, long merchant, CancellationToken cancel)
    {
        if (!IsMerchant(merchant))
        {
            return Problem.NotFound;
        }

        IReadOnlyList<MerchantKey> keys = await new MerchantKeys(visit.Parts.Acquiring).ListAsync(merchant, cancel);
        return ApiAnswer.Ok(new ListOut<KeyOut>([.. keys.Select(key => KeyOut.Of(key))]));
    }

    private static async Task<IResult> IssueAsync(Visit visit, long merchant, KeyIn body)
    {
        if (!IsMerchant(merchant))
        {
            return Problem.NotFound;
        }

        // Whoever gets a key can move money with it: an open session alone makes none.
        if (Forms.NeedsProof(visit))
        {
            return Problems.StepUpNeeded;
        }

        MerchantKeys keys = new(visit.Parts.Acquiring);
        IssuedKey made = body.PublicKeyPem is { } pem
            ? await keys.IssuePublicAsync(merchant, pem, body.Sandbox)
            : await keys.IssueSecretAsync(merchant, body.Sandbox);
        if (Refusals.Of(made.Status) is { } refused)
        {
            return refused;
        }

        await visit.NoteAsync($"key issued {merchant} {(body.Sandbox ? "sandbox" : "live")}");
        return ApiAnswer.Created(KeyOut.Of(made.Key!, made.Secret), $"{Root}/merchants/{merchant}/keys");
    }

    private static async Task<IResult> RevokeAsync(Visit visit, long merchant, string key)
    {
        if (!IsMerchant(merchant) || !await new MerchantKeys(visit.Parts.Acquiring).RevokeAsync(merchant, key))
        {
            return Problem.NotFound;
        }

        await visit.NoteAsync($"key revoked {merchant}");
        return ApiAnswer.Done;
    }

    /// <summary>Whether a number can be a person's.</summary>
    public static bool IsPerson(long number) => Party.IsPerson(number);

    /// <summary>Whether a number can be a merchant's.</summary>
    public static bool IsMerchant(long number) => number is > 0 and < 1L << 37;
}
