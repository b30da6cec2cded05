using System.CommandLine;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Cli.Up;

/// <summary><c>huoqi staff</c>: who may help people and look after merchants, and who may only look.</summary>
internal static class StaffVerb
{
    /// <summary>The environment's variable with a first password, where nobody sits at a terminal.</summary>
    public const string PasswordVariable = "HUOQI_STAFF_PASSWORD";

    private static readonly Argument<string> Name = new("name")
    {
        Description = "What they sign in with at /staff/sign-in: 2 to 32 small letters, digits, dots, hyphens.",
    };

    private static readonly Option<string> Role = new("--role")
    {
        Description = "operator (acts) or auditor (looks).",
        HelpName = "role",
        Required = true,
    };

    public static Command Create(OpenInstallation open)
    {
        Command add = new("add", $"Make an account; the first password is asked for, or read from {PasswordVariable}.")
        {
            Name, Role,
        };
        add.SetAction((parsed, cancel) => AddAsync(open, parsed, cancel));
        Command list = new("list", "All accounts of staff.");
        list.SetAction((parsed, cancel) => ListAsync(open, parsed, cancel));
        Command close = new("close", "Close an account and end its sessions.") { Name };
        close.SetAction((parsed, cancel) => CloseAsync(open, parsed, cancel));
        return new("staff", "Operators and auditors: add, list, close.") { add, list, close, UpVerb.SecretsFile };
    }

    private static async Task<int> AddAsync(OpenInstallation open, ParseResult parsed, CancellationToken cancel)
    {
        string name = parsed.GetRequiredValue(Name);
        AccountKind kind = parsed.GetRequiredValue(Role) switch
        {
            "operator" => AccountKind.Operator,
            "auditor" => AccountKind.Auditor,
            var other => throw new UserErrorException($"--role {other} is no role; give operator or auditor."),
        };
        await using Installation installation = await open(parsed, cancel);
        Operators operators = await OperatorsAsync(installation, parsed, cancel);
        (IdentityStatus status, long number) = await operators.CreateAsync(
            name, kind, Password(parsed.InvocationConfiguration.Output), cancel);
        switch (status)
        {
            case IdentityStatus.Done:
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    $"{name} is {kind.ToString().ToLowerInvariant()} {number} and signs in at /staff/sign-in.");
                return ExitCodes.Done;
            case IdentityStatus.InvalidName:
                throw new UserErrorException(
                    $"{name} cannot be a name; give 2 to 32 small letters, digits, dots or hyphens.");
            case IdentityStatus.Exists:
                throw new UserErrorException($"{name} is taken, for ever; give another name.");
            default:
                throw new UserErrorException(
                    $"The password is refused ({status}): it is too short, too long, too common or like the name; give "
                    + "a longer one.");
        }
    }

    private static async Task<int> ListAsync(OpenInstallation open, ParseResult parsed, CancellationToken cancel)
    {
        await using Installation installation = await open(parsed, cancel);
        Operators operators = await OperatorsAsync(installation, parsed, cancel);
        foreach (OperatorItem item in await operators.ListAsync(cancel))
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                $"{item.Number}  {item.Kind.ToString().ToLowerInvariant(),-8}  {item.Name}"
                + $"{(item.Active ? "" : "  (closed)")}");
        }

        return ExitCodes.Done;
    }

    private static async Task<int> CloseAsync(OpenInstallation open, ParseResult parsed, CancellationToken cancel)
    {
        string name = parsed.GetRequiredValue(Name);
        await using Installation installation = await open(parsed, cancel);
        Operators operators = await OperatorsAsync(installation, parsed, cancel);
        OperatorItem item = (await operators.ListAsync(cancel)).FirstOrDefault(one => one.Active && one.Name == name)
            ?? throw new UserErrorException($"There is no open account {name}; huoqi staff list shows them.");
        _ = await operators.CloseAsync(item.Number, cancel);
        await parsed.InvocationConfiguration.Output.WriteLineAsync($"{name} is closed.");
        return ExitCodes.Done;
    }

    // Staff need no partner, and here is none.
    private static readonly HttpClient Nobody = new() { BaseAddress = new("http://127.0.0.1:9/") };

    private static async Task<Operators> OperatorsAsync(
        Installation installation, ParseResult parsed, CancellationToken cancel)
    {
        Secrets secrets = await Secrets.OfAsync(installation, parsed.GetValue(UpVerb.SecretsFile), cancel);
        AuthorityHttp nobody = new(Nobody);
        return new(new(
            installation.Db, person => Sharding.Of(person, installation.ShardCount), installation.ShardCount,
            TimeProvider.System, secrets.Pepper, nobody, nobody, new("localhost", "Huoqi", [])));
    }

    private static string Password(TextWriter output)
    {
        if (Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } given)
        {
            return given;
        }

        if (!Console.IsInputRedirected)
        {
            output.Write("First password (it is not shown): ");
            output.Flush();
            string typed = Typed();
            output.WriteLine();
            return typed;
        }

        return Console.In.ReadLine() ?? throw new UserErrorException(
            $"There is no password: type it, pipe it in as a line, or set {PasswordVariable}.");
    }

    private static string Typed()
    {
        System.Text.StringBuilder typed = new();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else
            {
                typed.Append(key.KeyChar);
            }
        }

        return typed.ToString();
    }
}
