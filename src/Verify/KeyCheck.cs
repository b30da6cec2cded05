using System.Runtime.InteropServices;

namespace Huoqi.Verify;

/// <summary>
/// The positions of a group: each is an entry or a refusal, and every entry but an income posting has its key.
/// </summary>
internal static class KeyCheck
{
    private const string Key = "ledger.request_key";
    private const string Entry = "ledger.entry";

    /// <summary>
    /// Compares keys and entries of the positions from <paramref name="first"/> to <paramref name="last"/>.
    /// </summary>
    public static void Join(List<KeyRow> keys, List<EntryRow> entries, long first, long last, Findings findings)
    {
        ReadOnlySpan<KeyRow> k = CollectionsMarshal.AsSpan(keys);
        ReadOnlySpan<EntryRow> e = CollectionsMarshal.AsSpan(entries);
        long next = first;
        while (!k.IsEmpty || !e.IsEmpty)
        {
            bool hasKey = !k.IsEmpty && (e.IsEmpty || k[0].Entry <= e[0].Entry);
            bool hasEntry = !e.IsEmpty && (k.IsEmpty || e[0].Entry <= k[0].Entry);
            long position = hasKey ? k[0].Entry : e[0].Entry;
            if (position != next)
            {
                // Two keys at one position come here too.
                findings.Add(Check.Keys, $"{Key}, {Entry}", "entry", $"position {Math.Min(position, next)}",
                    "one key or entry at each position", position < next ? "a second one" : "none");
            }

            next = position + 1;
            if (hasKey && hasEntry)
            {
                Compare(k[0], e[0], findings);
            }
            else if (hasEntry && e[0].Act != Arithmetic.PostIncome)
            {
                findings.Add(Check.Keys, Key, "entry", $"entry {position}", "the key of the entry", "none");
            }
            else if (hasKey && k[0].Status == 0)
            {
                findings.Add(Check.Keys, Key, "entry, status", $"entry {position} owner {k[0].Owner} act {k[0].Act}",
                    "an entry there, for it was posted", "none");
            }

            k = hasKey ? k[1..] : k;
            e = hasEntry ? e[1..] : e;
        }

        if (next != last + 1)
        {
            findings.Add(Check.Keys, $"{Key}, {Entry}", "entry", $"position {next}",
                "one key or entry at each position", "none");
        }
    }

    private static void Compare(in KeyRow key, in EntryRow entry, Findings findings)
    {
        if (key.Status != 0)
        {
            Add(Key, "status", "0, for the entry is there", key.Status, entry);
        }

        if (key.Owner != entry.Owner)
        {
            Add($"{Key}, {Entry}", "owner", entry.Owner, key.Owner, entry);
        }

        if (key.Act != entry.Act)
        {
            Add($"{Key}, {Entry}", "act", entry.Act, key.Act, entry);
        }

        if (entry.Act == Arithmetic.PostIncome)
        {
            Add(Entry, "act", "an act that somebody asked for", entry.Act, entry);
        }

        void Add(string table, string column, object expected, object found, in EntryRow at) =>
            findings.Add(Check.Keys, table, column, $"entry {at.Entry}", expected, found);
    }
}
