using System.Reflection;
using Huoqi.Kernel;

namespace Huoqi.Host;

/// <summary>The modules of the program, each after those it stands on.</summary>
internal static class Modules
{
    /// <summary>Their migrations, in the order in which they are applied.</summary>
    public static IReadOnlyList<MigrationModule> Migrations { get; } =
    [
        Of("kernel"), Of("ledger"), Of("funds"), Of("wallet"), Of("identity"), Of("customers"), Of("acquiring"),
        Of("web"),
    ];

    private static MigrationModule Of(string name) =>
        MigrationModule.Embedded(name, Assembly.Load($"Huoqi.{char.ToUpperInvariant(name[0])}{name[1..]}"));
}
