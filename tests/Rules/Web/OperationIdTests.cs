using System.Buffers.Text;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Huoqi.Web;
using Xunit;

namespace Huoqi.RulesTests.Web;

/// <summary>The id of a status address is read by whom it was given to, and nobody can make one up.</summary>
public sealed class OperationIdTests
{
    private static readonly byte[] Pepper = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    private static readonly OperationId Given = new(
        WalletActs.Refund, Shard: 7, Merchant: 12, "k0123456789abcdef",
        DateTimeOffset.FromUnixTimeSeconds(1_795_000_000));

    [Fact]
    public void What_an_id_says_is_read_by_whom_it_was_given_to()
    {
        Assert.Equal(Given, OperationId.Read(Given.For(asker: 1, Pepper), asker: 1, Pepper));
        OperationId longest = Given with
        {
            Act = short.MaxValue,
            Shard = short.MaxValue,
            Merchant = 1L << 37,
            Key = new string('k', WalletParts.LongestKey),
        };
        Assert.Equal(longest, OperationId.Read(longest.For(long.MaxValue, Pepper), long.MaxValue, Pepper));
    }

    [Fact]
    public void Somebody_elses_is_none_and_neither_is_one_with_any_part_changed()
    {
        string id = Given.For(asker: 1, Pepper);
        Assert.Null(OperationId.Read(id, asker: 2, Pepper));
        Assert.Null(OperationId.Read(id, asker: 1, new byte[32]));
        byte[] bytes = Base64Url.DecodeFromChars(id);
        for (int place = 0; place < bytes.Length; place++)
        {
            byte[] changed = [.. bytes];
            changed[place] ^= 1;
            Assert.Null(OperationId.Read(Base64Url.EncodeToString(changed), asker: 1, Pepper));
        }

        string[] nonsense = ["", "A", "!", "MTQxIDcgMCBrNlY", new string('A', 24), new string('A', 500)];
        Assert.All(nonsense, text => Assert.Null(OperationId.Read(text, asker: 1, Pepper)));
    }

    [Fact]
    public void Nothing_is_not_done_before_the_longest_run_of_a_request_must_be_over()
    {
        LedgerOptions ledger = new();
        TimeSpan reading = new DbOptions().Deadline;
        TimeSpan posting = ledger.QueueDeadline + ledger.Deadline;
        // Its attempts, and what is read and gathered before and between them.
        TimeSpan refund = (Attempts.MostOf(WalletActs.Refund) * (reading + posting)) + (6 * reading) + (3 * posting);
        Assert.True(refund < Operations.LongestRun, $"a refund may take {refund}");
    }
}
