namespace Huoqi.Ledger;

/// <summary>The acts of the ledger itself: numbers 1 to 99. They are stored, and never reused.</summary>
public static class LedgerActs
{
    /// <summary>Income of the published days since the last touch, credited to a holder.</summary>
    public const short PostIncome = 1;

    /// <summary>A delivery from another shard arrives.</summary>
    public const short Deliver = 2;

    /// <summary>A delivery that was refused comes back.</summary>
    public const short ReturnDelivery = 3;

    /// <summary>An entry is reversed.</summary>
    public const short Reverse = 4;

    /// <summary>A business date is closed in a shard.</summary>
    public const short CloseBusinessDay = 5;

    /// <summary>The sender of a delivery notes that it arrived.</summary>
    public const short NoteArrival = 7;

    /// <summary>A holder is touched, so that its income is posted.</summary>
    public const short Sweep = 6;
}
