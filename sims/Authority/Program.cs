namespace Huoqi.Authority;

internal static class Program
{
    private static void Main()
    {
    }
}
