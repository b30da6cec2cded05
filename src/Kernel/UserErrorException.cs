namespace Huoqi.Kernel;

/// <summary>
/// Something the person at the keyboard can put right: one sentence saying what is wrong, where, and what to do.
/// Shown without a stack trace; the process ends with <see cref="ExitCodes.BadInput"/>.
/// </summary>
public sealed class UserErrorException(string sentence, Exception? cause = null) : Exception(sentence, cause);
