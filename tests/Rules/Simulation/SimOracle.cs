using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Simulation;

/// <summary>
/// What must be true when everything has come to rest, worked out from what people asked and heard and from what the
/// partners did, never from our own balances.
/// </summary>
internal sealed class SimOracle(SimWorld world, SimPeople people)
{
    private readonly SimTruth _truth = new(world);

    public void Check()
    {
        foreach (FundTables.Row late in world.Funds.Orders.All.Where(row => row.AdjustedEntry is not null))
        {
            world.See($"late {late.Order.Kind} adjusted");
        }

        foreach ((Deliveries.Delivery _, Deliveries.State state) in world.Store.Deliveries.Values)
        {
            world.See($"delivery {state}");
        }

        foreach (WalletTables.OrderRow row in world.Wallet.BankOrders.All)
        {
            world.See($"{row.Order.Purpose} {(row.State == 2 ? "done" : "refused")}");
        }

        foreach (SimRequest request in people.Requests)
        {
            AnswerStands(request);
        }

        _truth.Compare();
        for (long person = 1; person <= SimPeople.Stranger; person++)
        {
            Wallet(person);
            Units(person);
        }

        for (long merchant = 1; merchant <= SimPeople.Merchants; merchant++)
        {
            Merchant(merchant);
        }

        foreach (AccountCode code in (AccountCode[])
            [AccountCode.AwaitedFromBank, AccountCode.InTransitBetweenShards, AccountCode.WithdrawalPending])
        {
            long left = world.Watch.Sum(AccountKey.Of(Party.Platform, code));
            world.Expect(left == 0, () => $"nothing stays under way: {code} holds {left}");
        }

        SimIncome.Check(world);
        BooksHold();
    }

    /// <summary>What somebody was told is in the journal, and once.</summary>
    private void AnswerStands(SimRequest request)
    {
        if (request.Answer is not { } answer)
        {
            return;
        }

        (long owner, short act) = request.Name;
        MemoryShard shard = world.Store.Shards[answer.Order.Shard];
        List<KeyRow> attempts = [.. shard.Keys.Values.Where(key => key.Owner == owner && key.Act == act
            && (key.Key == request.Key || key.Key.StartsWith($"{request.Key}~", StringComparison.Ordinal)))];
        world.Expect(attempts.Exists(key => key.Entry == answer.Order.Entry
                && (key.Status == PostStatus.Posted) == request.IsDone),
            () => $"what was answered stands: {request} heard {answer}");
        int posted = attempts.Count(key => key.Status == PostStatus.Posted);
        world.Expect(posted == (request.IsDone ? 1 : 0),
            () => $"done once, or not at all: {request} heard {answer} and was posted {posted} times");
    }

    private void Wallet(long person)
    {
        long expected = people.Requests.Where(request => request.IsDone).Sum(request => WalletChange(request, person));
        long holds = world.Watch.Of(person, AccountCode.UserBalance);
        world.Expect(holds == expected,
            () => $"money is where it was sent: person {person} holds {holds} fen, expected {expected}");
    }

    /// <summary>What a request did to a person's money, by what the partners made of it.</summary>
    private long WalletChange(SimRequest request, long person)
    {
        OrderNo no = request.Answer!.Value.Order;
        long amount = request.Amount.Fen;
        bool isOwn = request.Person == person;
        if (request.Act == SimAct.Send)
        {
            bool returned = world.Store.Deliveries.TryGetValue(
                (no.Shard, no.Entry), out (Deliveries.Delivery Row, Deliveries.State State) sent)
                && sent.State == Deliveries.State.Returned;
            return (isOwn && !returned ? -amount : 0) + (request.Friend == person && !returned ? amount : 0);
        }

        if (!isOwn)
        {
            return 0;
        }

        bool prefunded = world.Mode == AdvanceMode.Prefunded;
        return request.Act switch
        {
            SimAct.TopUp => _truth.BankDid(no) ? amount : 0,
            SimAct.Withdraw => _truth.BankDid(no) ? -amount : 0,
            SimAct.SubscribeFromWallet => _truth.Confirmed(no) == false ? 0 : -amount,
            SimAct.SubscribeFromCard => _truth.BankDid(no) && _truth.Confirmed(FundOrderOf(no)) == false ? amount : 0,
            SimAct.RedeemToWallet => prefunded || _truth.BankDid(no) ? amount : 0,
            SimAct.RedeemNextDay => _truth.Confirmed(no) == true && !WentToCard(no) ? amount : 0,
            SimAct.PayFromWallet => -amount,
            SimAct.PayFromFund => !prefunded && _truth.BankDid(no) && PaymentOf(request) is null ? amount : 0,
            SimAct.Refund => amount,
            SimAct.RedeemToCard or SimAct.CloseAccount => 0,
            _ => throw new InvariantBrokenException($"no such act: {request.Act}"),
        };
    }

