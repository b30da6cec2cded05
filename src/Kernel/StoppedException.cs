namespace Huoqi.Kernel;

/// <summary>The user stopped the program; the message is the one sentence that says how to go on.</summary>
public sealed class StoppedException(string message) : OperationCanceledException(message);
