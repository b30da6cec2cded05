using System.Runtime.CompilerServices;

// Its arithmetic is compared with the ledger's by tests, which alone know both.
[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
