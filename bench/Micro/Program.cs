using BenchmarkDotNet.Running;

// Measured in this process: a project that the measuring library generates would be built by the rules of this
// repository, which it does not keep.
string[] all = args.Any(arg => arg is "--filter" or "-f" or "--list" or "--help") ? args : ["--filter", "*", .. args];
BenchmarkSwitcher.FromAssembly(typeof(Huoqi.Micro.MicroBooks).Assembly).Run(["--inProcess", .. all]);
