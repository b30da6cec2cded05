namespace Huoqi.Web;
