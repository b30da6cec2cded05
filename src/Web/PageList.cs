namespace Huoqi.Web;

/// <summary>Every page and form, by area. Each area lists its own routes.</summary>
internal static class PageList
{
    public static void Map(Routes routes, AppParts parts)
    {
        routes.Plain("/assets/{name}", parts.Assets.ServeAsync);
        DisplayForm.Map(routes);
        DemoRoutes.Map(routes);
        HomeRoutes.Map(routes);
        IncomeRoutes.Map(routes);
        BillRoutes.Map(routes);
        MoveRoutes.Map(routes);
        ConfirmRoutes.Map(routes);
        AgreementRoutes.Map(routes);
        PayRoutes.Map(routes);
        SandboxRoutes.Map(routes);
        CollectRoutes.Map(routes);
        SendRoutes.Map(routes);
        RequestRoutes.Map(routes);
        SaveRoutes.Map(routes);
        SignInPages.Map(routes);
        SignUpPages.Map(routes);
        RecoveryPages.Map(routes);
        MePages.Map(routes);
        StaffPages.Map(routes);
    }
}
