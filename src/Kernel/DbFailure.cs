using Npgsql;

namespace Huoqi.Kernel;

/// <summary>COMMIT was sent and its answer is not known: look the act up by its key before saying anything.</summary>
public sealed class OutcomeUnknownException(Exception cause)
    : Exception("the outcome of the commit is unknown: it may be done or not; look it up by its key", cause);

/// <summary>The server committed, but warned that the commit may not outlive a failover.</summary>
internal sealed class CommitWarnedException(string warning) : Exception(warning);

/// <summary>What a failure says about the work: is it gone for certain, is it worth another try.</summary>
public static class DbFailure
{
    /// <summary>
    /// True when waiting a little may help: serialization failure, deadlock, lock not available, server stopping,
    /// stopped or starting, out of resources, and every failure of the connection itself.
    /// </summary>
    public static bool IsPassing(Exception failure) => failure switch
    {
        PostgresException error => error.SqlState is
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            || error.SqlState.StartsWith("53", StringComparison.Ordinal)
            || error.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException error => error.IsTransient
            || error.InnerException is IOException or System.Net.Sockets.SocketException or TimeoutException,
        CommitWarnedException => true,
        _ => false,
    };

    /// <summary>True when the server has no space left: certain, and it passes only when a person makes room.</summary>
    public static bool IsFullDisk(Exception? failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    /// <summary>
    /// True when the server itself answered COMMIT with an error: it writes no error of that kind after its commit
    /// record (that would be a PANIC). A lost connection, a session that was terminated, and what the server cannot
    /// explain (57, 08, XX, 40003) prove nothing.
    /// </summary>
    public static bool IsCertainlyRolledBack(Exception failure) =>
        failure is PostgresException { InvariantSeverity: "ERROR" } error
        && error.SqlState is not "40003"
        && error.SqlState[..2] is not ("57" or "08" or "XX");
}
