using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Huoqi.Identity;

/// <summary>Somebody as the framework's passkey code sees them.</summary>
internal sealed record PasskeyHolder(long Person, IReadOnlyList<UserPasskeyInfo> Passkeys);

/// <summary>
/// Drives ASP.NET Core's own WebAuthn code (PasskeyHandler) without cookies and sign-in managers: questions and their
/// state are texts that we keep in a row, and people come from our tables. User verification is required, the
/// attestation is "none", and the origin must be one of the site's.
/// </summary>
/// <param name="site">For which site.</param>
/// <param name="of">Reads a person with their passkeys; null when there is none.</param>
/// <param name="ofCredential">Finds whose a credential is.</param>
internal sealed class PasskeyVerifier(
    PasskeySite site,
    Func<long, CancellationToken, Task<PasskeyHolder?>> of,
    Func<byte[], CancellationToken, Task<PasskeyHolder?>> ofCredential)
{
    /// <summary>An answer of an authenticator is a few kB at most.</summary>
    public const int AnswerLengthMax = 16 * 1024;

    /// <summary>What to ask for a new passkey, and the state to keep.</summary>
    public async Task<(string Options, string State)> AskNewAsync(long person, string name)
    {
        using UserManager<PasskeyHolder> people = People();
        PasskeyCreationOptionsResult made = await Handler(people).MakeCreationOptionsAsync(
            new() { Id = Id(person), Name = name, DisplayName = name }, new DefaultHttpContext());
        return (made.CreationOptionsJson, made.AttestationState!);
    }

    /// <summary>What to ask for an assertion, and the state to keep.</summary>
    /// <param name="holder">Whose passkeys may answer; null = any of the site.</param>
    /// <param name="challenge">What is to be signed; null = random bytes.</param>
    public async Task<(string Options, string State)> AskAsync(PasskeyHolder? holder, byte[]? challenge)
    {
        using UserManager<PasskeyHolder> people = People();
        PasskeyRequestOptionsResult made =
            await Handler(people).MakeRequestOptionsAsync(holder, new DefaultHttpContext());
        (string options, string state) = (made.RequestOptionsJson, made.AssertionState!);
        if (challenge is null)
        {
            return (options, state);
        }

        // The framework makes a random challenge and offers no way to give it one; it checks the answer against its
        // state. So ours takes the place of its random one in both texts.
        JsonNode question = JsonNode.Parse(options)!;
        byte[] random = Base64Url.DecodeFromChars(question["challenge"]!.GetValue<string>());
        question["challenge"] = Base64Url.EncodeToString(challenge);
        return (question.ToJsonString(), WithChallenge(JsonNode.Parse(state)!.AsObject(), random, challenge));
    }

    private static string WithChallenge(JsonObject state, byte[] random, byte[] challenge)
    {
        // Bytes of the state are written in one of two ways, and each is found by its value and not by its name.
        string[] ways = [Convert.ToBase64String(random), Base64Url.EncodeToString(random)];
        string[] places =
        [
            .. state.Where(member => member.Value?.GetValueKind() == JsonValueKind.String
                && ways.Contains(member.Value.GetValue<string>(), StringComparer.Ordinal)).Select(member => member.Key),
        ];
        Invariant.Holds(places.Length == 1, "the state of a question holds its challenge once");
        bool isPlain = state[places[0]]!.GetValue<string>() == ways[0];
        state[places[0]] = isPlain ? Convert.ToBase64String(challenge) : Base64Url.EncodeToString(challenge);
        return state.ToJsonString();
    }

    /// <summary>The new passkey, when the answer fits the state; else null.</summary>
    public async Task<(UserPasskeyInfo Passkey, long Person)?> TakeNewAsync(string state, string answer)
    {
        if (answer.Length > AnswerLengthMax)
        {
            return null;
        }

        using UserManager<PasskeyHolder> people = People();
        PasskeyAttestationResult result = await Handler(people).PerformAttestationAsync(new()
        {
            HttpContext = new DefaultHttpContext(),
            CredentialJson = answer,
            AttestationState = state,
        });
        return result.Succeeded && result.Passkey.IsUserVerified
            ? (result.Passkey, long.Parse(result.UserEntity.Id, CultureInfo.InvariantCulture)) : null;
    }

    /// <summary>Who answered, and the passkey as it is to be kept from now on; null when the answer does not fit.
    /// </summary>
    public async Task<(UserPasskeyInfo Passkey, long Person)?> TakeAsync(string state, string answer)
    {
        if (answer.Length > AnswerLengthMax)
        {
            return null;
        }

        using UserManager<PasskeyHolder> people = People();
        PasskeyAssertionResult<PasskeyHolder> result = await Handler(people).PerformAssertionAsync(new()
        {
            HttpContext = new DefaultHttpContext(),
            CredentialJson = answer,
            AssertionState = state,
        });
        return result.Succeeded && result.Passkey.IsUserVerified ? (result.Passkey, result.User.Person) : null;
    }

    private static string Id(long person) => person.ToString(CultureInfo.InvariantCulture);

    private PasskeyHandler<PasskeyHolder> Handler(UserManager<PasskeyHolder> people) => new(
        people,
        Options.Create(new IdentityPasskeyOptions
        {
            ServerDomain = site.Domain,
            UserVerificationRequirement = "required",
            ResidentKeyRequirement = "required",
            AttestationConveyancePreference = "none",
            ChallengeSize = 32,
            ValidateOrigin = origin => ValueTask.FromResult(
                !origin.CrossOrigin && site.Origins.Contains(origin.Origin, StringComparer.Ordinal)),
        }));

    // Nothing of the framework's user handling is used but finding people.
    private UserManager<PasskeyHolder> People() => new(
        new Store(of, ofCredential),
        Options.Create(new IdentityOptions()),
        null!,
        [],
        [],
        null!,
        new IdentityErrorDescriber(),
        null!,
        NullLogger<UserManager<PasskeyHolder>>.Instance);

    /// <summary>People for the framework: found by number or credential, and never written by it.</summary>
    private sealed class Store(
        Func<long, CancellationToken, Task<PasskeyHolder?>> of,
        Func<byte[], CancellationToken, Task<PasskeyHolder?>> ofCredential) : IUserPasskeyStore<PasskeyHolder>
    {
        public Task<string> GetUserIdAsync(PasskeyHolder user, CancellationToken cancellationToken) =>
            Task.FromResult(Id(user.Person));

        public Task<string?> GetUserNameAsync(PasskeyHolder user, CancellationToken cancellationToken) =>
            Task.FromResult<string?>(Id(user.Person));

        public async Task<PasskeyHolder?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
            long.TryParse(userId, NumberStyles.None, CultureInfo.InvariantCulture, out long person)
                ? await of(person, cancellationToken) : null;

        public Task<PasskeyHolder?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
            ofCredential(credentialId, cancellationToken);

        public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(
            PasskeyHolder user, CancellationToken cancellationToken) =>
            Task.FromResult<IList<UserPasskeyInfo>>([.. user.Passkeys]);

        public Task<UserPasskeyInfo?> FindPasskeyAsync(
            PasskeyHolder user, byte[] credentialId, CancellationToken cancellationToken) => Task.FromResult(
                user.Passkeys.FirstOrDefault(passkey => passkey.CredentialId.AsSpan().SequenceEqual(credentialId)));

        public Task<string?> GetNormalizedUserNameAsync(PasskeyHolder user, CancellationToken cancellationToken) =>
            GetUserNameAsync(user, cancellationToken);

        public Task<PasskeyHolder?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
            FindByIdAsync(normalizedUserName, cancellationToken);

        public Task AddOrUpdatePasskeyAsync(
            PasskeyHolder user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw NotOurs();

        public Task RemovePasskeyAsync(
            PasskeyHolder user, byte[] credentialId, CancellationToken cancellationToken) => throw NotOurs();

        public Task SetUserNameAsync(PasskeyHolder user, string? userName, CancellationToken cancellationToken) =>
            throw NotOurs();

        public Task SetNormalizedUserNameAsync(
            PasskeyHolder user, string? normalizedName, CancellationToken cancellationToken) => throw NotOurs();

        public Task<IdentityResult> CreateAsync(PasskeyHolder user, CancellationToken cancellationToken) =>
            throw NotOurs();

        public Task<IdentityResult> UpdateAsync(PasskeyHolder user, CancellationToken cancellationToken) =>
            throw NotOurs();

        public Task<IdentityResult> DeleteAsync(PasskeyHolder user, CancellationToken cancellationToken) =>
            throw NotOurs();

        public void Dispose()
        {
            // Holds nothing.
        }

        private static InvariantBrokenException NotOurs() => new("the framework only verifies; the acts write");
    }
}
