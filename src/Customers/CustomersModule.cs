namespace Huoqi.Customers;

// Read this first: what the module holds, and where.
