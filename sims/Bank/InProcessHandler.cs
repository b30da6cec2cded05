using Huoqi.Partner;

namespace Huoqi.Bank;

/// <summary>Lets an HttpClient talk to a <see cref="BankApi"/> of the same process, without sockets.</summary>
public sealed class InProcessHandler(BankApi bank) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken) =>
        InProcess.SendAsync(request, bank.AnswerAsync, cancellationToken);
}
