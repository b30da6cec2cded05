using Huoqi.Partner;

namespace Huoqi.Registrar;

/// <summary>Lets an HttpClient talk to a <see cref="RegistrarApi"/> of the same process, without sockets.</summary>
public sealed class InProcessHandler(RegistrarApi registrar) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken) =>
        InProcess.SendAsync(request, registrar.AnswerAsync, cancellationToken);
}
