using System.Reflection;
using System.Xml.Linq;
using Xunit;

namespace Huoqi.RulesTests.House;

/// <summary>Who may stand on whom, which code is pure, and what comes from outside: read from the compiled
/// program.</summary>
public sealed class ArchitectureTests
{
    /// <summary>What a project may refer to: only what stands below it.</summary>
    private static readonly Dictionary<string, string[]> MayReferTo = new()
    {
        ["src/Kernel"] = [],
        ["src/Figures"] = ["Kernel"],
        ["src/Ledger"] = ["Kernel"],
        ["src/Funds"] = ["Kernel", "Ledger"],
        ["src/Wallet"] = ["Kernel", "Ledger", "Funds"],
        // It proves what Ledger and Funds did, and must not share their mistakes.
        ["src/Verify"] = ["Kernel"],
        // The one place above the modules that also hosts the partners' simulators.
        ["src/Replay"] = ["Kernel", "Figures", "Ledger", "Funds", "Wallet", "Verify", "Bank", "Registrar"],
        // People at the public API are made by the modules they live in.
        ["src/Bench"] =
            ["Kernel", "Figures", "Ledger", "Funds", "Wallet", "Verify", "Identity", "Customers", "Acquiring"],
        // The fault rig: app processes of the real modules, the bank's simulator beside them.
        ["src/Torture"] = ["Kernel", "Ledger", "Funds", "Wallet", "Verify", "Bank"],
        // Who people are and how they prove it; it knows nothing of money.
        ["src/Identity"] = ["Kernel"],
        ["src/Customers"] = ["Kernel", "Ledger", "Funds", "Wallet", "Identity"],
        ["src/Acquiring"] = ["Kernel", "Ledger", "Funds", "Wallet"],
        ["src/Web"] = ["Kernel", "Ledger", "Funds", "Wallet", "Identity", "Customers", "Acquiring"],
        ["src/Workers"] = ["Kernel", "Ledger", "Funds", "Wallet", "Identity", "Customers", "Acquiring"],
        ["src/Demo"] =
            ["Kernel", "Ledger", "Funds", "Wallet", "Identity", "Customers", "Acquiring", "Replay", "Workers"],
        ["src/Cli"] =
        [
            "Kernel", "Figures", "Ledger", "Funds", "Wallet", "Verify", "Replay", "Bench", "Torture", "Identity",
            "Customers", "Acquiring", "Web", "Workers", "Demo", "Bank", "Registrar", "Mall", "Authority",
        ],
        ["src/Host"] =
            ["Kernel", "Ledger", "Funds", "Wallet", "Verify", "Identity", "Customers", "Acquiring", "Web", "Cli"],
        // Partners know the platform by their own protocol alone.
        ["sims/Bank"] = [],
        ["sims/Registrar"] = [],
        ["sims/Authority"] = [],
        // A merchant knows the platform by its public API alone.
        ["sims/Mall"] = ["Client"],
        ["clients/Client"] = [],
        // Parts measured one by one, and the quick tests that mutants of the rules have to survive.
        ["bench/Micro"] = ["Kernel", "Ledger", "Funds"],
        ["tools/Mutation"] = ["Kernel", "Ledger", "Funds"],
        ["tools/MutationScore"] = [],
    };

    /// <summary>Programs that the tests do not stand on: only their project files are looked at.</summary>
    private static readonly string[] NotBeside =
        ["Cli", "Host", "Micro", "Mutation", "MutationScore", "Mall"];

    private static readonly string[] Modules =
        ["Kernel", "Ledger", "Funds", "Wallet", "Identity", "Customers", "Acquiring"];

