using System.Runtime.CompilerServices;

// The contract tests run the judge and the writer queue over a store in memory.
[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
[assembly: InternalsVisibleTo("Huoqi.SystemTests")]
[assembly: InternalsVisibleTo("Huoqi.Bench")]
