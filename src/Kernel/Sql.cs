namespace Huoqi.Kernel;

/// <summary>
/// One SQL statement of the program, with <c>$1</c> parameters, written beside its use. A test has a real server
/// parse every static <see cref="Sql"/>, so that a misspelt column is found before it runs.
/// </summary>
/// <param name="Text">The statement, lower-case names, upper-case keywords.</param>
public sealed record Sql(string Text)
{
    public override string ToString() => Text;
}
