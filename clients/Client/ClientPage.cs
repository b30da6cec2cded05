namespace Huoqi.Client;
