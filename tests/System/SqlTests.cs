using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Every statement of the program is parsed by a real server, so that a misspelt column is found
/// here.</summary>
public sealed partial class SqlTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_real_server_parses_every_statement_of_the_program()
    {
        List<(string Name, string Text)> statements = [.. Statements()];
        Assert.True(statements.Count > 30, $"only {statements.Count} statements found");
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        List<string> wrong = [];
        for (int i = 0; i < statements.Count; i++)
        {
            try
            {
                await database.RunAsync($"PREPARE statement_{i} AS {Preparable(statements[i].Text)}");
            }
            catch (PostgresException refused)
            {
                wrong.Add($"{statements[i].Name}: {refused.MessageText}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>A COPY cannot be prepared; its table and columns can be named by a SELECT.</summary>
    private static string Preparable(string text) => Copy().Replace(text, "SELECT ${columns} FROM ${table}");

    [GeneratedRegex(@"^COPY (?<table>\S+)\s*\((?<columns>[^)]*)\)\s*FROM STDIN \(FORMAT BINARY\)$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Copy();

    private static IEnumerable<(string Name, string Text)> Statements()
    {
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "Huoqi.*.dll").Order())
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (name.EndsWith("Tests", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (Type type in Assembly.Load(name).GetTypes())
            {
                foreach (FieldInfo field in type.GetFields(
                    BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                {
                    if (field.FieldType == typeof(Sql) && !type.ContainsGenericParameters)
                    {
                        Sql sql = Assert.IsType<Sql>(field.GetValue(null));
                        yield return ($"{type}.{field.Name}", sql.Text);
                        if (type.IsSubclassOf(typeof(RowWrite)))
                        {
                            // The form in which the ledger runs it: made to fail unless it touches the rows it states.
                            yield return ($"{type}.{field.Name}, counted",
                                LedgerSql.Counted(sql, Parameters(sql.Text)));
                        }
                    }
                }
            }
        }
    }

    private static int Parameters(string text) =>
        Parameter().Matches(text).Select(match => int.Parse(match.ValueSpan[1..], CultureInfo.InvariantCulture)).Max();

    [GeneratedRegex(@"\$\d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Parameter();
}
