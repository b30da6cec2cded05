using System.Runtime.CompilerServices;

// Rules of the pages are tables of cases; pages themselves are read over HTTP, in a house that the tests build.
[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
[assembly: InternalsVisibleTo("Huoqi.SystemTests")]
