using Huoqi.Kernel;
using Microsoft.AspNetCore.Components;

namespace Huoqi.Web;

/// <summary>What every component of the pages has: the visit, and the visitor's way of writing numbers.</summary>
public abstract class View : ComponentBase
{
    /// <summary>Stands for an amount that is hidden.</summary>
    public const string Hidden = "••••";

    /// <summary>The request that the component is drawn for.</summary>
    [Inject]
    public required Visit Visit { get; set; }

    /// <summary>A text in the visitor's language.</summary>
    protected string T(Text text) => Visit.Say(text);

    /// <summary>A text in the visitor's language with values put in.</summary>
    protected string T(Text text, params ReadOnlySpan<object?> values) => Visit.Say(text, values);

    /// <summary>An amount with its currency, or dots.</summary>
    protected string Yuan(Money amount) => Visit.Display.HideAmounts ? Hidden : Amounts.Yuan(amount);

    /// <summary>An amount with its sign and its currency, or dots.</summary>
    protected string Signed(Money amount) => Visit.Display.HideAmounts ? Hidden : Amounts.Signed(amount);

    /// <summary>Units, or dots.</summary>
    protected string Units(FundUnits units) => Visit.Display.HideAmounts ? Hidden : units.ToString();

    /// <summary>A day as the visitor's language writes it.</summary>
    protected string Day(DateOnly day) => Amounts.Day(day, Visit.Language);

    /// <summary>A day without its year, as the visitor's language writes it.</summary>
    protected string ShortDay(DateOnly day) => Amounts.ShortDay(day, Visit.Language);

    /// <summary>A day on which something is promised, with the word that it is provisional where it is.</summary>
    protected string Promised(DateOnly day) => Visit.Promised(day);

    /// <summary>An instant in Beijing as the visitor's language writes it.</summary>
    protected string Moment(DateTimeOffset instant) => Amounts.Moment(instant, Visit.Language);
}
