using Huoqi.Kernel;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.RulesTests.Sims;

public sealed class BankJournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("huoqi-bank-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Journal => Path.Combine(_folder, "bank.journal");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_bank_opened_again_answers_what_it_answered_before()
    {
        const string Faults = """
            {"refuseTokens":[{"ending":"0000","code":"insufficient-funds"}],"latePerMillion":300000,"lateQueries":2,
             "doubleCallbackPerMillion":500000}
            """;
        BankOrder[] orders =
            [.. Enumerable.Range(1, 200).Select(entry => BankDesk.Order(entry, card: $"card-{entry % 7}000"))];
        string[] half = [.. orders.Where((_, index) => index % 2 == 0).Select(order => order.OrderNo)];
        IReadOnlyList<BankAnswer> before;
        BankCallbackPage callbacks;
        BankStatement statement;
        using (BankDesk desk = new(Faults, Journal))
        {
            _ = await desk.Port.SubmitAsync(orders, Cancel);
            _ = await desk.Port.QueryAsync(half, Cancel);
            _ = await desk.Port.QueryAsync(half, Cancel);
            _ = await desk.Port.PlaceFacilityAsync(new("F-1", Money.Parse("9.00"), BankDesk.Monday), Cancel);
            before = await desk.Port.SubmitAsync(orders, Cancel);
            callbacks = await desk.Port.CallbacksAsync(after: 0, Cancel);
            statement = await desk.Port.StatementAsync(BankDesk.Monday, Cancel);
        }

        using BankDesk reopened = new(journal: Journal);
        Assert.Equal(before, await reopened.Port.SubmitAsync(orders, Cancel));
        Assert.Equal(callbacks.Callbacks, (await reopened.Port.CallbacksAsync(after: 0, Cancel)).Callbacks);
        Assert.Equal(statement.Lines, (await reopened.Port.StatementAsync(BankDesk.Monday, Cancel)).Lines);
        Assert.Equal(Money.Parse("9.00"), (await reopened.Port.FacilityAsync(Cancel)).Balance);
        Assert.Contains(before, answer => answer.Outcome == BankOutcome.Pending);
        Assert.Contains(before, answer => answer.Outcome == BankOutcome.Refused);
        Assert.NotEmpty(callbacks.Callbacks);
    }

    [Fact]
    public async Task A_torn_last_line_is_cut_off_at_every_length()
    {
        BankAnswer first;
        using (BankDesk desk = new(journal: Journal))
        {
            first = await desk.SubmitAsync(BankDesk.Order(1), Cancel);
            _ = await desk.SubmitAsync(BankDesk.Order(2), Cancel);
        }

        byte[] whole = await File.ReadAllBytesAsync(Journal, Cancel);
        int firstLine = Array.IndexOf(whole, (byte)'\n') + 1;
        for (int length = firstLine; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(Journal, whole[..length], Cancel);
            using BankDesk desk = new(journal: Journal);
            Assert.Equal(first, await desk.QueryAsync(first.OrderNo, Cancel));
            Assert.Equal(BankOutcome.Absent, (await desk.QueryAsync("07-000000000002", Cancel)).Outcome);
            Assert.Equal("B000000000002", (await desk.SubmitAsync(BankDesk.Order(3), Cancel)).BankReference);
        }
    }

    [Fact]
    public async Task A_journal_damaged_in_the_middle_is_refused()
    {
        await File.WriteAllTextAsync(Journal, "{\"order\":1}\n{}\n", Cancel);
        Assert.Throws<InvalidDataException>(() => new BankDesk(journal: Journal));
    }
}
