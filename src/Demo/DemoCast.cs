using System.Globalization;
using Huoqi.Replay;
using Huoqi.Wallet;

namespace Huoqi.Demo;

/// <summary>A person of the demo; made up, like everything about them.</summary>
/// <param name="Number">The person number.</param>
/// <param name="Phone">Eleven digits.</param>
/// <param name="Name">A common name.</param>
/// <param name="IdNumber">Eighteen digits that check, of nobody.</param>
/// <param name="Class">How well they are identified.</param>
public sealed record DemoPerson(long Number, string Phone, string Name, string IdNumber, AccountClass Class)
{
    /// <summary>The bank card, as the bank knows it.</summary>
    public string Card => $"card-{Number.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>A merchant of the demo.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="LeastFen">The least a purchase there costs, for the visitor.</param>
/// <param name="MostFen">The most.</param>
public sealed record DemoMerchant(long Number, string Name, long LeastFen, long MostFen);

/// <summary>Who plays in a demo: the same people for the same seed.</summary>
public static class DemoCast
{
    /// <summary>The merchant number of the simulated mall.</summary>
    public const long Mall = 1;

    /// <summary>The number of the first person, who is the visitor; sign-up goes on behind the last.</summary>
    public const long FirstPerson = 1_000_001;

    private const string Surnames = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕";
    private const string Given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文辉志鹏宇欣怡子涵浩然思雨嘉";

    // Weights of an id number's digits (GB 11643), and the check digit by the rest of 11.
    private static readonly int[] IdWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    private const string IdChecks = "10X98765432";

    /// <summary>The merchants.</summary>
    public static IReadOnlyList<DemoMerchant> Merchants { get; } =
    [
        new(Mall, "青山小铺", 3_900, 39_900),
        new(2, "晨曦咖啡", 1_600, 5_800),
        new(3, "城市地铁", 300, 1_200),
        new(4, "好邻超市", 1_800, 26_000),
        new(5, "纸间书店", 2_900, 16_800),
    ];

    /// <summary>The people, the visitor first.</summary>
    public static IReadOnlyList<DemoPerson> People(int count, ulong seed)
    {
        SplitMix64 random = SplitMix64.For(seed, purpose: 900, part: 0);
        List<DemoPerson> people = [];
        for (int i = 0; i < count; i++)
        {
            string name = $"{Surnames[Draw(random, Surnames.Length)]}{Given[Draw(random, Given.Length)]}"
                + (random.Below(3) == 0 ? "" : $"{Given[Draw(random, Given.Length)]}");
            people.Add(new(FirstPerson + i, (13_900_000_001 + i).ToString(CultureInfo.InvariantCulture), name,
                IdNumber(random, i), ClassOf(random, i)));
        }

        return people;
    }

    private static int Draw(SplitMix64 random, int bound) => (int)random.Below(bound);

    // The visitor and the friend may do everything; of the others most.
    private static AccountClass ClassOf(SplitMix64 random, int index)
    {
        long draw = random.Below(100);
        return index < 2 || draw < 80 ? AccountClass.III : draw < 95 ? AccountClass.II : AccountClass.I;
    }

    private static string IdNumber(SplitMix64 random, int index)
    {
        DateOnly born = new DateOnly(1960, 1, 1).AddDays(Draw(random, 365 * 42));
        string digits = string.Create(CultureInfo.InvariantCulture, $"110101{born:yyyyMMdd}{index % 1000:D3}");
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            sum += (digits[i] - '0') * IdWeights[i];
        }

        return digits + IdChecks[sum % 11];
    }
}
