using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Huoqi.Kernel;

/// <summary>A statement that can only be false through a bug; checked in release builds too.</summary>
public static class Invariant
{
    /// <summary>Throws <see cref="InvariantBrokenException"/> when <paramref name="condition"/> is false.</summary>
    public static void Holds(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        if (!condition)
        {
            throw new InvariantBrokenException(what ?? "unnamed invariant");
        }
    }
}

/// <summary>A bug was found by an <see cref="Invariant"/>: nothing of the current act may be kept.</summary>
public sealed class InvariantBrokenException(string what) : Exception($"invariant broken: {what}");
