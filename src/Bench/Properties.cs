using System.Runtime.CompilerServices;

// Tests with web processes of their own find people, merchants and an authenticator here.
[assembly: InternalsVisibleTo("Huoqi.SystemTests")]
[assembly: InternalsVisibleTo("Huoqi.RulesTests")]
