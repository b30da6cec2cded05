namespace Huoqi.Demo;
