namespace Huoqi.Web;

/// <summary>The languages of the pages.</summary>
public enum Language
{
    Zh = 1,
    En = 2,
}

/// <summary>
/// A text for people in both languages, side by side where it is used: neither can be forgotten, and no key can be
/// misspelt. Places for values are <c>{0}</c>, <c>{1}</c>, ….
/// </summary>
/// <param name="Zh">In simplified Chinese.</param>
/// <param name="En">In English.</param>
public sealed record Text(string Zh, string En)
{
    /// <summary>The text in a language.</summary>
    public string In(Language language) => language == Language.Zh ? Zh : En;

    /// <summary>The text in a language with its values put in.</summary>
    public string In(Language language, params ReadOnlySpan<object?> values) =>
        string.Format(null, In(language), values);
}
