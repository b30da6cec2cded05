using System.Runtime.CompilerServices;

// The rules are pure and internal; their tables of cases stand in the tests.
[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
