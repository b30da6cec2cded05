using Huoqi.Partner;

namespace Huoqi.Bank;

/// <summary>The prefunded T+0 facility: money the bank has placed with the platform and not yet got back.</summary>
internal sealed class Facility(StatementBook statement)
{
    private readonly Dictionary<string, BankEvent> _moves = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _references = new(StringComparer.Ordinal);
    private long _placedFen;
    private long _repaidFen;

    /// <summary>What is placed and not repaid, in fen.</summary>
    public long BalanceFen => _placedFen - _repaidFen;

    /// <summary>Places or repays once per number; a repayment beyond what is placed is refused for good.</summary>
    public FacilityAnswer Move(
        FacilityMoveWire move, bool repay, BankFaults faults, JournalFile<BankEvent> journal)
    {
        if (_moves.TryGetValue(move.MoveNo, out BankEvent? held))
        {
            bool same = held.Facility == move && held.Repay == repay;
            return same ? Answer(held) : new(move.MoveNo, "conflict", "move-differs", "", Balance(BalanceFen));
        }

        BankEvent decided = Decide(move, repay, faults);
        journal.Append(decided);
        Apply(decided);
        return Answer(decided);
    }

    /// <summary>Takes a decision into memory, first hand or from the journal.</summary>
    public void Apply(BankEvent decided)
    {
        FacilityMoveWire move = decided.Facility ?? throw new InvalidDataException("the event holds no facility move");
        long amountFen = Wire.Positive(move.Amount, "amount");
        _moves.Add(move.MoveNo, decided);
        _references.Add(move.MoveNo, "F" + BankReference.Format(_moves.Count)[1..]);
        statement.Add(move, decided.Repay ? "facility-repay" : "facility-place", decided.State, amountFen);
        if (decided.State != "done")
        {
            return;
        }

        if (decided.Repay)
        {
            _repaidFen += amountFen;
        }
        else
        {
            _placedFen += amountFen;
        }
    }

    /// <summary>The facility as it stands.</summary>
    public FacilityBalance Balances() => new(Balance(_placedFen), Balance(_repaidFen), Balance(BalanceFen));

    private BankEvent Decide(FacilityMoveWire move, bool repay, BankFaults faults)
    {
        string code = "ok";
        if (repay && Wire.Positive(move.Amount, "amount") > BalanceFen)
        {
            code = "repay-exceeds-balance";
        }
        else if (!repay && Dice.Strikes(faults.RefusePerMillion, faults.Seed, "refuse-facility", move.MoveNo))
        {
            code = "refused-by-bank";
        }

        return new(Facility: move, Repay: repay, State: code == "ok" ? "done" : "refused", Code: code);
    }

    private FacilityAnswer Answer(BankEvent held)
    {
        string moveNo = held.Facility!.MoveNo;
        return new(moveNo, held.State, held.Code, _references[moveNo], Balance(BalanceFen));
    }

    private static string Balance(long fen) => Decimals.Format(fen, decimals: 2);
}
