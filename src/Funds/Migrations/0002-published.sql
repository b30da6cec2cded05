-- What the fund company published of a day, as people read it; the books hold our part of it (ledger.earning_day).
CREATE TABLE funds.published_figures (
    asset smallint NOT NULL,
    day date NOT NULL,
    income_per_10k bigint NOT NULL,                  -- 0.0001 yuan per 10,000 units
    seven_day_yield bigint NOT NULL,                 -- 0.001 %
    PRIMARY KEY (asset, day)
);

-- For pages: yields of a fund, day by day.
CREATE VIEW funds.pub_published_figures AS
SELECT asset, day, income_per_10k, seven_day_yield FROM funds.published_figures;

GRANT SELECT, INSERT ON funds.published_figures TO huoqi_app;
GRANT SELECT ON funds.pub_published_figures TO huoqi_app;
