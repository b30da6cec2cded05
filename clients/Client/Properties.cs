using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
