using System.Text.Encodings.Web;
using System.Text.Json;

namespace Huoqi.Figures;

/// <summary>The figures for machines: an array of <c>{name, value, unit, target, met}</c>.</summary>
public static class FiguresJson
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>Writes the file whole or not at all.</summary>
    public static void Write(string path, IReadOnlyList<Figure> figures) =>
        WholeFile.Write(path, writer => writer.WriteLine(Text(figures)));

    public static string Text(IReadOnlyList<Figure> figures)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Readable))
        {
            json.WriteStartArray();
            foreach (Figure figure in figures)
            {
                json.WriteStartObject();
                json.WriteString("name", figure.Name);
                if (figure.Value is decimal value)
                {
                    json.WriteNumber("value", value);
                }
                else
                {
                    json.WriteNull("value");
                }

                json.WriteString("unit", figure.Unit);
                json.WriteString("target", figure.Target.ToString());
                json.WriteBoolean("met", figure.Met);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
