namespace Huoqi.Kernel;

/// <summary>Something only the user can put right, said in one sentence that names it and what to do.</summary>
internal sealed class UserErrorException(string sentence, Exception? cause = null) : Exception(sentence, cause);
