using Huoqi.Client;

namespace Huoqi.Mall;

/// <summary>Something to buy.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Name">What it is called.</param>
/// <param name="About">A line about it.</param>
/// <param name="Price">What it costs.</param>
/// <param name="Picture">The inside of its picture, 160 by 120.</param>
internal sealed record Good(string Id, Text Name, Text About, Yuan Price, string Picture)
{
    /// <summary>The picture as a file.</summary>
    public string Svg =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 160 120\">{Picture}</svg>";
}

/// <summary>What the shop has; the pictures are drawn here.</summary>
internal static class Goods
{
    public static IReadOnlyList<Good> All { get; } =
    [
        new("tea", new("龙井茶一罐", "A tin of Longjing tea"), new("明前，五十克", "First harvest, 50 g"), new(6_800), """
            <rect width="160" height="120" fill="#e6f2e3"/><rect x="52" y="34" width="56" height="64" rx="6"
            fill="#2f7d4f"/><rect x="48" y="26" width="64" height="14" rx="5" fill="#245f3d"/><circle cx="80" cy="68"
            r="18" fill="#f4efe0"/><path d="M80 56c10 6 10 18 0 25c-10-7-10-19 0-25z" fill="#5aa469"/>
            """),
        new("cup", new("青瓷杯", "Celadon cup"), new("手工烧制", "Fired by hand"), new(12_800), """
            <rect width="160" height="120" fill="#eef3f7"/><path d="M48 40h58l-7 46q-2 10-13 10h-18q-11 0-13-10z"
            fill="#8fb8b0"/><path d="M104 50q20-2 18 14q-2 15-22 15" fill="none" stroke="#8fb8b0" stroke-width="8"/>
            <ellipse cx="77" cy="40" rx="29" ry="7" fill="#6f9d95"/><path d="M60 62q16 10 34 0" fill="none"
            stroke="#d9ebe6" stroke-width="3"/>
            """),
        new("book", new("诗集", "A book of poems"), new("唐诗三百首，双语", "300 Tang poems, two languages"), new(3_600), """
            <rect width="160" height="120" fill="#f7ecea"/><path
            d="M80 38q-18-12-46-8v58q28-4 46 8q18-12 46-8v-58q-28-4-46 8z" fill="#fffdf8"
            stroke="#a33b2f" stroke-width="4"/><path d="M80 38v58M46 46q12-1 24 4M46 58q12-1 24 4M46
            70q12-1 24 4M114 46q-12-1-24 4M114 58q-12-1-24 4" fill="none" stroke="#a33b2f" stroke-width="2.5"/>
            """),
        new("lamp", new("台灯", "Desk lamp"), new("暖光，可调", "Warm light, dimmable"), new(19_900), """
            <rect width="160" height="120" fill="#f3f0fb"/><path d="M54 96h52" stroke="#4a3f75" stroke-width="8"
            stroke-linecap="round"/><path d="M80 94L62 58l30-26" fill="none" stroke="#4a3f75" stroke-width="6"
            stroke-linejoin="round"/><path d="M84 18l34 24l-22 12z" fill="#6a5acd"/><path d="M100 54l34 34h-42z"
            fill="#ffe9a8" opacity=".8"/>
            """),
        new("noodles", new("牛肉面一碗", "A bowl of beef noodles"), new("热的，现在", "Hot, and now"), new(1_990), """
            <rect width="160" height="120" fill="#fdf1e1"/><path d="M34 56h92q-2 42-46 42t-46-42z" fill="#b5462e"/>
            <ellipse cx="80" cy="56" rx="46" ry="11" fill="#f3cf8b"/><path d="M50 55q8-8 16 0t16 0t16 0t14 0"
            fill="none" stroke="#d89b3c" stroke-width="3"/><path d="M66 36q-6-8 0-16M82 36q-6-8 0-16M98 36q-6-8 0-16"
            fill="none"
            stroke="#b9a58a" stroke-width="3" stroke-linecap="round"/>
            """),
        new("umbrella", new("油纸伞", "Oil-paper umbrella"), new("下雨天也好看", "For better rain"), new(8_800), """
            <rect width="160" height="120" fill="#e7f0fa"/><path d="M30 64q50-64 100 0q-12-9-25 0q-12-9-25 0q-12-9-25
            0q-13-9-25 0z" fill="#c8443a"/><path d="M80 30v64q0 10 10 10t8-10" fill="none" stroke="#6b4a2f"
            stroke-width="4" stroke-linecap="round"/><path d="M80 32q-20 10-25 32M80 32q20 10 25 32" fill="none"
            stroke="#f3d9c6" stroke-width="2"/>
            """),
    ];

    public static Good? Find(string? id) => All.FirstOrDefault(good => good.Id == id);
}
