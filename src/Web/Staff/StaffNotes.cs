using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>What staff do and look at stands in their own security log, which nobody can change, for an auditor to
/// read.</summary>
internal static class StaffNotes
{
    /// <summary>Notes something that was done, by page or API: "freeze 1000001", "key issued 3".</summary>
    public static Task NoteAsync(this Visit visit, string what) =>
        new SecurityLog(visit.Parts.Identity).NoteAsync(
            SecurityAct.StaffActed, visit.Caller!.Number, visit.Visitor, what, CancellationToken.None);
}
