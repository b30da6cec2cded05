namespace Huoqi.Bench;

/// <summary>The benches, in the order in which <c>huoqi bench all</c> runs them.</summary>
public static class BenchList
{
    public static IReadOnlyList<IBench> All { get; } =
    [
        new PostBench(), new PayBench(), new IncomeBench(), new StatementBench(), new VerifyBench(),
        new OverloadBench(), new GrowthBench(), new WebBench(), new SpendBench(), new UpBench(),
    ];
}
