namespace Huoqi.Acquiring;

// Read this first: what the module holds, and where.
