#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Huoqi.Acquiring;
using Huoqi.Bench;
using Huoqi.Customers;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Two web processes serve the same people: whichever answers, and when one of them is killed.</summary>
public sealed class TwoProcessesTests(PostgresFixture postgres)
{
    private const int People = 6;
    private const int PaymentsEach = 20;

    /// <summary>Payments of each person that wait until the killed process is back.</summary>
    private const int Late = 4;

    [Fact]
    public async Task One_is_killed_under_load_and_nobody_is_refused_twice_or_signed_out_and_nothing_is_paid_twice()
    {
        await using TwoProcesses two = await TwoProcesses.StartAsync(postgres);
        await using RoundRobinProxy proxy = new(two.Addresses);
        using HttpClient client = proxy.NewClient();
        long merchant = await two.Books.MerchantAsync();
        Payer[] payers = await Task.WhenAll(
            Enumerable.Range(0, People).Select(n => PayerAsync(two, merchant, n)));
        TaskCompletionSource back = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int paid = 0;
        int repeated = 0;
        int views = 0;

        async Task PayAsync(Payer payer)
        {
            for (int n = 0; n < PaymentsEach; n++)
            {
                if (n == PaymentsEach - Late)
                {
                    await back.Task;
                }

                payer.Answers.Add(await TwiceAsync(() => payer.DoAsync(client, n)));
                Interlocked.Increment(ref paid);
            }
        }

        async Task LookAsync(Payer payer)
        {
            while (Volatile.Read(ref paid) < People * PaymentsEach)
            {
                (int status, string page) = await TwiceAsync(() => payer.LookAsync(client));
                Assert.Equal((200, true), (status, page.Contains("id=\"total\"", StringComparison.Ordinal)));
                Interlocked.Increment(ref views);
            }
        }

        // The first time may fail, when the process dies that it went to; the second may not.
        async Task<(int Status, string Body)> TwiceAsync(Func<Task<(int Status, string Body)>> ask)
        {
            try
            {
                return await ask();
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref repeated);
                return await ask();
            }
        }

        Task load = Task.WhenAll([.. payers.Select(PayAsync), .. payers.Select(LookAsync)]);
        while (Volatile.Read(ref paid) < People * PaymentsEach / 4 && !load.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        await two.KillAsync(0);
        await two.StartAsync(0);
        back.SetResult();
        await load;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{paid} payments and {views} pages, {repeated} requests sent again");

        await Task.WhenAll(payers.Select(payer => CheckAsync(two, payer)));
        SettlementDay day = await new SettlementReport(two.Books.Acquiring).OfAsync(new(merchant), two.Books.Today);
        Assert.Equal((People * PaymentsEach, Money.FromYuan(People * PaymentsEach)), (day.Lines.Count, day.Payments));
        Assert.Empty(await two.Books.FindingsAsync());
    }

    [Fact]
    public async Task A_sign_in_begun_at_one_is_finished_at_the_other_and_the_form_of_one_is_taken_by_the_other()
    {
        await using TwoProcesses two = await TwoProcesses.StartAsync(postgres);
        long person = await two.Books.PersonAsync(Money.FromYuan(100));
        using ApiCaller api = new(two.Addresses[0]);
        using SoftwarePasskey passkey = await SpendSession.NewPasskeyAsync(
            api, await two.Books.TokenAsync(person), CancellationToken.None);
        foreach ((Uri here, Uri there) in ((Uri, Uri)[])[
            (two.Addresses[0], two.Addresses[1]), (two.Addresses[1], two.Addresses[0])])
        {
            using Browser browser = new(here);
            await browser.OpenAsync("/sign-in");
            string options = browser.Form("form[data-passkey='get']").GetAttribute("data-options")!;
            HttpResponseMessage entered = await browser.SendFormAsync(
                "form[data-passkey='get']", $"{there}sign-in/passkey", ("credential", passkey.Get(options)));
            Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
            Assert.True(await browser.IsSignedInAsync());

            // A form of somebody signed in, too; and who signs out at one is signed out at both.
            HttpResponseMessage left = await browser.SendFormAsync("form[action='/sign-out']", $"{there}sign-out");
            Assert.Equal(HttpStatusCode.SeeOther, left.StatusCode);
            Assert.False(await browser.IsSignedInAsync());
        }
    }

