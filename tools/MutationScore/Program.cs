using System.Globalization;
using System.Text.Json;

// Adds up mutation reports: how many mutants of each file were killed, and which were not. Fails when fewer are killed
// than must be, or none at all: then the tests were not even run.
int must = int.Parse(args[0], CultureInfo.InvariantCulture);
SortedDictionary<string, (int Killed, int Left)> files = new(StringComparer.Ordinal);
List<string> left = [];
foreach (string path in args[1..])
{
    using JsonDocument report = JsonDocument.Parse(File.ReadAllText(path));
    foreach (JsonProperty file in report.RootElement.GetProperty("files").EnumerateObject())
    {
        string name = Path.GetFileName(file.Name);
        string[] source = file.Value.GetProperty("source").GetString()!.Split('\n');
        foreach (JsonElement mutant in file.Value.GetProperty("mutants").EnumerateArray())
        {
            // A mutant that never ends is noticed too. What does not compile or was set aside is no mutant.
            string status = mutant.GetProperty("status").GetString()!;
            (int killed, int survived) = files.GetValueOrDefault(name);
            if (status is "Killed" or "Timeout")
            {
                files[name] = (killed + 1, survived);
            }
            else if (status is "Survived" or "NoCoverage")
            {
                files[name] = (killed, survived + 1);
                left.Add(Told(name, source, mutant));
            }
        }
    }
}

Console.WriteLine($"{"file",-24}{"mutants",10}{"killed",10}{"left",10}{"score",10}");
foreach ((string name, (int killed, int survived)) in files)
{
    Console.WriteLine(Line(name, killed, survived));
}

int allKilled = files.Values.Sum(file => file.Killed);
int allLeft = files.Values.Sum(file => file.Left);
Console.WriteLine(Line("all", allKilled, allLeft));
Console.WriteLine();
left.ForEach(Console.WriteLine);
if (allKilled == 0)
{
    Console.Error.WriteLine("No mutant was killed: the tests were not run.");
    return 1;
}

if (allKilled * 100 < must * (allKilled + allLeft))
{
    Console.Error.WriteLine($"Fewer than {must} % of the mutants were killed.");
    return 1;
}

return 0;

static string Line(string name, int killed, int survived)
{
    int permille = killed * 1_000 / Math.Max(1, killed + survived);
    return $"{name,-24}{killed + survived,10}{killed,10}{survived,10}{$"{permille / 10}.{permille % 10} %",10}";
}

static string Told(string name, string[] source, JsonElement mutant)
{
    JsonElement start = mutant.GetProperty("location").GetProperty("start");
    JsonElement end = mutant.GetProperty("location").GetProperty("end");
    int line = start.GetProperty("line").GetInt32();
    string text = source[line - 1];
    int from = start.GetProperty("column").GetInt32() - 1;
    int to = end.GetProperty("line").GetInt32() == line ? end.GetProperty("column").GetInt32() - 1 : text.Length;
    string replacement = mutant.GetProperty("replacement").GetString()!.Split('\n')[0].Trim();
    return $"{name}:{line} {text[from..to].Trim()} -> {replacement}";
}
