using System.Diagnostics;
using Huoqi.Figures;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Npgsql;

namespace Huoqi.Bench;

/// <summary>
/// The whole act "pay a merchant straight from fund units" through the wallet's face: the bank's money drawn, limits
/// used, three days of income posted on the way, the payment's row written, all in one commit; against TPC-B.
/// </summary>
public sealed class PayBench : IBench
{
    private const int InFlight = 2_048;
    private const int Shards = Installation.DefaultShardCount;
    private static long _runs = Stopwatch.GetTimestamp() & 0xFFFFFF;

    public string Name => "pay";

    public string What => "paying a merchant from fund units, the whole act, against pgbench TPC-B";

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("pay_vs_tpcb", "paying from the fund against TPC-B", null, "ratio", FigureTarget.AtLeast(1)),
        new("pay_transfers_vs_post", "transfers of payments against plain posting", null, "ratio",
            FigureTarget.AtLeast(0.6m)),
    ];

    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        ServerProcess? server = await ServerProcess.FindAsync(run.Server.Owner, cancel);
        Pgbench pgbench = await Pgbench.PrepareAsync(run, server, cancel);
        run.Say($"pay: {run.Scaled(400_000):N0} people, {Shards} shards");
        await using PayBooks books = await PayBooks.OpenAsync(run, Shards, cancel);
        await using PostBooks plain = await PostBooks.OpenAsync(run, $"bench_post_{Shards}", Shards, null, cancel);
        List<double> against = [];
        List<double> transfers = [];
        await PostBench.WarmAsync(plain, run, cancel);
        await WarmAsync(books, cancel);
        for (int round = 1; round <= run.Rounds; round++)
        {
            run.Say($"round {round} of {run.Rounds}");
            await books.NextDaysAsync(3);
            double tpcb = await pgbench.TransactionsPerSecondAsync(run.Window, cancel);
            run.Say($"  TPC-B            {tpcb,10:N0}/s");
            LoadResult post = PostBench.Said(run, "post",
                await PostBench.RandomAsync(plain, run.Window, server, cancel));
            long before = await TransfersAsync(books, cancel);
            LoadResult pay = PostBench.Said(run, "pay", await PayAsync(books, run.Window, server, cancel));
            double perAct = (await TransfersAsync(books, cancel) - before) / (double)books.Taken;
            run.Say($"  {perAct:N2} transfers an act, {books.Taken:N0} people paid once after 3 days of income");
            Invariant.Holds(books.Taken <= books.People.Length || run.Scale < 1, "nobody pays twice in a round");
            against.Add(pay.PerSecond / tpcb);
            transfers.Add(pay.PerSecond * perAct / post.PerSecond);
        }

        run.Sheet.Set("pay_vs_tpcb", PostBench.Median(against));
        run.Sheet.Set("pay_transfers_vs_post", PostBench.Median(transfers));
    }

    /// <summary>Pays until every caller was answered once: the first payments of a process compile what they run.
    /// </summary>
    internal static async Task WarmAsync(PayBooks books, CancellationToken cancel)
    {
        for (long done = 0; done < InFlight;)
        {
            done += (await PayAsync(books, TimeSpan.FromSeconds(2), server: null, cancel)).Done;
        }
    }

    internal static Task<LoadResult> PayAsync(
        PayBooks books, TimeSpan window, ServerProcess? server, CancellationToken cancel)
    {
        long run = Interlocked.Increment(ref _runs);
        PayFromFund pay = new(books.Parts);
        Money amount = Money.FromYuan(3);
        return Callers.RunAsync(InFlight, window, server, async (caller, n) =>
        {
            WalletAnswer answer = await pay.HandleAsync(
                new(books.NextPerson(), $"p{run}-{caller}-{n}", PayBooks.Merchant, amount, $"order-{caller}-{n}")
                {
                    Proof = PaymentProof.TwoFactors,
                });
            return answer.Status == WalletStatus.Done;
        }, cancel);
    }

    private static async Task<long> TransfersAsync(PayBooks books, CancellationToken cancel)
    {
        await using NpgsqlCommand command = books.Installation.Owner.CreateCommand(
            "SELECT count(*) FROM ledger.transfer");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
