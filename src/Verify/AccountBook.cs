using System.Runtime.InteropServices;

namespace Huoqi.Verify;

/// <summary>
/// The accounts of one shard as the amounts of its transfers make them, beside what the transfers and the account rows
/// say of themselves.
/// </summary>
internal sealed class AccountBook(Findings findings)
{
    private const string Transfer = "ledger.transfer";
    private const string Account = "ledger.account";
    private const short StandingOpen = 1;

    private readonly Dictionary<long, State> _accounts = [];

    /// <summary>Totals of the account rows, by code and asset; on the normal side.</summary>
    public Dictionary<(int Code, int Asset), Int128> Totals { get; } = [];

    /// <summary>What was sent to other shards, fen.</summary>
    public long Sent { get; private set; }

    /// <summary>Takes in a transfer; <paramref name="isReversal"/> when its entry reverses another.</summary>
    public void Apply(in TransferRow transfer, bool isReversal)
    {
        ref readonly ChartRow debit = ref Arithmetic.RowOf(transfer.Debit);
        ref readonly ChartRow credit = ref Arithmetic.RowOf(transfer.Credit);
        if (debit.Book != credit.Book || debit.Book is null
            || Arithmetic.AssetOf(transfer.Debit) != Arithmetic.AssetOf(transfer.Credit))
        {
            findings.Add(Check.Journal, Transfer, "debit, credit", transfer.Key, "two accounts of one book and asset",
                $"{Arithmetic.NameOf(transfer.Debit)} and {Arithmetic.NameOf(transfer.Credit)}");
        }

        if (transfer.Amount <= 0 || transfer.Debit == transfer.Credit)
        {
            findings.Add(Check.Journal, Transfer, "amount", transfer.Key, "a positive amount between two accounts",
                transfer.Amount);
        }

        Move(transfer, transfer.Debit, debit.DebitNormal, debit.Floor, transfer.DebitAfter, "debit_after");
        Move(transfer, transfer.Credit, !credit.DebitNormal, credit.Floor, transfer.CreditAfter, "credit_after");
        Chain(transfer, transfer.Debit, transfer.DebitPrevious, "debit_previous");
        Chain(transfer, transfer.Credit, transfer.CreditPrevious, "credit_previous");
        if (transfer.Window != TransferRow.NoWindow)
        {
            NoteWindow(transfer, debit.Book);
        }

        if (credit.Code == Arithmetic.InTransitBetweenShards && !isReversal)
        {
            Sent = unchecked(Sent + transfer.Amount);
        }
    }

    /// <summary>A person's accounts are opened, frozen, released or closed.</summary>
    public void SetStanding(long person, short act)
    {
        ref State root = ref Of(Arithmetic.AccountOf(person, Arithmetic.UserBalance, asset: 0));
        root.Standing = act switch
        {
            Arithmetic.Freeze => 2,
            Arithmetic.Close => 3,
            _ => StandingOpen,
        };
    }

    public long BalanceOf(long account) => _accounts.TryGetValue(account, out State state) ? state.Balance : 0;

