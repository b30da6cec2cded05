namespace Huoqi.Acquiring;

/// <summary>What a payer does that is played in the sandbox.</summary>
public enum PlayedOutcome
{
    /// <summary>Pays.</summary>
    Paid = 1,

    /// <summary>Cannot pay: the request is open to the next one, as it is when a wallet refuses.</summary>
    Refused = 2,

    /// <summary>Pays, and nobody knows yet whether that succeeds: until another outcome is played.</summary>
    Paying = 3,

    /// <summary>Lets its time pass.</summary>
    Expired = 4,
}

/// <summary>What a payer that is played makes of a request: the same states as of a real one, decided
/// purely.</summary>
internal static class SandboxRules
{
    /// <summary>The state that follows, or why there is none.</summary>
    /// <param name="state">As it stands.</param>
    /// <param name="isOver">Whether the time to pay it is over.</param>
    /// <param name="outcome">What is played.</param>
    public static (AcquiringStatus Status, RowState To) Of(RowState state, bool isOver, PlayedOutcome outcome) =>
        (state, outcome) switch
        {
            (RowState.PlayedPaid or RowState.Paid, _) => (AcquiringStatus.AlreadyPaid, state),
            (RowState.Cancelled, _) => (AcquiringStatus.Cancelled, state),
            (RowState.Expired, PlayedOutcome.Expired) => (AcquiringStatus.Done, state),
            (RowState.Expired, _) => (AcquiringStatus.Expired, state),
            // What somebody is paying does not end by time.
            (RowState.PlayedPaying, PlayedOutcome.Expired) => (AcquiringStatus.BeingPaid, state),
            (RowState.Open, PlayedOutcome.Expired) => (AcquiringStatus.Done, RowState.Expired),
            (RowState.Open, _) when isOver => (AcquiringStatus.Expired, state),
            (_, PlayedOutcome.Paid) => (AcquiringStatus.Done, RowState.PlayedPaid),
            (_, PlayedOutcome.Paying) => (AcquiringStatus.Done, RowState.PlayedPaying),
            (_, PlayedOutcome.Refused) => (AcquiringStatus.Done, RowState.Open),
            _ => throw new Kernel.InvariantBrokenException($"no such outcome: {outcome}"),
        };
}
