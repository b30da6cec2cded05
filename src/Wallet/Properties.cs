using System.Runtime.CompilerServices;

// The simulation runs the acts over tables in memory: it writes their rows and answers their queries by type.
[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
[assembly: InternalsVisibleTo("Huoqi.SystemTests")]