    private static async Task<Payer> PayerAsync(TwoProcesses two, long merchant, int number)
    {
        using ApiCaller one = new(two.Addresses[number % 2]);
        using ApiCaller other = new(two.Addresses[(number + 1) % 2]);
        long person = await two.Books.PersonAsync(Money.FromYuan(100));
        string token = await two.Books.TokenAsync(person);
        using SoftwarePasskey passkey = await SpendSession.NewPasskeyAsync(one, token, CancellationToken.None);
        SpendSession session = new(token, passkey);
        List<(JsonObject, string)> payments = [];
        for (int n = 0; n < PaymentsEach; n++)
        {
            RequestId request = await two.Books.PaymentAsync(merchant, Money.FromYuan(1));
            JsonObject wanted = SpendSession.Pay("1.00", merchant, request.ToString());
            payments.Add((wanted, await session.ConfirmAsync(one, other, wanted, CancellationToken.None)));
        }

        return new(person, session.Token, payments);
    }

    private static async Task CheckAsync(TwoProcesses two, Payer payer)
    {
        foreach (Uri address in two.Addresses)
        {
            using HttpClient client = new() { BaseAddress = address };
            for (int n = 0; n < PaymentsEach; n++)
            {
                Assert.Equal(201, payer.Answers[n].Status);
                Assert.Equal(payer.Answers[n], await payer.DoAsync(client, n));
            }

            Assert.Equal(200, (await payer.LookAsync(client)).Status);
        }

        BillPage bills = (await new BillReading(two.Books.Customers).PageAsync(payer.Person, new(), cursor: null, 50))!;
        Assert.Equal(PaymentsEach, bills.Items.Count(bill => bill.Wallet < Money.Zero));
        Assert.Equal(Money.FromYuan(100 - PaymentsEach), bills.Items[0].WalletAfter);
    }

    /// <summary>Somebody signed in, with payments that are confirmed and not yet made.</summary>
    private sealed record Payer(
        long Person, string Token, IReadOnlyList<(JsonObject Wanted, string Confirmation)> Payments)
    {
        public List<(int Status, string Body)> Answers { get; } = [];

        public async Task<(int Status, string Body)> DoAsync(HttpClient client, int n)
        {
            (JsonObject wanted, string confirmation) = Payments[n];
            using HttpRequestMessage request = new(HttpMethod.Post, SpendSession.PathOf(wanted));
            request.Headers.Authorization = new("Bearer", Token);
            request.Headers.Add("Idempotency-Key", $"payment-{n}");
            request.Content = new StringContent(SpendSession.ToDo(wanted, confirmation).ToJsonString());
            request.Content.Headers.ContentType = new("application/json");
            using HttpResponseMessage answer = await client.SendAsync(request);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        public async Task<(int Status, string Body)> LookAsync(HttpClient client)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/");
            request.Headers.Add("Cookie", $"__Host-huoqi={Token}");
            using HttpResponseMessage answer = await client.SendAsync(request);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    /// <summary>Two web processes on a database of their own.</summary>
    private sealed class TwoProcesses : IAsyncDisposable
    {
        private readonly TestFolder _folder;
        private readonly HuoqiProcess[] _processes = new HuoqiProcess[2];
        private readonly TestDatabase _database;
        private readonly Installation _installation;

        private TwoProcesses(
            TestFolder folder, TestDatabase database, Installation installation, SpendBooks books)
        {
            _folder = folder;
            _database = database;
            _installation = installation;
            Books = books;
            Addresses = [AddressOf(FreePort()), AddressOf(FreePort())];
        }

        public SpendBooks Books { get; }

        public Uri[] Addresses { get; }

        public static async Task<TwoProcesses> StartAsync(PostgresFixture postgres)
        {
            TestDatabase database = await postgres.CreateDatabaseAsync();
            Installation installation = await database.OpenAsync(shards: 2);
            TestFolder folder = new();
            TwoProcesses two = new(
                folder, database, installation,
                await SpendBooks.StartAsync(installation, folder.Path, CancellationToken.None));
            await Task.WhenAll(two.StartAsync(0), two.StartAsync(1));
            return two;
        }

        /// <summary>Starts one, at its port.</summary>
        public async Task StartAsync(int number)
        {
            _processes[number] = HuoqiProcess.Start(
            [
                "web", "--database", Books.Connection, "--without-workers", "--port", $"{Addresses[number].Port}",
                "--data", _folder.Path, .. Books.WebArguments,
            ]);
            await _processes[number].UntilSaidAsync("ready:");
        }

        /// <summary>kill -9.</summary>
        public async Task KillAsync(int number)
        {
            await _processes[number].KillAsync();
            await _processes[number].DisposeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Task.WhenAll(_processes.Where(one => one is not null).Select(async one => await one.DisposeAsync()));
            await Books.DisposeAsync();
            await _installation.DisposeAsync();
            await _database.DisposeAsync();
            _folder.Dispose();
        }

        private static Uri AddressOf(int port) => new($"http://localhost:{port}");

        private static int FreePort()
        {
            using TcpListener listener = new(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
