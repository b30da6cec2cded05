using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Simulation;

/// <summary>What the partners say in the end of every order they were given: facts, asked for without a line.</summary>
internal sealed class SimTruth
{
    private readonly SimWorld _world;
    private readonly Dictionary<OrderNo, BankOutcome> _bank = [];
    private readonly Dictionary<OrderNo, bool> _registrar = [];

    public SimTruth(SimWorld world)
    {
        _world = world;
        string[] numbers = [.. world.Wallet.BankOrders.All.Select(row => row.Order.No.ToString())];
        if (numbers.Length > 0)
        {
            foreach (BankAnswer answer in SimLine.Now(() => world.Bank.QueryAsync(numbers, CancellationToken.None)))
            {
                Invariant.Holds(OrderNo.TryParse(answer.OrderNo, out OrderNo no));
                _bank.Add(no, answer.Outcome);
            }
        }

        if (world.Scenario.DayEvery is not null)
        {
            AskRegistrar();
        }
    }

    /// <summary>Whether the bank has carried an order out.</summary>
    public bool BankDid(OrderNo no) => _bank[no] == BankOutcome.Done;

    /// <summary>What the registrar made of an order; null while nothing.</summary>
    public bool? Confirmed(OrderNo no) => _registrar.TryGetValue(no, out bool confirmed) ? confirmed : null;

    /// <summary>Our books against the bank's and the registrar's, order by order and in sum.</summary>
    public void Compare()
    {
        foreach (WalletTables.OrderRow row in _world.Wallet.BankOrders.All)
        {
            BankOutcome told = _bank[row.Order.No];
            int expected = told switch
            {
                BankOutcome.Done => 2,
                BankOutcome.Refused => 3,
                _ => 1,
            };
            _world.Expect(row.State == expected, () => $"the bank's books are ours: {row} is {told} at the bank");
        }

        for (DateOnly day = BeijingTime.DateOf(_world.Scenario.Start); day <= _world.Today; day = day.AddDays(1))
        {
            CompareStatement(day);
        }

        foreach (FundTables.Row row in _world.Funds.Orders.All)
        {
            bool? confirmed = Confirmed(row.Order.No);
            bool agrees = row.State switch
            {
                FundOrderState.Placed => confirmed is null || row.Order.Kind == FundOrderKind.BankRedemption,
                FundOrderState.Refused => confirmed == false,
                FundOrderState.Confirmed or FundOrderState.Paid => confirmed == true,
                _ => false,
            };
            _world.Expect(agrees, () => $"the registrar's books are ours: {row}, confirmed there: {confirmed}");
        }

        CompareHoldings();
    }

    private void CompareStatement(DateOnly day)
    {
        BankStatement statement = SimLine.Now(() => _world.Bank.StatementAsync(day, CancellationToken.None));
        List<BankStatementLine> own =
        [
            .. _world.Wallet.BankOrders.All.Where(row => row.Order.BusinessDate == day)
                .GroupBy(row => (Kind: KindOf(row.Order), row.State))
                .Select(line => new BankStatementLine(line.Key.Kind,
                    line.Key.State == 2 ? BankOutcome.Done : BankOutcome.Refused, line.Count(),
                    new(line.Sum(row => row.Order.Amount.Fen))))
                .OrderBy(line => line.Kind, StringComparer.Ordinal).ThenBy(line => line.Outcome),
        ];
        _world.Expect(own.SequenceEqual(statement.Lines), () =>
            $"the bank's statement of {day:MM-dd} is ours: {string.Join(", ", statement.Lines)}; ours "
            + string.Join(", ", own));
    }

    private static string KindOf(OpenBankOrder order) => order.Purpose switch
    {
        BankPurpose.TopUp or BankPurpose.Subscription => "collect",
        BankPurpose.AdvanceToCard => "advance-to-card",
        BankPurpose.AdvanceToWallet or BankPurpose.AdvanceForPayment => "advance",
        BankPurpose.Withdrawal or BankPurpose.RedemptionPayout or BankPurpose.MerchantSettlement => "payout",
        _ => throw new InvariantBrokenException($"no such purpose: {order.Purpose}"),
    };

    /// <summary>All units that we show are the registrar's, what people brought along, and published income.</summary>
    private void CompareHoldings()
    {
        long there = _world.Funds.Orders.All.Where(row => Confirmed(row.Order.No) == true
            && row.State is FundOrderState.Confirmed or FundOrderState.Paid).Sum(row =>
            row.Order.Kind == FundOrderKind.Subscription ? row.Order.Amount : -row.Order.Amount);
        long income = _world.Store.Shards[0].Days.Values.SelectMany(days => days).Sum(day => day.Numbers.TotalFen);
        long adjusted = SimIncome.Of(_world, FundActs.AdjustIncome).Values.Sum();
        long ours = _world.Watch.Sum(AccountKey.Of(Party.Platform, AccountCode.FundContra, _world.Fund.Asset));
        long expected = there + income + adjusted + (SimPeople.People * SimWorld.Opening.ToUnits().Hundredths);
        _world.Expect(ours == expected, () => $"our units are the registrar's: {ours}, expected {expected}");
    }

    private void AskRegistrar()
    {
        for (DateOnly day = BeijingTime.DateOf(_world.Scenario.Start); day <= _world.Today; day = day.AddDays(1))
        {
            DateOnly asked = day;
            foreach (RegistrarConfirmation line in SimLine.Now(
                () => _world.Registrar.ConfirmationsAsync(asked, after: 0, CancellationToken.None)).Confirmations)
            {
                Invariant.Holds(OrderNo.TryParse(line.ApplicationNo, out OrderNo no));
                _registrar[no] = line.IsConfirmed;
            }
        }

        string[] numbers = [.. _world.Funds.Orders.All.Select(row => row.Order.No.ToString())];
        if (numbers.Length == 0)
        {
            return;
        }

        foreach (RegistrarAnswer answer in
            SimLine.Now(() => _world.Registrar.QueryAsync(numbers, CancellationToken.None)))
        {
            if (answer.Outcome == RegistrarOutcome.Refused)
            {
                Invariant.Holds(OrderNo.TryParse(answer.ApplicationNo, out OrderNo no));
                _registrar[no] = false;
            }
        }
    }
}
