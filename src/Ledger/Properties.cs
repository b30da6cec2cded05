using System.Runtime.CompilerServices;

// The contract tests run the judge and the writer queue over a store in memory.
[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
[assembly: InternalsVisibleTo("Huoqi.SystemTests")]

// The benches write the rows of a posting group unjudged, as the raw limit that posting is held against, and fill
// columns of income that have no rows behind them.
[assembly: InternalsVisibleTo("Huoqi.Bench")]
[assembly: InternalsVisibleTo("Huoqi.Micro")]
// The fault rig's positive controls stand between the writer queue and its store.
[assembly: InternalsVisibleTo("Huoqi.Torture")]
