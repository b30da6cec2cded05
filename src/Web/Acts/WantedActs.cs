using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Funds;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Payout = Huoqi.Funds.Payout;

namespace Huoqi.Web;

/// <summary>What became of something wanted.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Order">The number of what was done or taken; null of a refusal.</param>
/// <param name="Missing">The documents to accept first, with <see cref="ActStatus.AgreementsMissing"/>.</param>
internal sealed record ActAnswer(ActStatus Status, OrderNo? Order = null, IReadOnlyList<Document>? Missing = null)
{
    /// <summary>Its code, HTTP status and sentence.</summary>
    public ActMeaning Meaning => ActMeaning.Of(Status);

    /// <summary>A bare status.</summary>
    public static implicit operator ActAnswer(ActStatus status) => new(status);
}

/// <summary>Does what a person wants with money, once it is confirmed: the one way for pages and API.</summary>
internal static class WantedActs
{
    /// <summary>
    /// Does it under <paramref name="key"/>: the same key hears the same answer, and another key finds the confirmation
    /// used. What would refuse it anyway is said before the confirmation is used.
    /// </summary>
    /// <param name="parts">The installation.</param>
    /// <param name="session">Who wants it.</param>
    /// <param name="wanted">What.</param>
    /// <param name="confirmation">The id of the confirmation, proved for exactly this.</param>
    /// <param name="key">The caller's key, at most <see cref="WalletParts.LongestKey"/> characters.</param>
    /// <param name="cancel">Gives up before money moves.</param>
    public static async Task<ActAnswer> DoAsync(
        AppParts parts, SessionRow session, Wanted wanted, string confirmation, string key,
        CancellationToken cancel = default)
    {
        Confirmations confirmations = new(parts);
        if (await confirmations.FindAsync(session.Person, confirmation, cancel) is not { } found)
        {
            return ActStatus.ConfirmationNotFound;
        }

        if (found.Wanted != wanted)
        {
            return ActStatus.ConfirmationChanged;
        }

        if (found.Key is { } used && used != key)
        {
            return new(ActStatus.ConfirmationUsed, found.Order);
        }

        if (found.Outcome is { } outcome)
        {
            return new(outcome, found.Order);
        }

        StepUpWay? way = await new GivenProofs(parts.Identity).OfAsync(session.Person, confirmation, cancel);

        // Once a key is noted money may have moved under it: then nothing but the act itself may say what became of it,
        // not even a rule that has changed since.
        if (found.Key is null)
        {
            ActAnswer begun = await BeginAsync(parts, confirmations, session, found, way, key, cancel);
            if (begun.Status != ActStatus.Done)
            {
                return begun;
            }
        }

        ActAnswer answer = await RunAsync(parts, session.Person, wanted, PaymentProofs.Of(way), key);
        if (ActStatuses.IsFinal(answer.Status))
        {
            await confirmations.EndUseAsync(session.Person, confirmation, answer.Status, answer.Order);
        }

        return answer;
    }

    /// <summary>What would hinder it whatever the balances are, before anything is confirmed; Done for nothing.
    /// </summary>
    public static async Task<ActAnswer> HindranceAsync(
        AppParts parts, SessionRow session, Wanted wanted, CancellationToken cancel = default)
    {
        if (wanted.Amount <= Money.Zero)
        {
            return ActStatus.InvalidAmount;
        }

        if (session.Level == KycLevel.L0)
        {
            return ActStatus.AccountNotOpen;
        }

        if (wanted.ToOthers && session.CoolingUntil is not null)
        {
            return ActStatus.Cooling;
        }

        if (await CoolsAsync(parts, session.Person, wanted, cancel))
        {
            return ActStatus.Cooling;
        }

        return wanted switch
        {
            Wanted.TopUp topUp => await CardAsync(parts, session.Person, new(topUp.Card), cancel),
            Wanted.Withdraw withdraw => await CardAsync(parts, session.Person, new(withdraw.Card), cancel),
            Wanted.Redeem redeem => await CardAsync(parts, session.Person, redeem.Target, cancel),
            Wanted.Subscribe subscribe => await SubscriptionAsync(parts, session.Person, subscribe, cancel),
            Wanted.Send send => Notes.AreGood(send.Note)
                ? await FriendAsync(parts, session.Person, send, cancel)
                : ActStatus.InvalidText,
            Wanted.AnswerRequest answer => await RequestAsync(parts, session.Person, answer, cancel),
            Wanted.Pay pay => await PaymentAsync(parts, pay, cancel),
            _ => throw new InvariantBrokenException($"{wanted.Act} is an act"),
        };
    }

