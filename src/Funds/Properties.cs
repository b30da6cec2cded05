using System.Runtime.CompilerServices;

// The split is held against 128-bit arithmetic, and measured with columns that have no rows behind them.
[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
[assembly: InternalsVisibleTo("Huoqi.Bench")]
