using System.Globalization;

namespace Huoqi.Figures;

/// <summary>How a value is held against its target.</summary>
public enum TargetKind
{
    Exactly,
    AtLeast,
    AtMost,
    Within,
}

/// <summary>What a figure must reach, in the figure's unit.</summary>
/// <param name="Kind">How the value is compared.</param>
/// <param name="Low">The number to reach, or the lower end of <see cref="TargetKind.Within"/>.</param>
/// <param name="High">The upper end of <see cref="TargetKind.Within"/>, else the same number.</param>
public sealed record FigureTarget(TargetKind Kind, decimal Low, decimal High)
{
    public static FigureTarget Exactly(decimal number) => new(TargetKind.Exactly, number, number);

    public static FigureTarget AtLeast(decimal number) => new(TargetKind.AtLeast, number, number);

    public static FigureTarget AtMost(decimal number) => new(TargetKind.AtMost, number, number);

    /// <summary>Both ends belong to it.</summary>
    public static FigureTarget Within(decimal low, decimal high) => new(TargetKind.Within, low, high);

    public bool IsMetBy(decimal value) => Kind switch
    {
        TargetKind.Exactly => value == Low,
        TargetKind.AtLeast => value >= Low,
        TargetKind.AtMost => value <= High,
        TargetKind.Within => value >= Low && value <= High,
    };

    public override string ToString() => Kind switch
    {
        TargetKind.Exactly => $"exactly {Plain(Low)}",
        TargetKind.AtLeast => $"at least {Plain(Low)}",
        TargetKind.AtMost => $"at most {Plain(High)}",
        TargetKind.Within => $"within {Plain(Low)} to {Plain(High)}",
    };

    private static string Plain(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One measured figure.</summary>
/// <param name="Name">Its fixed name, listed in docs/figures.md.</param>
/// <param name="What">What it says, for people.</param>
/// <param name="Value">What was measured; null when it was not.</param>
/// <param name="Unit">Unit of value and target.</param>
/// <param name="Target">What it must reach.</param>
public sealed record Figure(string Name, string What, decimal? Value, string Unit, FigureTarget Target)
{
    /// <summary>Computed, never set; what was not measured is not met.</summary>
    public bool Met => Value is decimal value && Target.IsMetBy(value);
}
