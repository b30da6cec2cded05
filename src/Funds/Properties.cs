using System.Runtime.CompilerServices;

// The split is held against 128-bit arithmetic, and measured with columns that have no rows behind them. The simulation
// runs the acts over tables in memory: it writes their rows and answers their queries by type.
[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
[assembly: InternalsVisibleTo("Huoqi.SystemTests")]
[assembly: InternalsVisibleTo("Huoqi.Bench")]
[assembly: InternalsVisibleTo("Huoqi.Micro")]
