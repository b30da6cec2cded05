namespace Huoqi.Kernel;

/// <summary>What the process answers to its caller.</summary>
public static class ExitCodes
{
    /// <summary>Everything asked for was done.</summary>
    public const int Done = 0;

    /// <summary>The program worked, and what it checked is not right.</summary>
    public const int CheckFailed = 1;

    /// <summary>Bad input, or something else that a person can put right; one sentence says what.</summary>
    public const int BadInput = 2;

    /// <summary>A bug, shown with its stack trace.</summary>
    public const int Bug = 3;

    /// <summary>Ended by Ctrl-C or by a request to stop, as shells count it.</summary>
    public const int Stopped = 130;
}
