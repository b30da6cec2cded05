using Huoqi.Partner;

namespace Huoqi.Authority;

/// <summary>Lets an HttpClient talk to an <see cref="AuthorityApi"/> of the same process, without sockets.</summary>
public sealed class InProcessHandler(AuthorityApi authority) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken) =>
        InProcess.SendAsync(request, authority.AnswerAsync, cancellationToken);
}
