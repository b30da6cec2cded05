using System.Globalization;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>How far one is identified, what that allows, and the way to more; the payment account follows.</summary>
internal static class IdentityPages
{
    private const int Majority = 18;

    public static void Map(Routes routes)
    {
        routes.Page("/me/identity", Who.Person, visit => ShowAsync(
            visit, Fields.Of(("back", Paths.OwnOr(visit.Query("back"), "")))));
        routes.Form("/me/identity", Who.Person, IdentifyAsync);
        routes.Form("/me/identity/source", Who.Person, AddSourceAsync);
    }

    /// <summary>
    /// Brings the payment account to the class that the identification allows: opened when there is none, raised when
    /// it is lower. The keys name the class, so that doing it again does nothing.
    /// </summary>
    public static async Task BringUpAccountAsync(AppParts parts, long person, int allowed)
    {
        if (allowed is < 1 or > 3)
        {
            return;
        }

        AccountClass wanted = (AccountClass)allowed;
        PaymentAccount? account = await parts.Db.OneAsync(new PaymentAccount.Of(parts.ShardOf(person), person));
        if (account is null)
        {
            _ = await new OpenAccount(parts.Wallet).HandleAsync(new(person, "sign-up", wanted));
            account = await parts.Db.OneAsync(new PaymentAccount.Of(parts.ShardOf(person), person));
        }

        if (account is { ClosedOn: null } && account.Class < wanted)
        {
            _ = await new ChangeClass(parts.Wallet)
                .HandleAsync(new(person, $"class-{allowed}", wanted, "identified better"));
        }
    }

    private static async Task<IResult> ShowAsync(Visit visit, Fields fields)
    {
        KycStanding standing = await new Kyc(visit.Parts.Identity).ReadAsync(visit.Person, visit.Aborted);
        // What a process that stopped half-way has left: a level without its account.
        await BringUpAccountAsync(visit.Parts, visit.Person, standing.AccountClass);
        return visit.ShowForm<IdentityPage>(fields, (nameof(IdentityPage.Standing), standing));
    }

    private static async Task<IResult> IdentifyAsync(Visit visit, Fields fields)
    {
        if (!fields.AreGood)
        {
            return await ShowAsync(visit, fields);
        }

        string idNumber = Typed.Digits(fields["id-number"]).ToUpperInvariant();
        if (IsTooYoung(idNumber, visit.Today))
        {
            fields.Refuse("id-number", TooYoung);
            return await ShowAsync(visit, fields);
        }

        KycStanding standing = await new Kyc(visit.Parts.Identity)
            .IdentifyAsync(visit.Person, Typed.Line(fields["name"]), idNumber, visit.Aborted);
        string field = standing.Status switch
        {
            IdentityStatus.InvalidName => "name",
            IdentityStatus.InvalidIdNumber => "id-number",
            _ => Forms.Whole,
        };
        return await EndAsync(visit, fields, standing, field);
    }

    /// <summary>Whether an id number is that of somebody under age: the seventh to the fourteenth character are the
    /// day of birth. One that is none says nothing.</summary>
    public static bool IsTooYoung(string idNumber, DateOnly today) =>
        IdNumbers.Normalise(idNumber) is { } known && DateOnly.ParseExact(
            known.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture) > today.AddYears(-Majority);

    /// <summary>What somebody under age is told.</summary>
    public static readonly Text TooYoung = new(
        "年满 18 周岁才能开户。", "You must be 18 or older to open an account.");

    private static async Task<IResult> AddSourceAsync(Visit visit, Fields fields)
    {
        if (!Enum.TryParse(fields["source"], out KycSource source) || !Enum.IsDefined(source) || !fields.AreGood)
        {
            return visit.NothingHere();
        }

        KycStanding standing = await new Kyc(visit.Parts.Identity)
            .AddSourceAsync(visit.Person, source, Typed.Line(fields["evidence"]), visit.Aborted);
        return await EndAsync(
            visit, fields, standing,
            standing.Status == IdentityStatus.InvalidText ? "evidence" : Forms.Whole);
    }

    private static async Task<IResult> EndAsync(Visit visit, Fields fields, KycStanding standing, string field)
    {
        if (standing.Status == IdentityStatus.Done)
        {
            await BringUpAccountAsync(visit.Parts, visit.Person, standing.AccountClass);
            await Told.EventsAsync(visit, standing.Events);
            return visit.Done(Forms.BackOr(fields, "/me/identity"), "identified");
        }

        // Who is not identified has nothing yet that could be there: it is another account that has the number.
        fields.Refuse(field, standing is { Status: IdentityStatus.Exists, Level: KycLevel.L0 }
            ? KycTexts.Taken : IdentityTexts.Of(standing.Status));
        return await ShowAsync(visit, fields);
    }
}
