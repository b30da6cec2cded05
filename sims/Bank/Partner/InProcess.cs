using System.Net;
using System.Net.Http.Headers;

namespace Huoqi.Partner;

/// <summary>Answers an <see cref="HttpRequestMessage"/> without a socket.</summary>
internal static class InProcess
{
    /// <summary>Passes the request on; a lost connection is the exception HttpClient would throw.</summary>
    public static async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        Func<string, string, ReadOnlyMemory<byte>, CancellationToken, Task<(int Status, byte[] Body)>> answerAsync,
        CancellationToken cancel)
    {
        Uri uri = request.RequestUri ?? throw new InvalidOperationException("the request has no address");
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancel);
        (int status, byte[] answer) = await answerAsync(request.Method.Method, uri.PathAndQuery, body, cancel);
        if (status == Transport.Lost)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "the connection was lost");
        }

        ByteArrayContent content = new(answer);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpResponseMessage((HttpStatusCode)status) { Content = content, RequestMessage = request };
    }
}
