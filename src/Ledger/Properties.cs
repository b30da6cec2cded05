using System.Runtime.CompilerServices;

// The contract tests run the judge and the writer queue over a store in memory.
[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
[assembly: InternalsVisibleTo("Huoqi.SystemTests")]

// The load driver commits groups that were never judged, to know what judging costs.
[assembly: InternalsVisibleTo("Huoqi.Bench")]
