namespace Huoqi.Identity;

// Read this first: what the module holds, and where.
