using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
[assembly: InternalsVisibleTo("Huoqi.SystemTests")]