    private void Units(long person)
    {
        long expected = (person <= SimPeople.People ? SimWorld.Opening.ToUnits().Hundredths : 0)
            + people.Requests.Where(request => request.IsDone && request.Person == person).Sum(UnitsChange)
            + SimIncome.Of(world, LedgerActs.PostIncome).GetValueOrDefault(person)
            + SimIncome.Of(world, FundActs.AdjustIncome).GetValueOrDefault(person);
        Asset asset = world.Fund.Asset;
        long holds = world.Watch.Of(person, AccountCode.UnitsAvailable, asset)
            + world.Watch.Of(person, AccountCode.UnpaidIncome, asset);
        world.Expect(holds == expected, () => $"units are whose they are: person {person} holds {holds}, "
            + $"expected {expected}");
    }

    private long UnitsChange(SimRequest request)
    {
        OrderNo no = request.Answer!.Value.Order;
        long units = request.Amount.ToUnits().Hundredths;
        return request.Act switch
        {
            SimAct.SubscribeFromWallet => _truth.Confirmed(no) == true ? units : 0,
            SimAct.SubscribeFromCard => _truth.BankDid(no) && _truth.Confirmed(FundOrderOf(no)) == true ? units : 0,
            SimAct.RedeemToWallet or SimAct.PayFromFund =>
                world.Mode == AdvanceMode.Prefunded || _truth.BankDid(no) ? -units : 0,
            SimAct.RedeemToCard => _truth.BankDid(no) ? -units : 0,
            SimAct.RedeemNextDay => _truth.Confirmed(no) == true ? -units : 0,
            _ => 0,
        };
    }

    /// <summary>A merchant has what it was paid, less fees, refunds and what the bank brought to it.</summary>
    private void Merchant(long merchant)
    {
        long owner = Party.Merchant(merchant);
        long expected = 0;
        foreach (SimRequest paid in people.Requests.Where(request => request.IsDone && request.Merchant == merchant))
        {
            if (PaymentOf(paid) is { } no)
            {
                long refunded = people.Requests.Where(request => request.IsDone && request.Act == SimAct.Refund
                    && request.Payment == no).Sum(request => request.Amount.Fen);
                world.Expect(refunded <= paid.Amount.Fen,
                    () => $"no more is given back than was paid: {paid}, {refunded} fen");
                long fee = Payments.FeeOf(paid.Amount).Fen;
                expected += paid.Amount.Fen - refunded - (fee - (fee * refunded / paid.Amount.Fen));
            }
        }

        expected -= world.Wallet.BankOrders.All.Where(row => row.Order.Purpose == BankPurpose.MerchantSettlement
            && row.Order.Subject == merchant && _truth.BankDid(row.Order.No)).Sum(row => row.Order.Amount.Fen);
        long holds = world.Watch.Sum(Payments.Pending(merchant));
        world.Expect(holds == expected,
            () => $"a merchant has what it was paid: {merchant} holds {holds} fen, expected {expected}");
        long leaving = world.Watch.Sum(AccountKey.Of(owner, AccountCode.WithdrawalPending));
        world.Expect(leaving == 0, () => $"nothing of merchant {merchant} stays under way: {leaving}");
    }

    /// <summary>The payment of a request; null when there is none.</summary>
    private OrderNo? PaymentOf(SimRequest request)
    {
        OrderNo no = request.Answer!.Value.Order;
        return request.Act switch
        {
            SimAct.PayFromWallet => no,
            SimAct.PayFromFund when world.Mode == AdvanceMode.Prefunded => no,
            SimAct.PayFromFund when _truth.BankDid(no) && world.Wallet.BankOrders.TryGet((no.Shard, no.Entry),
                out WalletTables.OrderRow? order)
                && world.Wallet.Payments.TryGet((no.Shard, order.SettledEntry), out _) =>
                new(no.Shard, order.SettledEntry),
            _ => null,
        };
    }

    private OrderNo FundOrderOf(OrderNo bankOrder) =>
        world.Wallet.BankOrders.TryGet((bankOrder.Shard, bankOrder.Entry), out WalletTables.OrderRow? row)
            ? new(bankOrder.Shard, row.SettledEntry)
            : default;

    /// <summary>Whether the bank brought a redemption's money to the card; what it refused is in the wallet.</summary>
    private bool WentToCard(OrderNo redemption) => world.Wallet.BankOrders.All.Any(row =>
        row.Order.Purpose == BankPurpose.RedemptionPayout && row.Order.No.Shard == redemption.Shard
        && row.Order.Subject == redemption.Entry && _truth.BankDid(row.Order.No));

    /// <summary>The journal alone gives the balances and the hash chain again.</summary>
    private void BooksHold()
    {
        try
        {
            BooksCheck.Holds(world.Store);
        }
        catch (Xunit.Sdk.XunitException wrong)
        {
            world.Break($"the journal proves the books: {wrong.Message}");
        }
    }
}
