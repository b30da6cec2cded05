using System.Runtime.CompilerServices;

// The rule of assumed days is held against the years that are known.
[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