    /// <summary>Rules: values in, decision out. No database, file, line, thread or clock.</summary>
    private static readonly Dictionary<string, string[]> Pure = new()
    {
        ["Kernel"] =
        [
            "Money", "FundUnits", "Rate", "IncomePer10k", "YieldPercent", "SevenDayYield", "FundIncome", "FixedPoint",
            "LargestRemainder", "FundDays", "BeijingTime", "Limit", "LimitWindows", "Effective", "Rule", "RuleBook",
        ],
        ["Ledger"] =
        [
            "Judge", "EntryRules", "EarningRules", "Holder", "EarningDay", "EarningStep", "EarningColumns", "HashChain",
            "FloorShares", "DayShares", "EarningPass",
            "RequestHash", "Chart", "AccountKey", "Party", "Sharding", "EntryDraft", "Leg", "OrderNo", "ShardState",
            "ShardGroup",
        ],
        ["Funds"] = ["IncomeCut", "ConfirmationEntries", "FundLegs"],
        ["Wallet"] = ["BankAnswerEntries", "Answers"],
        ["Identity"] = ["KycRules", "NicknameRules"],
        ["Customers"] =
        [
            "QuoteRules", "LimitRules", "BillRules", "ReceiptRules", "StatementRules", "MessageRules", "GoalRules",
        ],
        ["Acquiring"] = ["SandboxRules", "RetrySchedule", "StructuredFields", "SignatureBase"],
        ["Web"] = ["ActMeaning", "Typed", "Paths", "ChartScale"],
        ["Verify"] = ["Arithmetic", "AccountBook", "IncomeBook"],
        ["Replay"] = ["HeavyTail", "IncomeSplit", "NaiveFund", "Reconciliation", "SplitMix64", "Spread"],
    };

    private static readonly string[] Impure =
    [
        "Npgsql", "System.IO", "System.Net", "System.Threading", "System.Data", "System.Console", "System.Environment",
        "System.TimeProvider", "System.Random", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process",
    ];

    /// <summary>What a module takes from nowhere: it is given its time, its randomness and its tasks.</summary>
    private static readonly string[] FromNowhere =
    [
        "System.TimeProvider.get_System", "System.DateTimeOffset.get_UtcNow", "System.DateTimeOffset.get_Now",
        "System.DateTime.get_UtcNow", "System.DateTime.get_Now", "System.DateTime.get_Today",
        "System.Environment.get_TickCount", "System.Environment.get_TickCount64",
        "System.Diagnostics.Stopwatch.StartNew", "System.Diagnostics.Stopwatch.GetTimestamp",
        "System.Random.get_Shared", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
        "System.Security.Cryptography.RandomNumberGenerator.Create",
        "System.Threading.Tasks.Task.Run", "System.Threading.Tasks.TaskFactory.StartNew",
        "System.Threading.ThreadPool.QueueUserWorkItem", "System.Threading.ThreadPool.UnsafeQueueUserWorkItem",
        "System.Threading.Thread.Start",
        // A simulation runs modules in its own scheduler: a continuation must not leave it.
        "System.Threading.Tasks.Task.ConfigureAwait", "System.Threading.Tasks.ValueTask.ConfigureAwait",
    ];