    /// <summary>Whether it takes money to a card that is too new for the cooling period the person is in.</summary>
    internal static async Task<bool> CoolsAsync(
        AppParts parts, long person, Wanted wanted, CancellationToken cancel) =>
        wanted.ToCard is { } number
        && await new BankCards(parts.Customers).FindAsync(person, number, cancel) is { } card
        && await new Cooling(parts.Identity).HoldsBackAsync(person, card.KnownSince, cancel);

    private static async Task<ActAnswer> BeginAsync(
        AppParts parts, Confirmations confirmations, SessionRow session, Confirmation found, StepUpWay? way,
        string key, CancellationToken cancel)
    {
        ActAnswer hindrance = await HindranceAsync(parts, session, found.Wanted, cancel);
        if (hindrance.Status == ActStatus.Done && way == StepUpWay.PaymentPassword
            && !await PaymentProofs.DigitsSufficeAsync(parts, session.Person, found.Wanted, cancel))
        {
            hindrance = ActStatus.ProofTooWeak;
        }

        if (hindrance.Status != ActStatus.Done)
        {
            // The same request may have come a second time, and what hinders it now may be that the first was done.
            Confirmation? again = await confirmations.FindAsync(session.Person, found.Id, cancel);
            return again?.Key == key ? ActStatus.Done : hindrance;
        }

        IdentityStatus use = await new StepUp(parts.Identity).UseAsync(
            session.Person, found.Id, found.Wanted.ToPurpose(), key, cancel);
        if (use == IdentityStatus.Done)
        {
            await confirmations.BeginUseAsync(session.Person, found.Id, key, cancel);
        }

        return ActStatuses.Of(use);
    }

    private static async Task<ActAnswer> RunAsync(
        AppParts parts, long person, Wanted wanted, PaymentProof proof, string key)
    {
        BankCards cards = new(parts.Customers);
        return wanted switch
        {
            Wanted.TopUp topUp => Of(await new TopUp(parts.Wallet).HandleAsync(new(
                person, key, topUp.Amount, await cards.TokenOfAsync(person, topUp.Card))), wanted),
            Wanted.Withdraw withdraw => Of(await new Withdraw(parts.Wallet).HandleAsync(new(
                person, key, withdraw.Amount, await cards.TokenOfAsync(person, withdraw.Card))), wanted),
            Wanted.Subscribe subscribe => await SubscribeAsync(parts, person, subscribe, key),
            Wanted.Redeem { Speed: RedeemSpeed.T1 } redeem => await RedeemNextDayAsync(parts, person, redeem, key),
            Wanted.Redeem { Target.Card: { } card } redeem => Of(await new RedeemToCard(parts.Wallet).HandleAsync(new(
                person, key, redeem.Amount, await cards.TokenOfAsync(person, card))), wanted),
            Wanted.Redeem redeem =>
                Of(await new RedeemToWallet(parts.Wallet).HandleAsync(new(person, key, redeem.Amount)), wanted),
            Wanted.Pay pay => Of(
                await new PayRequest(parts.Acquiring).HandleAsync(
                    new(person, key, pay.Request, pay.Source) { Proof = proof }), wanted),
            Wanted.Send send => Of(await new SendToFriend(parts.Wallet).HandleAsync(new(
                person, key, send.Friend, send.Amount, send.Note)
            {
                Proof = proof,
                ByStaticCode = send.ByCode,
            }), wanted),
            Wanted.AnswerRequest answer =>
                await new MoneyRequests(parts.Customers).AcceptAsync(person, answer.Request, proof) is { } paid
                    ? Of(paid, wanted)
                    : ActStatus.RequestNotOpen,
            _ => throw new InvariantBrokenException($"{wanted.Act} is an act"),
        };
    }

