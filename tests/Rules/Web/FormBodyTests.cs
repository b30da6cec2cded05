using System.Text;
using Huoqi.Web;
using Xunit;

namespace Huoqi.RulesTests.Web;

/// <summary>Bodies of forms, as browsers write them and as nobody should.</summary>
public sealed class FormBodyTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a=1&b=2", "a:1|b:2")]
    [InlineData("&&a=1&", "a:1")]
    [InlineData("a", "a:")]
    [InlineData("a=", "a:")]
    [InlineData("a=b=c", "a:b=c")]
    [InlineData("a=1+2%2B3", "a:1 2+3")]
    [InlineData("a=%E9%95%BF%f0%9f%98%80", "a:长😀")]
    [InlineData("n%C3%A4me=x", "näme:x")]
    [InlineData("a=12%003", "a:12\u00003")]
    [InlineData("a=%&b=%4&c=%zz&d=%+1", "a:%|b:%4|c:%zz|d:% 1")]
    [InlineData("a=%ED%A0%80", "a:\ufffd\ufffd\ufffd")]
    [InlineData("a=%FF", "a:\ufffd")]
    public void A_body_is_read_as_it_was_meant(string body, string fields) => Assert.Equal(
        fields,
        string.Join('|', FormBody.Parse(Encoding.UTF8.GetBytes(body)).Select(field => $"{field.Key}:{field.Value}")));

    [Fact]
    public void A_field_twice_or_more_fields_than_any_form_has_are_refused()
    {
        Assert.Throws<RefusedException>(() => FormBody.Parse("a=1&b=2&a=3"u8));
        string many = string.Join('&', Enumerable.Range(0, 256).Select(i => $"f{i}={i}"));
        Assert.Equal(256, FormBody.Parse(Encoding.UTF8.GetBytes(many)).Count);
        Assert.Throws<RefusedException>(() => FormBody.Parse(Encoding.UTF8.GetBytes($"{many}&more=1")));
    }
}