    /// <summary>Compares an account row.</summary>
    public void Compare(long account, long balance, int window, short standing, bool floor, long lastLine)
    {
        ref readonly ChartRow chart = ref Arithmetic.RowOf(account);
        string key = Arithmetic.NameOf(account);
        ref State state = ref CollectionsMarshal.GetValueRefOrNullRef(_accounts, account);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref state))
        {
            findings.Add(Check.Balances, Account, "account", key, "no row: the journal never used it",
                $"balance {balance}");
        }
        else
        {
            state.HasRow = true;
            Differ("balance", state.Balance, balance);
            Differ("limit_window", state.Window, window);
            Differ("standing", state.Standing, standing);
            Differ("last_line", state.LastLine, lastLine);
        }

        if (floor != chart.Floor)
        {
            findings.Add(Check.Balances, Account, "floor_at_zero", key, chart.Floor, floor);
        }

        ref Int128 total = ref CollectionsMarshal.GetValueRefOrAddDefault(
            Totals, (Arithmetic.CodeOf(account), Arithmetic.AssetOf(account)), out _);
        total += balance;

        void Differ(string column, long expected, long found)
        {
            if (expected != found)
            {
                findings.Add(Check.Balances, Account, column, key, expected, found);
            }
        }
    }

    /// <summary>
    /// After the last account row: what the journal has and the rows lack, and the sums of each book.
    /// </summary>
    public void Finish()
    {
        foreach ((long account, State state) in _accounts)
        {
            if (!state.HasRow)
            {
                findings.Add(Check.Balances, Account, "account", Arithmetic.NameOf(account),
                    $"balance {state.Balance}", "no row");
            }

            if (Arithmetic.CodeOf(account) == Arithmetic.UnpaidIncome)
            {
                CheckUnpaid(account, state.Balance);
            }
        }

        foreach (IGrouping<(string, int), KeyValuePair<(int Code, int Asset), Int128>> book in Totals.GroupBy(BookOf))
        {
            findings.Looked(Check.TrialBalance, book.Count());
            Int128 debit = 0;
            Int128 credit = 0;
            foreach (((int code, int asset), Int128 sum) in book)
            {
                bool debitNormal = Arithmetic.RowOf(Arithmetic.AccountOf(owner: 0, code, asset)).DebitNormal;
                debit += debitNormal ? sum : 0;
                credit += debitNormal ? 0 : sum;
            }

            if (debit != credit)
            {
                findings.Add(Check.TrialBalance, Account, "balance", $"book {book.Key.Item1}, asset {book.Key.Item2}",
                    $"credits of {debit}, as the debits", credit);
            }
        }
    }

    public static (string Book, int Asset) BookOf(KeyValuePair<(int Code, int Asset), Int128> total) =>
        (Arithmetic.RowOf(Arithmetic.AccountOf(owner: 0, total.Key.Code, asset: 0)).Book ?? "unknown", total.Key.Asset);

    /// <summary>Income stays unpaid only while there is nothing to take it from.</summary>
    private void CheckUnpaid(long account, long unpaid)
    {
        (long owner, int asset) = (Arithmetic.OwnerOf(account), Arithmetic.AssetOf(account));
        long available = BalanceOf(Arithmetic.IncomeAccountOf(owner, asset));
        if (unpaid > 0 || (unpaid < 0 && available > 0))
        {
            findings.Add(Check.Income, Account, "balance", Arithmetic.NameOf(account),
                $"unpaid income at most zero, and zero beside the {available} available", unpaid);
        }
    }

    private void Move(in TransferRow transfer, long account, bool grows, bool floor, long after, string column)
    {
        ref State state = ref Of(account);
        state.Balance = unchecked(grows ? state.Balance + transfer.Amount : state.Balance - transfer.Amount);
        long drift = unchecked(after - state.Balance);
        if (drift != state.Drift)
        {
            // Told once where it begins; what follows from it is not told again.
            state.Drift = drift;
            if (drift != 0)
            {
                findings.Add(Check.Balances, Transfer, column, transfer.Key, state.Balance, after);
            }
        }

        if (floor && state.Balance < 0)
        {
            findings.Add(Check.Balances, Transfer, "amount", transfer.Key,
                $"at least zero left on {Arithmetic.NameOf(account)}", state.Balance);
        }
    }

    /// <summary>Each line names the one before it of its account.</summary>
    private void Chain(in TransferRow transfer, long account, long previous, string column)
    {
        ref State state = ref Of(account);
        if (previous != state.LastLine)
        {
            findings.Add(Check.Journal, Transfer, column, transfer.Key, state.LastLine, previous);
        }

        state.LastLine = transfer.Place;
    }

    private void NoteWindow(in TransferRow transfer, string? book)
    {
        bool debitIsContra = Arithmetic.CodeOf(transfer.Debit) == Arithmetic.ControlContra;
        if (book != Arithmetic.Control)
        {
            findings.Add(Check.Journal, Transfer, "limit_window", transfer.Key, "none outside the book of limits",
                transfer.Window);
        }

        // Windows only go forward: an act of an older one uses what the present one has left.
        ref State limit = ref Of(debitIsContra ? transfer.Credit : transfer.Debit);
        limit.Window = Math.Max(limit.Window, transfer.Window);
    }

    private ref State Of(long account)
    {
        ref State state = ref CollectionsMarshal.GetValueRefOrAddDefault(_accounts, account, out bool known);
        if (!known)
        {
            state.Standing = StandingOpen;
        }

        return ref state;
    }

    private struct State
    {
        public long Balance;
        public long Drift;
        public long LastLine;
        public int Window;
        public short Standing;
        public bool HasRow;
    }
}
