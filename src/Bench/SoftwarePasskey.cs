using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Huoqi.Bench;

/// <summary>
/// An authenticator in code, for tests and load drivers: one ES256 key for one site, attestation "none", user always
/// verified, a counter that grows with each assertion. It needs nothing but the framework's base library.
/// </summary>
internal sealed class SoftwarePasskey : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _credential = RandomNumberGenerator.GetBytes(32);
    private readonly string _origin;
    private string _site = "";
    private byte[] _user = [];
    private uint _counter;

    /// <summary>An authenticator for pages of an origin, such as "https://localhost".</summary>
    public SoftwarePasskey(string origin) => _origin = origin;

    /// <summary>Whether it says that it knows its user; a test may switch it off.</summary>
    public bool VerifiesUser { get; set; } = true;

    /// <summary>Whether it counts its assertions. One that is kept in an account of the device's maker does not: its
    /// answers may come in any order.</summary>
    public bool Counts { get; set; } = true;

    /// <summary>The counter; set back, it is a copy of itself.</summary>
    public uint Counter
    {
        get => _counter;
        set => _counter = value;
    }

    /// <summary>What navigator.credentials.create would give for these options, as JSON.</summary>
    public string Create(string optionsJson)
    {
        JsonNode options = JsonNode.Parse(optionsJson)!;
        _site = options["rp"]!["id"]!.GetValue<string>();
        _user = Base64Url.DecodeFromChars(options["user"]!["id"]!.GetValue<string>());
        ECParameters key = _key.ExportParameters(includePrivateParameters: false);
        byte[] cose =
        [
            0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, .. CborBytes(key.Q.X!), 0x22, .. CborBytes(key.Q.Y!),
        ];
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)_credential.Length);
        byte[] data = [.. Header(HasCredential), .. new byte[16], .. length, .. _credential, .. cose];
        byte[] attestation =
        [
            0xA3, .. CborText("fmt"), .. CborText("none"), .. CborText("attStmt"), 0xA0, .. CborText("authData"),
            .. CborBytes(data),
        ];
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Text(ClientData("webauthn.create", options)),
            ["attestationObject"] = Text(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>What navigator.credentials.get would give for these options, as JSON.</summary>
    public string Get(string optionsJson)
    {
        JsonNode options = JsonNode.Parse(optionsJson)!;
        _counter += Counts ? 1u : 0;
        byte[] data = Header(0);
        byte[] client = ClientData("webauthn.get", options);
        byte[] signature = _key.SignData(
            [.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Text(client),
            ["authenticatorData"] = Text(data),
            ["signature"] = Text(signature),
            ["userHandle"] = Text(_user),
        });
    }

    public void Dispose() => _key.Dispose();

    private byte[] Header(byte flags)
    {
        byte[] header = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(_site)).CopyTo(header, 0);
        header[32] = (byte)(flags | UserPresent | (VerifiesUser ? UserVerified : 0));
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(33), _counter);
        return header;
    }

    private byte[] ClientData(string type, JsonNode options) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = type,
        ["challenge"] = options["challenge"]!.GetValue<string>(),
        ["origin"] = _origin,
        ["crossOrigin"] = false,
    }.ToJsonString());

    private string Credential(JsonObject response) => new JsonObject
    {
        ["id"] = Text(_credential),
        ["rawId"] = Text(_credential),
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    }.ToJsonString();

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private static byte[] CborText(string text) => [(byte)(0x60 | text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] CborBytes(byte[] bytes) => bytes.Length < 256
        ? [0x58, (byte)bytes.Length, .. bytes]
        : [0x59, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
}
