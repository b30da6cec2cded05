using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>What is noted. Numbers are stored.</summary>
public enum SecurityAct : short
{
    SignedIn = 1,
    SignInFailed = 2,
    CodeSent = 3,
    CodeWrong = 4,
    StepUpProved = 5,
    StepUpFailed = 6,
    FactorAdded = 7,
    FactorRemoved = 8,
    FactorBlocked = 9,
    Recovered = 10,
    RecoveryFailed = 11,
    PhoneChanged = 12,
    SessionsRevoked = 13,
    LimitHit = 14,
    KycAsked = 15,
    OperatorMade = 16,
    OperatorClosed = 17,
    Denied = 18,
}

/// <summary>A line of the log, with the subject masked.</summary>
public sealed record SecurityLine(
    long Number, DateTimeOffset At, SecurityAct Act, long? Person, string Subject, string Device, string Detail);

/// <summary>What happened to sign-ins and factors; the program may add lines and do nothing else to them.</summary>
public sealed class SecurityLog(IdentityParts parts)
{
    /// <summary>Notes something; for decisions of the routes as well.</summary>
    public Task NoteAsync(
        SecurityAct act, long? person, Visitor visitor, string detail, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>The newest lines of a person before a number, for their own page and for an auditor.</summary>
    public Task<IReadOnlyList<SecurityLine>> ListAsync(
        long person, long? before, int atMost, CancellationToken cancel = default) => throw new NotImplementedException();
}
