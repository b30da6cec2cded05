using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>What a person does with money: each asks for a confirmation of exactly this, and is done once.</summary>
internal static class ActApi
{
    /// <summary>What cannot even be asked for; everything else is said when it is to be done.</summary>
    private static readonly Problem[] OfAsking =
    [
        Problems.InvalidValue, Problems.InvalidAmount, Problems.InvalidText, Problems.Cooling, Problems.ProofTooWeak,
        Problems.NoCard, Problems.PaymentMissing, Problems.Of(ActStatus.PayeeCannotReceive),
        Problems.Of(ActStatus.RequestNotOpen), Problems.Of(ActStatus.ConfirmationNotFound),
    ];

    public static void Map(Routes routes)
    {
        MapConfirmations(routes);
        Act(routes, "/api/v1/top-ups", "topUp", "充值", "Money from a bank card into the wallet.",
            (Visit visit, TopUpIn body) => DoAsync(visit, body),
            new TopUpIn(Examples.Amount, Currency.Cny, 1, Examples.Confirmation), OrderOutState.Pending);
        Act(routes, "/api/v1/withdrawals", "withdraw", "提现", "Money of the wallet to a bank card.",
            (Visit visit, WithdrawIn body) => DoAsync(visit, body),
            new WithdrawIn(Examples.Amount, Currency.Cny, 1, Examples.Confirmation), OrderOutState.Pending);
        Act(routes, "/api/v1/subscriptions", "subscribe", "转入基金", "Money into the fund.",
            (Visit visit, SubscribeIn body) => DoAsync(visit, body),
            new SubscribeIn(Examples.Amount, Currency.Cny, Pocket.Wallet, Examples.Confirmation),
            OrderOutState.Pending);
        Act(routes, "/api/v1/redemptions", "redeem", "转出基金", "Money out of the fund, at once or the next day.",
            (Visit visit, RedeemIn body) => DoAsync(visit, body),
            new RedeemIn(Examples.Amount, Currency.Cny, Pocket.Wallet, RedeemSpeed.T0, Examples.Confirmation),
            OrderOutState.Done);
        Act(routes, "/api/v1/purchases", "pay", "向商户付款", "Pays a merchant's payment request.",
            (Visit visit, PayIn body) => DoAsync(visit, body),
            new PayIn(Examples.Amount, Currency.Cny, 1, Examples.Payment, PaySource.Fund, Examples.Confirmation),
            OrderOutState.Done);
        Act(routes, "/api/v1/transfers", "send", "转给朋友",
            "Money of the wallet to a friend, by number or by the code of their collect link.",
            (Visit visit, SendIn body) => DoAsync(visit, body),
            new SendIn(
                Examples.Amount, Currency.Cny, "午饭", Friend: 1_000_002, Confirmation: Examples.Confirmation),
            OrderOutState.Done)
            .Refuses(Problems.InvalidValue);
        Act(routes, "/api/v1/money-requests/payments", "payMoneyRequest", "支付朋友的收款请求", "Pays what a friend asked for.",
            (Visit visit, AnswerIn body) => DoAsync(visit, body),
            new AnswerIn(Examples.Amount, Currency.Cny, 1_000_002, 5, Examples.Confirmation), OrderOutState.Done);
        MapLooks(routes);
    }

