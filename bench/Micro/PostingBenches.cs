using BenchmarkDotNet.Attributes;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Micro;

/// <summary>What the writer queue does between two commits, per draft of a full group.</summary>
[MemoryDiagnoser]
public class PostingBenches
{
    private readonly MicroBooks _books = new();
    private readonly EntryDraft[] _transfers;
    private readonly EntryDraft[] _payments;
    private readonly ShardGroup _judged;
    private readonly DateTimeOffset _postedAt = new(2026, 11, 20, 4, 0, 0, TimeSpan.Zero);

    public PostingBenches()
    {
        _transfers = _books.Transfers();
        _payments = _books.Payments();
        // One more transfer than eleven each: the income of the bank that takes the units over.
        Invariant.Holds(JudgePayment() == (11 * MicroBooks.GroupSize) + 1);
        _judged = new MicroBooks().Judge(_transfers);
        _judged.ToChain = HashChain.After(_judged, _postedAt);
    }

    /// <summary>The fingerprint of one draft.</summary>
    [Benchmark(OperationsPerInvoke = MicroBooks.GroupSize)]
    public Guid Fingerprint()
    {
        Guid last = default;
        foreach (EntryDraft draft in _transfers)
        {
            last = RequestHash.Of(draft);
        }

        return last;
    }

    /// <summary>The decision on one transfer.</summary>
    [Benchmark(OperationsPerInvoke = MicroBooks.GroupSize)]
    public long JudgeTransfer() => Judged(_transfers);

    /// <summary>The decision on one payment of eleven transfers.</summary>
    [Benchmark(OperationsPerInvoke = MicroBooks.GroupSize)]
    public long JudgePayment() => Judged(_payments);

    /// <summary>The hash of a group, per transfer.</summary>
    [Benchmark(OperationsPerInvoke = MicroBooks.GroupSize)]
    public byte[] HashOfGroup() => HashChain.After(_judged, _postedAt);

    /// <summary>The statements of a group, per transfer.</summary>
    [Benchmark(OperationsPerInvoke = MicroBooks.GroupSize)]
    public int StatementsOfGroup()
    {
        using NpgsqlBatch batch = new();
        GroupBatch.Fill(batch, new(_postedAt, [_judged]), []);
        return batch.BatchCommands.Count;
    }

    private long Judged(EntryDraft[] drafts)
    {
        ShardGroup group = _books.Judge(drafts);
        long transfers = group.Transfers.Count;
        _books.Forget(group);
        return transfers;
    }
}
