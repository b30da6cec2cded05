using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Huoqi.Web;
using Xunit;
using Claim = Huoqi.Identity.Claim;

namespace Huoqi.RulesTests.House;

/// <summary>A record tells all that it holds to a line of a log that is given the whole of it. One that holds personal
/// data or a secret as plain text tells its name only.</summary>
public sealed class ToldRecordsTests
{
    private const string Canary = "canary";

    /// <summary>What members are called that hold what is nobody's business.</summary>
    private static readonly string[] Kept =
    [
        "Phone", "NewPhone", "IdNumber", "CardNumber", "Face", "Evidence", "Password", "PaymentPassword", "Digits",
        "Secret", "Token", "Credential", "HolderName", "HolderIdNumber", "Pepper", "DataKey",
    ];

    private static readonly Assembly[] Looked =
    [
        typeof(Claim).Assembly, typeof(PhoneIn).Assembly, typeof(BankCardAnswer).Assembly, typeof(BankCard).Assembly,
        typeof(MerchantKey).Assembly,
    ];

    [Fact]
    public void No_record_tells_personal_data_or_a_secret()
    {
        Assert.True(Tells(new Careless("138", default).GetType()));
        Assert.True(Tells(new CarelessToo(default, default).GetType()));
        Type[] records = [.. Looked
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => IsRecord(type) && !type.IsAbstract && !type.ContainsGenericParameters
                && FieldsOf(type).Any())];
        Type[] known = [typeof(Claim), typeof(KycContent), typeof(PhoneIn), typeof(KeyOut), typeof(SignedIn)];
        Assert.Equal(known, known.Intersect(records));
        Assert.True(records.Length > 30, "the records are where this looks for them");
        Found.None(records.Where(Tells).Select(type => $"{type.FullName} tells what it holds"));
    }

    private static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$") is not null
        || type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic, [typeof(StringBuilder)])
            is not null;

    private static bool Tells(Type record)
    {
        object made = RuntimeHelpers.GetUninitializedObject(record);
        foreach (FieldInfo field in FieldsOf(record))
        {
            field.SetValue(made, CanaryOf(field.FieldType));
        }

        return made.ToString()!.Contains(Canary, StringComparison.Ordinal);
    }

    // A name is a person's beside an id number, and a code came by a message beside a phone.
    private static IEnumerable<FieldInfo> FieldsOf(Type record)
    {
        string[] names = [.. record.GetProperties().Select(property => property.Name).Distinct()];
        return names
            .Where(name => Kept.Contains(name)
                || (name == "Name" && names.Contains("IdNumber")) || (name == "Code" && names.Contains("Phone")))
            .Select(name => record.GetField(
                $"<{name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic))
            .OfType<FieldInfo>()
            .Where(field => CanaryOf(field.FieldType) is not null);
    }

    private static object? CanaryOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        Type text when text == typeof(string) => Canary,
        Type secret when secret == typeof(Secret) => new Secret(Canary),
        Type personal when personal == typeof(Personal) => new Personal(Canary),
        Type json when json == typeof(JsonElement) => JsonSerializer.SerializeToElement(Canary),
        _ => null,
    };

    private sealed record Careless(string Phone, long Person);

    private readonly record struct CarelessToo(long Person, JsonElement? Credential);
}