    private static void MapConfirmations(Routes routes)
    {
        ConfirmationOut waiting = new(
            Examples.Confirmation, Examples.Json("""{"challenge":"dGVzdA"}"""), PaymentPassword: true, Examples.At);
        routes.Api("POST", "/api/v1/confirmations", Who.Person, BeginAsync)
            .Says(ApiArea.Acts, "askForConfirmation", "请求确认一笔操作", "Asks for a confirmation of act, amount and payee.")
            .Takes<WantedIn>(new PayIn(Examples.Amount, Currency.Cny, 1, Examples.Payment, PaySource.Fund))
            .Gives(waiting, StatusCodes.Status201Created)
            .Refuses(OfAsking);
        routes.Api("POST", "/api/v1/confirmations/factors", Who.Person | Who.Operator, BeginFactorsAsync)
            .Says(ApiArea.Acts, "askForFactorsConfirmation", "请求确认身份", "Asks for a fresh proof, to change factors.")
            .Gives(waiting, StatusCodes.Status201Created)
            .Refuses(Problems.TryLater);
        routes.Api("POST", "/api/v1/confirmations/{confirmation}/passkey", Who.Person, ProveByPasskeyAsync)
            .Says(ApiArea.Acts, "proveByPasskey", "用通行密钥确认", "Proves a confirmation with a passkey.")
            .Takes(new PasskeyProofIn(Examples.Credential)).Gives(new ProvedOut("1000001.3.YmFy…"))
            .Refuses(Problems.NotProved, Problems.Expired, Problem.NotFound);
        routes.Api("POST", "/api/v1/confirmations/{confirmation}/payment-password", Who.Person, ProveByDigitsAsync)
            .Says(ApiArea.Acts, "proveByPaymentPassword", "用支付密码确认", "Proves a confirmation with six digits.")
            .Takes(new DigitsIn("295183")).Gives(new ProvedOut("1000001.3.YmFy…"))
            .Refuses(Problems.NotProved, Problems.Blocked, Problems.Expired, Problems.NotSet, Problem.NotFound);
        routes.Api(
                "POST", "/api/v1/confirmations/{confirmation}/password", Who.Person | Who.Operator,
                ProveByPasswordAsync)
            .Says(ApiArea.Acts, "proveByPassword", "用登录密码确认身份", "Proves one that moves no money with the password.")
            .Takes(new PasswordIn("four words make one")).Gives(new ProvedOut("1000001.3.YmFy…"))
            .Refuses(Problems.NotProved, Problems.Expired, Problems.NotThisWay, Problems.TryLater);
    }

    private static Microsoft.AspNetCore.Builder.RouteHandlerBuilder Act<T>(
        Routes routes, string pattern, string operation, string zh, string en, Delegate handler, T example,
        OrderOutState state)
        where T : WantedIn => routes
        .Api("POST", pattern, Who.Person, handler)
        .Says(ApiArea.Acts, operation, zh, en)
        .Takes(example)
        .Gives(OrderOut.Of(Examples.Order, state), StatusCodes.Status201Created)
        .Refuses(Problems.OfAct(example))
        .MovesMoney();

    private static void MapLooks(Routes routes)
    {
        routes.Api("GET", "/api/v1/payment-requests/{payment}", Who.Person, PaymentAsync)
            .Says(ApiArea.Acts, "getPaymentRequest", "查看付款请求", "A merchant's payment request, before it is paid.")
            .Gives(PaymentRequestOut.Example).Refuses(Problem.NotFound);
        routes.Api("POST", "/api/v1/payees", Who.Person, PayeeAsync)
            .Says(ApiArea.Acts, "findPayee", "查找收款人", "Finds a friend by phone; the name is masked.")
            .Takes(new PhoneIn("13900000001")).Gives(new PayeeOut(1_000_002, Code: null, "•芳", "小芳"))
            .Refuses(Problem.NotFound, Problems.TryLater);
        routes.Api("GET", "/api/v1/payees/{code}", Who.Person, PayeeOfCodeAsync)
            .Says(ApiArea.Acts, "findPayeeByCode", "按收款码查找", "Whom a collect link is for; its last part is the code.")
            .Gives(new PayeeOut(Person: null, "Zm9vYmFyYmF6cXV4MTIzNA", "•芳", "小芳")).Refuses(Problem.NotFound);
        routes.Api("GET", "/api/v1/collect-link", Who.Person, CollectLink)
            .Says(ApiArea.Acts, "getCollectLink", "我的收款码", "The person's own link for others to pay to.")
            .Gives(new CollectLinkOut(
                "Zm9vYmFyYmF6cXV4MTIzNA", "https://pay.example/collect/Zm9vYmFyYmF6cXV4MTIzNA?amount=12.34"))
            .Refuses(Problems.BadRequest);
        Operations.Map(routes);
    }

