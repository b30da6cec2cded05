using System.Runtime.CompilerServices;

// The contract tests run the judge and the writer queue over a store in memory.
[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
[assembly: InternalsVisibleTo("Huoqi.SystemTests")]

// The fault rig's positive controls stand between the writer queue and its store.
[assembly: InternalsVisibleTo("Huoqi.Torture")]