    private static async Task<ActAnswer> SubscribeAsync(
        AppParts parts, long person, Wanted.Subscribe subscribe, string key)
    {
        string? token = subscribe.Source.Card is { } card
            ? await new BankCards(parts.Customers).TokenOfAsync(person, card)
            : null;
        // What has to be accepted first was looked at before the key was noted.
        return Of(
            token is null
                ? await new SubscribeFromWallet(parts.Wallet).HandleAsync(new(person, key, subscribe.Amount))
                : await new SubscribeFromCard(parts.Wallet).HandleAsync(new(person, key, subscribe.Amount, token)),
            subscribe);
    }

    private static async Task<ActAnswer> RedeemNextDayAsync(
        AppParts parts, long person, Wanted.Redeem redeem, string key)
    {
        string? token = redeem.Target.Card is { } card
            ? await new BankCards(parts.Customers).TokenOfAsync(person, card)
            : null;
        PostResult result = await new RedeemNextDay(parts.Wallet.Ledger, parts.Wallet.Time).HandleAsync(
            parts.Wallet.Fund,
            new(person, key, redeem.Amount.ToUnits(), token is null ? Payout.Wallet : Payout.Card, token));
        ActStatus status = ActStatuses.Of(result.Status);
        return new(status, ActStatuses.IsTaken(status) ? new OrderNo(parts.ShardOf(person), result.Entry) : null);
    }

    private static ActAnswer Of(in WalletAnswer answer, Wanted wanted)
    {
        ActStatus status = ActStatuses.Of(answer.Status, wanted);
        return new(status, ActStatuses.IsTaken(status) ? answer.Order : null);
    }

    private static ActAnswer Of(in PayAnswer answer, Wanted wanted)
    {
        ActStatus status = ActStatuses.Of(answer, wanted);
        return new(status, ActStatuses.IsTaken(status) ? answer.Order : null);
    }

    private static async Task<ActAnswer> CardAsync(
        AppParts parts, long person, Pocket pocket, CancellationToken cancel) =>
        pocket.Card is not { } card || await new BankCards(parts.Customers).FindAsync(person, card, cancel) is not null
            ? ActStatus.Done
            : ActStatus.CardNotFound;

    private static async Task<ActAnswer> SubscriptionAsync(
        AppParts parts, long person, Wanted.Subscribe subscribe, CancellationToken cancel)
    {
        IReadOnlyList<Document> missing = await new Agreements(parts.Customers).MissingAsync(person, cancel);
        return missing.Count > 0
            ? new(ActStatus.AgreementsMissing, Missing: missing)
            : await CardAsync(parts, person, subscribe.Source, cancel);
    }

    private static async Task<ActAnswer> FriendAsync(
        AppParts parts, long person, Wanted.Send send, CancellationToken cancel)
    {
        long friend = send.Friend;
        if (friend == person)
        {
            return ActStatus.PayeeIsSelf;
        }

        if (send.ByCode && !await PaymentProofs.CodeSufficesAsync(parts, person, send, cancel))
        {
            return ActStatus.CodeLimitExceeded;
        }

        // Somebody without an account, or whose account is closed, would only send it back.
        return await new Names(parts.Identity).OfAsync(friend, cancel) is null
            || await new HomeReading(parts.Customers).ReadAsync(friend, cancel)
                is null or { Standing: AccountStanding.Closed }
            ? ActStatus.PayeeCannotReceive
            : ActStatus.Done;
    }

    private static async Task<ActAnswer> RequestAsync(
        AppParts parts, long person, Wanted.AnswerRequest answer, CancellationToken cancel) =>
        await new MoneyRequests(parts.Customers).FindAsync(person, answer.Request, cancel)
            is { State: RequestState.Open } request
        && request.Asker == answer.Asker && request.Amount == answer.Amount
            ? ActStatus.Done
            : ActStatus.RequestNotOpen;

    // How it stands only the merchant's side knows without doubt, when it is paid; but whom it asks to pay, and how
    // much, is what was confirmed, or nothing is paid: a program names both itself.
    private static async Task<ActAnswer> PaymentAsync(AppParts parts, Wanted.Pay pay, CancellationToken cancel) =>
        await new PaymentQuery(parts.Acquiring).AskedAsync(pay.Request, cancel) is not var (merchant, amount)
            ? ActStatus.PaymentNotFound
            : (merchant, amount) == (pay.Merchant, pay.Amount) ? ActStatus.Done : ActStatus.ConfirmationChanged;
}
