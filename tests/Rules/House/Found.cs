using Xunit;

namespace Huoqi.RulesTests.House;

/// <summary>What a rule found, told whole.</summary>
internal static class Found
{
    public static void None(IEnumerable<string> found)
    {
        string[] all = [.. found];
        Assert.True(all.Length == 0, $"{all.Length} found:\n{string.Join('\n', all)}");
    }

    /// <summary>Exactly the listed exceptions: one that is not needed any more fails like a new one.</summary>
    public static void Only(IEnumerable<string> listed, IEnumerable<string> found)
    {
        string[] all = [.. found.Distinct()];
        None([.. all.Except(listed), .. listed.Except(all).Select(unneeded => $"listed, and not found: {unneeded}")]);
    }
}