    [Fact]
    public void Projects_refer_only_to_what_stands_below_them()
    {
        RepoFile[] projects = [.. Repo.Files.Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal)
            && !file.Path.StartsWith("tests/", StringComparison.Ordinal))];
        Assert.Equal(MayReferTo.Keys.Order(), projects.Select(project => Path.GetDirectoryName(project.Path)!).Order());
        Found.None(projects.SelectMany(project => ProjectReferences(project.Text)
            .Except(MayReferTo[Path.GetDirectoryName(project.Path)!])
            .Select(name => $"{project.Path}: {name}")));
        Assert.Equal(["Wallet"],
            ProjectReferences("<P><I><ProjectReference Include=\"../Wallet/Wallet.csproj\" /></I></P>"));
    }

    private static IEnumerable<string> ProjectReferences(string project) => XDocument.Parse(project)
        .Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

    [Fact]
    public void Nothing_reaches_through_a_project_to_the_one_below_it()
    {
        RepoFile properties = Repo.Files.Single(file => file.Path == "Directory.Build.props");
        Assert.Contains("<DisableTransitiveProjectReferences>true<", properties.Text, StringComparison.Ordinal);
        foreach ((string folder, string[] allowed) in MayReferTo)
        {
            string name = folder.Split('/')[1];
            if (NotBeside.Contains(name))
            {
                continue;
            }

            using AssemblyFacts assembly = AssemblyFacts.Of(name);
            Found.None(assembly.References.Where(other => other.StartsWith("Huoqi.", StringComparison.Ordinal))
                .Except(allowed.Select(other => $"Huoqi.{other}")));
        }
    }

    [Fact]
    public void Rules_touch_no_database_file_line_thread_or_clock()
    {
        using AssemblyFacts ledger = AssemblyFacts.Of("Ledger");
        Assert.Contains("Npgsql.NpgsqlBatch", ImpureUses(ledger, "Huoqi.Ledger.GroupBatch"));
        Assert.Contains("System.Threading.Tasks.Task", ImpureUses(ledger, "Huoqi.Ledger.WriterQueue"));
        List<string> found = [];
        foreach ((string module, string[] types) in Pure)
        {
            using AssemblyFacts assembly = AssemblyFacts.Of(module);
            found.AddRange(types.SelectMany(type => ImpureUses(assembly, $"Huoqi.{module}.{type}")
                .Select(use => $"{module}.{type}: {use}")));
        }

        Found.None(found);
    }

    private static IEnumerable<string> ImpureUses(AssemblyFacts assembly, string type) => assembly.UsedBy(type)
        .Where(use => Impure.Any(word => use == word || use.StartsWith(word + ".", StringComparison.Ordinal)));

    [Fact]
    public void Modules_are_given_their_time_ids_randomness_and_tasks()
    {
        using AssemblyFacts tests = new(typeof(ArchitectureTests).Assembly.Location);
        Assert.NotNull(TimeProvider.System);
        Assert.Contains("System.TimeProvider.get_System", tests.ForeignMembers);
        foreach (string module in Modules)
        {
            using AssemblyFacts assembly = AssemblyFacts.Of(module);
            Found.None(assembly.ForeignMembers.Intersect(FromNowhere).Select(member => $"{module}: {member}"));
        }
    }

    [Fact]
    public void Classes_are_sealed_static_or_abstract()
    {
        Assert.False(new TypeFacts("Open", TypeAttributes.Public, IsValue: false).IsClosed);
        foreach (string name in MayReferTo.Keys.Select(folder => folder.Split('/')[1]).Except(NotBeside))
        {
            using AssemblyFacts assembly = AssemblyFacts.Of(name);
            Assert.NotEmpty(assembly.Types);
            Found.None(assembly.Types
                .Where(type => !type.IsClosed && !IsOfTheCompiler(type.Name) && !IsOfRazor(type.Name))
                .Select(type => type.Name));
        }
    }

    // Razor makes an open class of each component.
    private static bool IsOfRazor(string name) => Razor.Contains(ShortName(name));

    private static readonly HashSet<string> Razor =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repo.Root, "src"), "*.razor", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)),
    ];

    // What the SDK puts in by itself: the entry point of the simulators, and embedded attributes.
    private static bool IsOfTheCompiler(string name) =>
        name is "Program" || name.StartsWith("System.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.", StringComparison.Ordinal);

    /// <summary>Public types that nobody outside writes the name of, and why they are public all the same.</summary>
    private static readonly Dictionary<string, string> Faces = new()
    {
        ["Huoqi.Kernel.LimitWindows"] = "its method is called as an extension",
        ["Huoqi.Wallet.Payments"] = "the terms of a payment (fee, refundable) are for whoever explains one",
    };

    [Fact]
    public void What_is_public_is_used_from_outside()
    {
        List<string> found = [];
        foreach (string module in Modules.Append("Verify").Append("Replay"))
        {
            using AssemblyFacts assembly = AssemblyFacts.Of(module);
            string others = string.Join('\n', Repo.Code("src", "tests")
                .Where(file => !file.Path.StartsWith($"src/{module}/", StringComparison.Ordinal))
                .SelectMany(file => file.Source.CodeLines));
            HashSet<string> words = [.. others.Split(
                [' ', '\n', '.', ',', ';', '(', ')', '<', '>', '[', ']', '{', '}', '?', '!', ':', '='])];
            TypeFacts[] hidden =
                [.. assembly.Types.Where(type => type.IsPublic && !words.Contains(ShortName(type.Name)))];
            found.AddRange(hidden.Where(type => !IsAnAct(assembly, type) && !IsInAPublicFace(assembly, type))
                .Select(type => type.Name));
        }

        Found.None(found.Except(Faces.Keys));
    }

    /// <summary>An act has a request of its own: it is there to be called, also before a page or a test does.</summary>
    private static bool IsAnAct(AssemblyFacts assembly, TypeFacts type) =>
        assembly.Types.Any(other => other.Name == $"{type.Name}.Request");

    /// <summary>Whether another public type of the assembly names it: callers then hold it without writing its
    /// name.</summary>
    private static bool IsInAPublicFace(AssemblyFacts assembly, TypeFacts type) => assembly.Types
        .Where(other => other.IsPublic && other.Name != type.Name)
        .Any(other => assembly.UsedBy(other.Name).Contains(type.Name));

    private static string ShortName(string name) => name[(name.LastIndexOf('.') + 1)..];
}
