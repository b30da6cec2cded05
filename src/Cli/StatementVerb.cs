using System.CommandLine;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Cli;

/// <summary>
/// <c>huoqi statement</c>: a person's entries with running balances, and each day's income with the figures it came
/// from.
/// </summary>
internal static class StatementVerb
{
    private static readonly Argument<long> Person = new("person") { Description = "The person's number, from 1." };

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "How many lines of each account and how many days, newest first.",
        HelpName = "N",
        DefaultValueFactory = _ => 30,
    };

    private static readonly Option<long?> Before = new("--before")
    {
        Description = "Only entries before this one: the next page.",
        HelpName = "entry",
    };

    private static readonly Option<DateOnly?> AsOf = new("--as-of")
    {
        Description = "Show balances as they stood at the end of this day too.",
        HelpName = "yyyy-mm-dd",
    };

    public static Command Create(OpenInstallation open)
    {
        Command statement = new("statement",
            "Show a person's entries with running balances, and each day's income with its figures.")
        {
            Person, Limit, Before, AsOf,
        };
        statement.SetAction(async (parsed, cancel) =>
        {
            long person = parsed.GetRequiredValue(Person);
            int limit = parsed.GetRequiredValue(Limit);
            if (!Party.IsPerson(person) || limit is < 1 or > 100_000)
            {
                throw new UserErrorException(
                    "a statement needs a person's number from 1 on and --limit from 1 to 100000, "
                    + $"not {person} and {limit}.");
            }

            await using Installation installation = await open(parsed, cancel);
            StatementPrinter printer = new(installation, person, parsed.InvocationConfiguration.Output);
            await printer.PrintAsync(limit, parsed.GetValue(Before), parsed.GetValue(AsOf), cancel);
            return ExitCodes.Done;
        });
        return statement;
    }
}