    private static async Task<IResult> DoAsync(Visit visit, WantedIn body)
    {
        if (body.Confirmation is not { } confirmation)
        {
            return Problems.ConfirmationMissing;
        }

        string key = visit.Http.ActKey();
        Wanted wanted = WantedOf(visit, body);
        ActAnswer answer = await WantedActs.DoAsync(
            visit.Parts, visit.Session, wanted, confirmation, key, CancellationToken.None);
        return answer.Status switch
        {
            ActStatus.Done => Order(answer.Order!.Value, OrderOutState.Done),
            ActStatus.Pending => Order(answer.Order!.Value, OrderOutState.Pending),
            // A money request has one key in the books, whoever asks for it how often.
            ActStatus.Unknown => Operations.NotKnown(
                visit, ActOf(wanted), visit.Shard,
                wanted is Wanted.AnswerRequest asked ? MoneyRequests.KeyOf(asked.Request) : key),
            _ => Problems.Of(answer.Status),
        };
    }

    // The same when it is confirmed and when it is done: a code is no number, nor a number a code.
    private static Wanted WantedOf(Visit visit, WantedIn body)
    {
        using CollectCode codes = new(visit.Parts.Identity.Pepper);
        return body.ToWanted(codes);
    }

    /// <summary>The act as the books name it, for the status address of an unknown outcome.</summary>
    private static short ActOf(Wanted wanted) => wanted switch
    {
        Wanted.TopUp => WalletActs.TopUp,
        Wanted.Withdraw => WalletActs.Withdraw,
        Wanted.Subscribe { Source.Card: null } => WalletActs.SubscribeFromWallet,
        Wanted.Subscribe => WalletActs.SubscribeFromCard,
        Wanted.Redeem { Speed: RedeemSpeed.T1 } => Funds.FundActs.RedeemNextDay,
        Wanted.Redeem { Target.Card: null } => WalletActs.RedeemToWallet,
        Wanted.Redeem => WalletActs.RedeemToCard,
        Wanted.Pay { Source: PaySource.Fund } => WalletActs.PayFromFund,
        Wanted.Pay => WalletActs.PayFromWallet,
        _ => WalletActs.SendToFriend,
    };

    private static ApiAnswer Order(OrderNo order, OrderOutState state)
    {
        OrderOut made = OrderOut.Of(order, state);
        return ApiAnswer.Created(made, made.Location);
    }

    private static async Task<IResult> BeginAsync(Visit visit, WantedIn body, CancellationToken cancel)
    {
        if (body.Confirmation is not null)
        {
            return Problems.InvalidValue with { Fields = [new("/confirmation", "Leave it out here.")] };
        }

        ConfirmationAsk ask =
            await new Confirmations(visit.Parts).BeginAsync(visit.Session, WantedOf(visit, body), cancel);
        if (ask.Confirmation is not { } made)
        {
            return Problems.Of(ask.Status);
        }

        return ApiAnswer.Created(
            new ConfirmationOut(made.Id, Options(made.OptionsJson), made.PaymentPassword, made.ExpiresAt),
            $"/api/v1/confirmations/{made.Id}");
    }

    private static async Task<IResult> BeginFactorsAsync(Visit visit, CancellationToken cancel)
    {
        StepUpAsk ask = await new StepUp(visit.Parts.Identity).BeginAsync(visit.Session, StepUp.Factors, cancel);
        return Refusals.Of(ask.Status) is { } refused
            ? refused
            : ApiAnswer.Created(
                new ConfirmationOut(ask.Confirmation, Options(ask.OptionsJson), ask.PaymentPassword, ask.ExpiresAt),
                $"/api/v1/confirmations/{ask.Confirmation}");
    }

    private static System.Text.Json.JsonElement? Options(string? json) => json is null ? null : Examples.Json(json);

