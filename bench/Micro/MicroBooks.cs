using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Micro;

/// <summary>One shard in memory, as the judge sees it, with people who have money, units and limits.</summary>
internal sealed class MicroBooks
{
    /// <summary>As many drafts as one commit takes at most.</summary>
    public const int GroupSize = 2_048;

    private const int People = 20_000;
    private const long Plenty = 1_000_000_000_000;
    private const int UnpostedDays = 3;

    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly Asset Fund = new(1);
    private static readonly long Bank = Party.AdvancingBank(0);
    private static readonly long Shop = Party.Merchant(1);
    private readonly SeededRandom _random = new(20261120);

    public MicroBooks()
    {
        EarningCalendars calendars = new();
        State = new(0, new(Head: 0, HashChain.Genesis, ClosedThrough: 0), calendars);
        for (int day = UnpostedDays; day > 0; day--)
        {
            calendars.Of(Fund).Add(new(Fund, Today.AddDays(-day), 1_000_000, 1L << 60, 1L << 59, CutAccount: 7));
        }

        State.Funds[Fund] = new()
        {
            FirstDay = Today.DayNumber - UnpostedDays,
            SealedThrough = Today.DayNumber - 1,
            PublishedThrough = Today.DayNumber - 1,
            Calendar = calendars.Of(Fund),
        };
        for (long person = 1; person <= People; person++)
        {
            Put(Wallet(person), Plenty);
            Put(Own(person, AccountCode.UnitsAvailable), Plenty);
            Put(Own(person, AccountCode.UnpaidIncome), 0);
            Put(Own(person, AccountCode.FastRedemptionLimit), 0);
            Put(AccountKey.Of(person, AccountCode.BalancePaymentLimit), 0);
            Hold(person);
        }

        Hold(Bank);
        Put(Own(Bank, AccountCode.AdvancingBankUnits), Plenty);
        Put(Own(Bank, AccountCode.UnpaidIncome), 0);
        Put(Own(Party.Platform, AccountCode.IncomeOwed), Plenty);
        Put(Own(Party.Platform, AccountCode.ControlContra), 0);
        Put(AccountKey.Of(Party.Platform, AccountCode.ControlContra), 0);
        foreach (AccountKey key in (AccountKey[])[Facility, Advance, AdvanceCash, Pending, Fees])
        {
            Put(key, Plenty);
        }
    }

    public ShardState State { get; }

    private static AccountKey Facility => AccountKey.Of(Party.Platform, AccountCode.AdvanceFacility);

    private static AccountKey Advance => AccountKey.Of(Party.Platform, AccountCode.AdvanceOutstanding);

    private static AccountKey AdvanceCash => AccountKey.Of(Party.Platform, AccountCode.AdvanceCash);

    private static AccountKey Pending => AccountKey.Of(Shop, AccountCode.MerchantPending);

    private static AccountKey Fees => AccountKey.Of(Party.Platform, AccountCode.FeesDue);

    /// <summary>A group of single transfers between random people.</summary>
    public EntryDraft[] Transfers() => [.. Enumerable.Range(0, GroupSize).Select(i =>
    {
        long payer = 1 + _random.Next(People);
        return Draft(payer, $"transfer {i}", Leg.Transfer(Wallet(payer), Wallet(1 + (payer % People)), 1));
    })];

    /// <summary>
    /// A group of payments straight from fund units, each by somebody else: eight legs, of which two are limits whose
    /// window is new, and the income of three days that comes first. Eleven transfers in two entries.
    /// </summary>
    public EntryDraft[] Payments() => [.. Enumerable.Range(1, GroupSize).Select(person => Draft(
        person,
        $"payment {person}",
        Leg.UseLimit(Own(person, AccountCode.FastRedemptionLimit), Today.DayNumber, new(10_000_00), new(30_00)),
        Leg.Units(
            Own(person, AccountCode.UnitsAvailable), Own(Bank, AccountCode.AdvancingBankUnits), new(30_00), Today),
        Leg.Transfer(Debit: Advance, Credit: AdvanceCash, 30_00),
        Leg.Transfer(Debit: Facility, Credit: Wallet(person), 30_00),
        Leg.UseLimit(
            AccountKey.Of(person, AccountCode.BalancePaymentLimit), Today.DayNumber, new(200_000_00), new(30_00)),
        Leg.Transfer(Debit: Wallet(person), Credit: Pending, 30_00),
        Leg.Transfer(Debit: Pending, Credit: Fees, 18),
        Leg.Transfer(
            Debit: AccountKey.Of(Party.Platform, AccountCode.ControlContra),
            Credit: AccountKey.Of(Party.ThisEntry, AccountCode.Refundable),
            30_00)))];

    /// <summary>Judges all of <paramref name="drafts"/> as one group.</summary>
    public ShardGroup Judge(EntryDraft[] drafts)
    {
        ShardGroup group = new(0, State.Head, State.Chain);
        Judge judge = new(State, group);
        foreach (EntryDraft draft in drafts)
        {
            Invariant.Holds(judge.Decide(draft).IsPosted);
        }

        return group;
    }

    /// <summary>Makes everything as it was, so that the next group meets the same books.</summary>
    public void Forget(ShardGroup group)
    {
        foreach (Account account in group.Accounts)
        {
            account.Changed = false;
            account.Window = 0;
            if (!account.Stored)
            {
                State.Accounts.Remove(account.Key.Packed);
            }
        }

        foreach (Holder holder in group.Holders)
        {
            holder.PostedThrough = Today.DayNumber - 1 - UnpostedDays;
        }

        State.Head = group.FromHead;
    }

    private static EntryDraft Draft(long owner, string key, params Leg[] legs) => new()
    {
        Shard = 0,
        Owner = owner,
        Act = 900,
        Key = key,
        BusinessDate = Today,
        Legs = legs,
    };

    private static AccountKey Wallet(long person) => AccountKey.Of(person, AccountCode.UserBalance);

    private static AccountKey Own(long owner, AccountCode code) => AccountKey.Of(owner, code, Fund);

    private void Put(AccountKey key, long balance) =>
        State.PutAccount(key, new AccountRow(balance, AccountStanding.Open, Window: 0, LastLine: 0));

    private void Hold(long owner) => State.Holders[(owner, Fund)] = new(owner, Fund)
    {
        Stored = true,
        PostedThrough = Today.DayNumber - 1 - UnpostedDays,
        Units = Plenty,
    };
}
