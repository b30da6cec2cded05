using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Host;

/// <summary>Which base backup to restore, and up to where its log is replayed.</summary>
/// <param name="Line">The run of log it stands on.</param>
/// <param name="Base">The copy to begin with.</param>
/// <param name="Until">Null for all the log there is.</param>
internal sealed record RestoreChoice(BackupLine Line, BaseBackup Base, DateTimeOffset? Until)
{
    /// <summary>The moment of <c>--until</c>: null for the latest.</summary>
    public static DateTimeOffset? Moment(string text)
    {
        if (text == "latest")
        {
            return null;
        }
        // Without its offset a moment would be one thing here and another on the machine that restores.
        bool zoned = text.EndsWith('Z') || (text.Length > 6 && text[^3] == ':' && text[^6] is '+' or '-');
        return zoned && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset at)
            ? at
            : throw new UserErrorException(
                $"--until {text} is not a moment; write \"latest\", or a moment with its offset such as "
                + "2026-11-21T10:00:00+08:00.");
    }

    /// <summary>The last base backup that was complete at the moment, of a line that reaches it.</summary>
    public static RestoreChoice Of(BackupFolder folder, DateTimeOffset? until)
    {
        (BackupLine Line, BaseBackup Base)[] all =
        [
            .. folder.Lines.SelectMany(line => line.Bases.Select(one => (line, one)))
                .OrderBy(pair => pair.one.Facts.EndedAt),
        ];
        if (all.Length == 0)
        {
            throw new UserErrorException(
                $"{folder.Path} holds no complete base backup; take one with huoqi backup --to {folder.Path}.");
        }
        if (until is not { } moment)
        {
            return new RestoreChoice(all[^1].Line, all[^1].Base, null);
        }
        if (moment < all[0].Base.Facts.EndedAt)
        {
            throw new UserErrorException(
                $"--until {BackupVerb.Words(moment)} is before the first base backup was complete, at "
                + $"{BackupVerb.Words(all[0].Base.Facts.EndedAt)}; give that moment or a later one.");
        }
        DateTimeOffset reach = all.Max(pair => pair.Line.Through?.At ?? pair.Base.Facts.EndedAt);
        if (moment > reach)
        {
            throw new UserErrorException(
                $"--until {BackupVerb.Words(moment)} is after the last archived moment, {BackupVerb.Words(reach)}; "
                + "give that moment or an earlier one, or \"latest\".");
        }
        (BackupLine Line, BaseBackup Base) chosen = all.LastOrDefault(pair => pair.Base.Facts.EndedAt <= moment
            && (pair.Line.Through?.At ?? pair.Base.Facts.EndedAt) >= moment);
        return chosen.Base is null
            ? throw new UserErrorException(
                $"--until {BackupVerb.Words(moment)} lies in a gap of the archived log; huoqi backup --list --to "
                + $"{folder.Path} shows what can be restored.")
            : new RestoreChoice(chosen.Line, chosen.Base, moment);
    }
}
