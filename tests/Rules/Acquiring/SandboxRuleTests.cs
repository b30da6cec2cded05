using Huoqi.Acquiring;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>What a payer that is played makes of a request.</summary>
public sealed class SandboxRuleTests
{
    [Theory]
    [InlineData(RowState.Open, PlayedOutcome.Paid, AcquiringStatus.Done, RowState.PlayedPaid)]
    [InlineData(RowState.Open, PlayedOutcome.Refused, AcquiringStatus.Done, RowState.Open)]
    [InlineData(RowState.Open, PlayedOutcome.Paying, AcquiringStatus.Done, RowState.PlayedPaying)]
    [InlineData(RowState.Open, PlayedOutcome.Expired, AcquiringStatus.Done, RowState.Expired)]
    [InlineData(RowState.PlayedPaying, PlayedOutcome.Paid, AcquiringStatus.Done, RowState.PlayedPaid)]
    [InlineData(RowState.PlayedPaying, PlayedOutcome.Refused, AcquiringStatus.Done, RowState.Open)]
    [InlineData(RowState.PlayedPaying, PlayedOutcome.Paying, AcquiringStatus.Done, RowState.PlayedPaying)]
    [InlineData(RowState.PlayedPaying, PlayedOutcome.Expired, AcquiringStatus.BeingPaid, RowState.PlayedPaying)]
    [InlineData(RowState.PlayedPaid, PlayedOutcome.Paid, AcquiringStatus.AlreadyPaid, RowState.PlayedPaid)]
    [InlineData(RowState.PlayedPaid, PlayedOutcome.Refused, AcquiringStatus.AlreadyPaid, RowState.PlayedPaid)]
    [InlineData(RowState.Expired, PlayedOutcome.Paid, AcquiringStatus.Expired, RowState.Expired)]
    [InlineData(RowState.Expired, PlayedOutcome.Expired, AcquiringStatus.Done, RowState.Expired)]
    [InlineData(RowState.Cancelled, PlayedOutcome.Paid, AcquiringStatus.Cancelled, RowState.Cancelled)]
    internal void A_payer_that_is_played_moves_a_request_as_a_real_one_would(
        RowState state, PlayedOutcome outcome, AcquiringStatus status, RowState to) =>
        Assert.Equal((status, to), SandboxRules.Of(state, isOver: false, outcome));

    [Theory]
    [InlineData(RowState.Open, PlayedOutcome.Paid, AcquiringStatus.Expired, RowState.Open)]
    [InlineData(RowState.Open, PlayedOutcome.Expired, AcquiringStatus.Done, RowState.Expired)]
    [InlineData(RowState.PlayedPaying, PlayedOutcome.Paid, AcquiringStatus.Done, RowState.PlayedPaid)]
    internal void Time_ends_what_nobody_is_paying(
        RowState state, PlayedOutcome outcome, AcquiringStatus status, RowState to) =>
        Assert.Equal((status, to), SandboxRules.Of(state, isOver: true, outcome));
}