    private static async Task<IResult> ProveByPasskeyAsync(
        Visit visit, string confirmation, PasskeyProofIn body, CancellationToken cancel) => await ProvedAsync(
        visit, await new StepUp(visit.Parts.Identity)
            .ProveByPasskeyAsync(visit.Session, confirmation, body.Credential.GetRawText(), cancel));

    private static async Task<IResult> ProveByDigitsAsync(
        Visit visit, string confirmation, DigitsIn body, CancellationToken cancel) => await ProvedAsync(
        visit, await new StepUp(visit.Parts.Identity)
            .ProveByPaymentPasswordAsync(visit.Session, confirmation, body.Digits, cancel), counted: true);

    private static async Task<IResult> ProveByPasswordAsync(
        Visit visit, string confirmation, PasswordIn body, CancellationToken cancel) => await ProvedAsync(
        visit, await new StepUp(visit.Parts.Identity)
            .ProveByPasswordAsync(visit.Session, confirmation, body.Password, cancel));

    // Tries are counted of the payment password alone.
    private static async Task<IResult> ProvedAsync(Visit visit, StepUpProof proof, bool counted = false)
    {
        await Told.EventsAsync(visit, proof.Events);
        if (Refusals.Of(proof.Status) is { } refused)
        {
            return counted && proof.Status == IdentityStatus.NotProved
                ? refused with { Fields = [new("/digits", $"Tries left: {proof.TriesLeft}.")] }
                : refused;
        }

        return ApiAnswer.Ok(new ProvedOut(proof.Token?.Reveal()));
    }

    private static async Task<IResult> PaymentAsync(Visit visit, string payment, CancellationToken cancel) =>
        RequestId.TryParse(payment, out RequestId id) && id.Shard < visit.Parts.Wallet.Ledger.Shards
        && await new PaymentQuery(visit.Parts.Acquiring).FindAsync(id, cancel) is { } found
            ? ApiAnswer.Ok(new PaymentRequestOut(
                found.Id, found.Merchant, found.MerchantName, Currency.Cny, found.Amount, found.Description,
                found.Items, found.State, found.ExpiresAt, found.ReturnUrl,
                // Whoever else has the link sees that it was paid, and not by which entry.
                found.Payer == visit.Person ? found.Payment : null))
            : Problem.NotFound;

    private static async Task<IResult> PayeeOfCodeAsync(Visit visit, string code) =>
        await CollectRoutes.PayeeOfAsync(visit, code) is { } payee
            ? ApiAnswer.Ok(new PayeeOut(Person: null, code, payee.MaskedName, payee.Nickname))
            : Problem.NotFound;

    private static ApiAnswer CollectLink(Visit visit, string? amount, string? text)
    {
        if (!Notes.AreGood(text ?? ""))
        {
            throw new ProblemException(Problems.BadRequest with
            {
                Fields = [new("text", "The text is too long, or has characters that cannot be used.")],
            });
        }

        Money? asked = Asked.Amount(amount);
        if (asked <= Money.Zero || asked > AmountField.Largest)
        {
            // Whoever opened the link could not send it.
            throw new ProblemException(Problems.BadRequest with
            {
                Fields = [new("amount", $"The amount is above zero and at most {AmountField.Largest.ToPlain()}.")],
            });
        }

        string link = CollectRoutes.LinkOf(visit, asked, text ?? "");
        return ApiAnswer.Ok(new CollectLinkOut(new Uri(link).Segments[^1], link));
    }

    private static async Task<IResult> PayeeAsync(Visit visit, PhoneIn body, CancellationToken cancel)
    {
        (IdentityStatus status, Payee? payee) =
            await new Names(visit.Parts.Identity).FindByPhoneAsync(visit.Person, body.Phone, cancel);
        return Refusals.Of(status) is { } refused ? refused
            : payee is null ? Problem.NotFound
            : ApiAnswer.Ok(new PayeeOut(payee.Person, Code: null, payee.MaskedName, payee.Nickname));
    }
}
