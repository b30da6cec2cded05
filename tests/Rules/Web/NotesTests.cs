using Huoqi.Web;
using Xunit;

namespace Huoqi.RulesTests.Web;

/// <summary>Short texts that people write to each other.</summary>
public sealed class NotesTests
{
    [Theory]
    [InlineData(" 午饭 🍜 ", "午饭 🍜")]
    [InlineData("cafe\u0301", "cafe\u0301")]
    public void A_note_is_kept_as_it_was_typed_but_for_blanks_around_it(string typed, string kept)
    {
        Fields fields = Fields.Of(("note", typed));
        Assert.True(Notes.TryRead(fields, "note", out string note));
        Assert.Equal(kept, note);
    }
}
