namespace Huoqi.Customers;
public sealed record CustomersParts();
