using System.Text;
using QRCoder;

namespace Huoqi.Web;

/// <summary>A QR code as one path of an SVG: small, sharp at every size, and without style of its own.</summary>
internal static class QrCode
{

    /// <summary>The side of the picture in modules, and the path that fills the dark ones.</summary>
    public static (int Side, string Path) Of(string text)
    {
        using QRCodeData data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        // The matrix has its quiet zone already.
        StringBuilder path = new();
        for (int y = 0; y < data.ModuleMatrix.Count; y++)
        {
            for (int x = 0; x < data.ModuleMatrix[y].Count; x++)
            {
                int from = x;
                while (x < data.ModuleMatrix[y].Count && data.ModuleMatrix[y][x])
                {
                    x++;
                }

                if (x > from)
                {
                    _ = path.Append($"M{from} {y}h{x - from}v1h-{x - from}z");
                }
            }
        }

        return (data.ModuleMatrix.Count, path.ToString());
    }
}
