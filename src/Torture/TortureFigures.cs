namespace Huoqi.Torture;

/// <summary>The fixed names of the figures of <c>huoqi torture</c>, in the order of docs/figures.md.</summary>
public static class TortureFigures
{
    public const string Kills = "torture_kills";
    public const string PowerCuts = "torture_power_cuts";
    public const string Failovers = "torture_failovers";
    public const string OtherFaults = "torture_other_faults";
    public const string Restores = "torture_restores";
    public const string Requests = "torture_requests";
    public const string Lost = "torture_lost";
    public const string Doubled = "torture_doubled";
    public const string WronglyAnswered = "torture_wrongly_answered";
    public const string BadBooks = "torture_bad_books";
    public const string DoubleSpendAttempts = "torture_double_spend_attempts";
    public const string SameKeyRequests = "torture_same_key_requests";
    public const string RoundsNotOneWinner = "torture_rounds_not_one_winner";
    public const string ControlsFound = "torture_controls_found";
    public const string ServiceBack = "torture_service_back";
}
