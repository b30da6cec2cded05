namespace Huoqi.Torture;

/// <summary>
/// A bug that the rig plants to see whether it would find it. A rig whose control passes is broken.
/// </summary>
public enum Control
{
    /// <summary>None: the program as it is.</summary>
    None,

    /// <summary>The client makes a new key for each retry.</summary>
    NoKeyOnRetry,

    /// <summary>The app's sessions run with <c>synchronous_commit=off</c>, which the program itself refuses.</summary>
    AsynchronousCommit,

    /// <summary>Spending reads the balance, decides, and writes in another statement.</summary>
    CheckThenAct,

    /// <summary>The server moves a head from wherever it is.</summary>
    NoHeadCheck,

    /// <summary>The app refuses what the balance does not allow, before it has looked for the key.</summary>
    RefusalBeforeKey,

    /// <summary>A refusal is told from memory, without the commit that proves the head.</summary>
    RefusalWithoutHeadCheck,
}
