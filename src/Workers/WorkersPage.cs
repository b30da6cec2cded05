namespace Huoqi.Workers;
