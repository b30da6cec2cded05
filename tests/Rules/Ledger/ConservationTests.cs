using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>
/// Random entries over a few accounts of several shards, two processes, a server that is lost now and then: whatever
/// happens, the books balance, and everybody was told the truth.
/// </summary>
public sealed class ConservationTests
{
#if MUTATION
    private const int Cases = 5;
#else
    private const int Cases = 60;
#endif
    private const short Shards = 3;
    private const int People = 5;

    [Fact]
    public async Task Whatever_happens_the_books_balance_and_every_answer_is_true()
    {
        for (int seed = 1; seed <= Cases; seed++)
        {
            try
            {
                await new Run(seed).CheckAsync();
            }
            catch (Exception failure)
            {
                Assert.Fail($"seed {seed}: {failure}");
            }
        }
    }

    [Fact]
    public async Task Of_two_that_spend_the_same_money_exactly_one_wins()
    {
        await using Books books = await Books.OpenAsync();
        await using GeneralLedger other = books.Another();
        for (int round = 0; round < 200; round++)
        {
            PostResult[] results = await Task.WhenAll(
                books.PostAsync(books.Draft(Leg.Transfer(Books.Wallet(Books.Alice), Books.Reserve, 100_00))),
                other.PostAsync(books.Draft(Leg.Transfer(Books.Wallet(Books.Alice), Books.Wallet(Books.Bob), 100_00))));
            Assert.Equal([PostStatus.Posted, PostStatus.InsufficientBalance], results.Select(r => r.Status).Order());
            await books.MustAsync(books.Draft(Leg.Transfer(Books.Reserve, Books.Wallet(Books.Alice), 100_00)));
        }

        BooksCheck.Holds(books.Store);
    }

    private sealed class Run(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly MemoryLedgerStore _store = new(Shards);
        private readonly SteppingClock _clock = new(new DateTimeOffset(2026, 3, 10, 1, 0, 0, TimeSpan.Zero));
        private readonly List<(EntryDraft Draft, Task<PostResult> Answer)> _asked = [];

        public async Task CheckAsync()
        {
            await using GeneralLedger one = Books.Another(_store, _clock);
            await using GeneralLedger two = Books.Another(_store, _clock);
            for (short shard = 0; shard < Shards; shard++)
            {
                for (int person = 1; person <= People; person++)
                {
                    await one.PostAsync(
                        Draft(shard, $"open {shard} {person}") with { Owner = person, Standing = Standing.Open });
                }
            }

            Random faults = new(seed);
            _store.OnCommit = _ =>
            {
                lock (faults)
                {
                    return faults.Next(12) switch
                    {
                        0 => Fault.LostBeforeCommit,
                        1 => Fault.LostAfterCommit,
                        _ => Fault.None,
                    };
                }
            };
            for (int i = 0; i < 300; i++)
            {
                AskSomething(i, _random.Next(2) == 0 ? one : two, one);
                if (_random.Next(10) == 0)
                {
                    await _asked[^1].Answer;
                }
            }

            await Task.WhenAll(_asked.Select(asked => asked.Answer));
            _store.OnCommit = null;
            foreach ((EntryDraft draft, Task<PostResult> answer) in _asked)
            {
                PostResult told = await answer;
                PostResult kept = await two.PostAsync(draft);
                Assert.True(told.Status == PostStatus.Unknown || (told.Status, told.Entry) == (kept.Status, kept.Entry),
                    $"{draft.Key}: told {told}, kept {kept}");
            }

            BooksCheck.Holds(_store);
            Assert.All(_store.Shards, shard =>
                Assert.Equal(shard.Keys.Count, shard.Keys.Values.Select(k => k.Entry).Distinct().Count()));
        }

        private void AskSomething(int number, GeneralLedger ledger, GeneralLedger other)
        {
            short shard = (short)_random.Next(Shards);
            EntryDraft draft = Draft(shard, $"entry {number}") with
            {
                Legs = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => SomeLeg())],
                Rows = _random.Next(20) == 0 ? [new NeverWritten()] : [],
            };
            _store.WriteWith<NeverWritten>((_, _, _) => 0);
            _asked.Add((draft, ledger.PostAsync(draft)));
            if (_random.Next(4) == 0)
            {
                // The client lost patience and asks the other process for the same.
                _asked.Add((draft, other.PostAsync(draft)));
            }
        }

        private Leg SomeLeg()
        {
            AccountKey person = Books.Wallet(_random.Next(1, People + 2));
            long amount = _random.Next(0, 50);
            return _random.Next(6) switch
            {
                0 => Leg.Transfer(Books.Reserve, person, amount * 3),
                1 => Leg.Transfer(person, Books.Reserve, amount),
                2 => Leg.Transfer(person, Books.Wallet(_random.Next(1, People + 1)), amount),
                3 => Leg.Transfer(person, AccountKey.Of(Party.Merchant(1), AccountCode.MerchantPending), amount),
                4 => Leg.UseLimit(Limit(person.Owner), 2026 + _random.Next(2), new(500), new(amount)),
                _ => Leg.ReleaseLimit(Limit(person.Owner), 2026, new(amount)),
            };
        }

        private static AccountKey Limit(long person) => AccountKey.Of(person, AccountCode.BalancePaymentLimit);

        private static EntryDraft Draft(short shard, string key) => new()
        {
            Shard = shard,
            Owner = 1,
            Act = Books.AnAct,
            Key = key,
            BusinessDate = Books.Today,
        };
    }
}
