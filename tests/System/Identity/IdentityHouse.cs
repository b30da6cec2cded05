using System.Text.Json.Nodes;
using Huoqi.Authority;
using Huoqi.Identity;
using Huoqi.Ledger;
using Huoqi.Bench;
using Xunit;

namespace Huoqi.SystemTests.Identity;

/// <summary>Identity over a database of its own, with the simulated authority in this process.</summary>
internal sealed class IdentityHouse : IAsyncDisposable
{
    public const string Origin = "https://localhost";

    private static long _phones = 13_800_000_000;

    private readonly AuthorityApi _authority;
    private readonly HttpClient _client;

    private IdentityHouse(TestDatabase database)
    {
        Database = database;
        _authority = new(new(Clock));
        _client = new(new InProcessHandler(_authority)) { BaseAddress = new("http://127.0.0.1") };
        AuthorityHttp port = new(_client);
        Parts = new(
            database.Db,
            person => Sharding.Of(person, Shards),
            Shards,
            Clock,
            [.. Enumerable.Range(1, 32).Select(i => (byte)i)],
            port,
            port,
            new("localhost", "Huoqi", [Origin]));
    }

    public const int Shards = 4;

    public TestDatabase Database { get; }

    public MovedClock Clock { get; } = new();

    public IdentityParts Parts { get; }

    public static Visitor Visitor { get; } = new("192.0.2.1", "Test, Linux");

    public Sessions Sessions => new(Parts);

    /// <summary>What a web process notes uses with.</summary>
    public SessionUses Uses => field ??= new(Parts);

    public static async Task<IdentityHouse> OpenAsync(PostgresFixture postgres) =>
        new(await postgres.CreateDatabaseAsync());

    public static string NewPhone() => $"{Interlocked.Increment(ref _phones)}";

    /// <summary>The code the phone shows.</summary>
    public async Task<string> CodeAsync(string phone)
    {
        string page = await _client.GetStringAsync($"/v1/messages?phone={phone}&limit=1");
        return JsonNode.Parse(page)!["messages"]![0]!["code"]!.GetValue<string>();
    }

    public async Task SetFaultsAsync(string json)
    {
        using StringContent body = new(json);
        HttpResponseMessage answer = await _client.PostAsync("/v1/faults", body);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A person with a session, by phone and code.</summary>
    public async Task<(SessionRow Session, string Phone)> SignUpAsync(string? phone = null)
    {
        string number = phone ?? NewPhone();
        SignUp signUp = new(Parts);
        CodeSent sent = await signUp.BeginAsync(number, Visitor);
        Assert.Equal(IdentityStatus.Done, sent.Status);
        SignedIn done = await signUp.FinishAsync(sent.Ticket, number, await CodeAsync(number), Visitor);
        Assert.Equal(IdentityStatus.Done, done.Status);
        return (await ReadAsync(done), number);
    }

    /// <summary>A person with a passkey.</summary>
    public async Task<(SessionRow Session, string Phone, SoftwarePasskey Passkey)> WithPasskeyAsync()
    {
        (SessionRow session, string phone) = await SignUpAsync();
        SoftwarePasskey passkey = await AddPasskeyAsync(session);
        // The first factor counts as shown for five minutes; a test begins after them.
        Clock.Move(TimeSpan.FromMinutes(6));
        return ((await Sessions.ReadAsync(LastToken))!, phone, passkey);
    }

    public async Task<SoftwarePasskey> AddPasskeyAsync(SessionRow session)
    {
        SoftwarePasskey passkey = new(Origin);
        Passkeys passkeys = new(Parts);
        PasskeyAsk ask = await passkeys.BeginAsync(session);
        Assert.Equal(IdentityStatus.Done, ask.Status);
        IdentityAnswer added = await passkeys.FinishAsync(session, ask.Ask, passkey.Create(ask.OptionsJson), "Laptop");
        Assert.Equal(IdentityStatus.Done, added.Status);
        return passkey;
    }

    /// <summary>The token of the last sign-in or proof.</summary>
    public string LastToken { get; private set; } = "";

    public async Task<SessionRow> ReadAsync(SignedIn done)
    {
        LastToken = done.Token!.Value.Reveal();
        return (await Sessions.ReadAsync(LastToken))!;
    }

    /// <summary>Reads a session as a request does, which counts as a use of its token.</summary>
    public async Task<SessionRow?> UseAsync(string token)
    {
        SessionRow? session = await Sessions.ReadAsync(token);
        if (session is not null)
        {
            if (session.IsFirstUse)
            {
                await Sessions.TakeOverAsync(Sessions.Of(token)!, session);
            }

            Uses.Note(session);
            await Uses.WrittenAsync();
        }

        return session;
    }

    /// <summary>A step-up with the passkey, and the session as it is after it.</summary>
    public async Task<(string Confirmation, SessionRow Session)> ProveAsync(
        SessionRow session, SoftwarePasskey passkey, Purpose purpose)
    {
        StepUp stepUp = new(Parts);
        StepUpAsk ask = await stepUp.BeginAsync(session, purpose);
        Assert.Equal(IdentityStatus.Done, ask.Status);
        StepUpProof proof = await stepUp.ProveByPasskeyAsync(
            session, ask.Confirmation, passkey.Get(ask.OptionsJson!));
        Assert.Equal(IdentityStatus.Done, proof.Status);
        LastToken = proof.Token!.Value.Reveal();
        return (ask.Confirmation, (await Sessions.ReadAsync(LastToken))!);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _authority.Dispose();
        await Database.DisposeAsync();
    }
}

/// <summary>Real time, moved on by a test.</summary>
internal sealed class MovedClock : TimeProvider
{
    private long _ticks;

    public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _ticks));
}
