using System.Runtime.CompilerServices;

// Rules (canonical purposes, hashes, lists) are held against vectors, and tests look behind the faces at rows.
[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
[assembly: InternalsVisibleTo("Huoqi.SystemTests")]
