using System.Text;
using Huoqi.Customers;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>What somebody writes to money they send is read by the friend, in whatever shard that one lives.</summary>
public sealed class GiftNoteTests(PostgresFixture postgres)
{
    private const string Note = "生日快乐 🎂";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task A_note_is_in_the_friends_bill_receipt_message_search_and_export(short from, short to)
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2026-01-05 10:00");
        CustomersParts parts = new(house.Parts, house.Database.Db, house.Port);
        long giver = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(from, 1), "100.00");
        long friend = await house.OpenAsync(WalletHouse.PersonIn(to, 2));
        SendToFriend send = new(house.Parts);
        Assert.Equal(from == to ? WalletStatus.Done : WalletStatus.Pending,
            (await send.HandleAsync(new(giver, "noted", friend, new(7_00), Note))).Status);
        await send.HandleAsync(new(giver, "bare", friend, new(1_00)));
        await house.DeliverAsync();

        BillReading bills = new(parts);
        foreach (long person in (long[])[giver, friend])
        {
            IReadOnlyList<Bill> all = (await bills.PageAsync(person, new(), cursor: null, 10, Cancel))!.Items;
            Bill[] gifts = [.. all.Where(bill => bill.Kind is BillKind.Sent or BillKind.Received)];
            Assert.Equal(["", Note], gifts.Select(bill => bill.Reference).Order(StringComparer.Ordinal));
            Bill found = Assert.Single(
                (await bills.PageAsync(person, new() { Text = "生日" }, cursor: null, 10, Cancel))!.Items);
            Assert.Equal((Note, new Money(7_00)),
                (found.Reference, new Money(Math.Abs((await new Receipts(parts).FindAsync(person, found.No, Cancel))!
                    .Bill.Wallet.Fen))));
        }

        _ = await new JournalMessages(parts).RunAsync(Cancel);
        IReadOnlyList<Message> told = await new Inbox(parts).PageAsync(friend, before: null, limit: 10, Cancel);
        Assert.Equal(["", Note], told.Where(message => message.Kind == MessageKind.MoneyReceived)
            .Select(message => message.Parameters["note"]).Order(StringComparer.Ordinal));
        PeriodStatement statement = await new Statements(parts).ReadAsync(friend, house.Today, house.Today, Cancel);
        using MemoryStream csv = new();
        await Exports.WriteAsync(
            statement, ExportFormat.Csv, house.Clock.GetUtcNow(), BillsPropertyTests.Words, csv, Cancel);
        Assert.Contains(Note, Encoding.UTF8.GetString(csv.ToArray()), StringComparison.Ordinal);
        await house.VerifyAsync();
    }

    [Fact]
    public async Task What_comes_back_was_read_by_nobody_else()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2026-01-05 10:00");
        CustomersParts parts = new(house.Parts, house.Database.Db, house.Port);
        long giver = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "100.00");
        long friend = await house.OpenAsync(WalletHouse.PersonIn(1, 2));
        Assert.Equal(WalletStatus.Done,
            (await new CloseAccount(house.Parts).HandleAsync(new(friend, "close"))).Status);
        _ = await new SendToFriend(house.Parts).HandleAsync(new(giver, "noted", friend, new(7_00), Note));
        Assert.Equal((0, 1), await house.DeliverAsync());
        Assert.Empty((await new BillReading(parts).PageAsync(friend, new(), cursor: null, 10, Cancel))!.Items);
        Bill sent = (await new BillReading(parts).PageAsync(giver, new(), cursor: null, 10, Cancel))!.Items
            .Single(bill => bill.Kind == BillKind.Sent);
        Assert.Equal((Note, BillState.Returned), (sent.Reference, sent.State));
    }
}
