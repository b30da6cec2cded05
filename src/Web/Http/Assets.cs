using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>
/// The style sheet, the script and the pictures of the pages. They are compressed once, at start, and are named by
/// their content, so that browsers keep them for ever and a changed one is another address.
/// </summary>
internal sealed class Assets
{
    private const string Folder = ".Assets.";

    private readonly Dictionary<string, Asset> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _pathOf = new(StringComparer.Ordinal);

    private Assets()
    {
    }

    /// <summary>All files of the folder Assets, which are embedded in this assembly.</summary>
    public static Assets Load()
    {
        Assets assets = new();
        Assembly assembly = typeof(Assets).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames())
        {
            int folder = resource.IndexOf(Folder, StringComparison.Ordinal);
            if (folder < 0)
            {
                continue;
            }

            string name = resource[(folder + Folder.Length)..];
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            using MemoryStream content = new();
            stream.CopyTo(content);
            assets.Add(name, content.ToArray());
        }

        return assets;
    }

    /// <summary>The address of a file by its name; a name that is not there is a bug.</summary>
    public string PathOf(string name) => _pathOf[name];

    /// <summary>Answers a request for a file.</summary>
    public Task ServeAsync(HttpContext http)
    {
        if (!_byPath.TryGetValue(http.Request.Path.Value ?? "", out Asset? asset))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        IHeaderDictionary headers = http.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = "Accept-Encoding";
        http.Response.ContentType = asset.ContentType;
        bool brotli = asset.Brotli.Length < asset.Plain.Length
            && http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        byte[] body = brotli ? asset.Brotli : asset.Plain;
        if (brotli)
        {
            headers.ContentEncoding = "br";
        }

        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, 0, body.Length, http.RequestAborted);
    }

    private void Add(string name, byte[] content)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
        string path = $"/assets/{Path.GetFileNameWithoutExtension(name)}-{hash}{Path.GetExtension(name)}";
        _pathOf[name] = path;
        _byPath[path] = new(TypeOf(name), content, Compress(content));
    }

    private static byte[] Compress(byte[] content)
    {
        using MemoryStream target = new();
        using (BrotliStream brotli = new(target, CompressionLevel.SmallestSize))
        {
            brotli.Write(content);
        }

        return target.ToArray();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    };

    private sealed record Asset(string ContentType, byte[] Plain, byte[] Brotli);
}
