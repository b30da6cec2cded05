CREATE SCHEMA funds;

-- An application to the registrar; its number is the journal entry that made it.
CREATE TABLE funds.fund_order (
    order_no bigint NOT NULL,
    owner bigint NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),      -- fen of a subscription, 0.01 units of a redemption
    principal_fen bigint NOT NULL DEFAULT 0,        -- of a bank's redemption: the advances it repays
    facility_fen bigint NOT NULL DEFAULT 0,         -- of these, what was drawn on the facility and goes back into it
    settled_entry bigint,
    adjusted_entry bigint,                          -- gives or takes the income of the days that came too late
    order_day date NOT NULL,
    confirm_day date NOT NULL CHECK (confirm_day > order_day),
    missed_from date,                               -- confirmed after these days were sealed
    missed_through date,
    limit_window integer,                           -- of the balance limit a subscription used, if any
    shard smallint NOT NULL,
    asset smallint NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 3),    -- 1 subscription, 2 redemption, 3 bank's redemption
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 4),  -- 1 placed, 2 confirmed, 3 refused, 4 paid
    payout smallint NOT NULL CHECK (payout BETWEEN 0 AND 2), -- of a redemption: 1 wallet, 2 card
    earning boolean NOT NULL DEFAULT false,         -- of a redemption: still earns until it is confirmed
    card_token text,
    CHECK (facility_fen BETWEEN 0 AND principal_fen),
    CHECK ((missed_from IS NULL) = (missed_through IS NULL)),
    PRIMARY KEY (shard, order_no)
) WITH (fillfactor = 80);
CREATE INDEX fund_order_placed ON funds.fund_order (asset, confirm_day, shard, order_no) WHERE state = 1;
CREATE INDEX fund_order_to_pay ON funds.fund_order (shard, order_no) WHERE state = 2 AND kind = 2;

CREATE INDEX fund_order_to_adjust ON funds.fund_order (asset, missed_through)
    WHERE missed_from IS NOT NULL AND adjusted_entry IS NULL;

-- The daily close: a step that is here is done.
CREATE TABLE funds.close_step (
    business_date date NOT NULL,
    asset smallint NOT NULL,
    step text NOT NULL,
    figures text NOT NULL,
    done_at timestamptz NOT NULL,
    PRIMARY KEY (business_date, asset, step)
);

-- Published days as the registrar told them; the ledger holds what they came to for us.
CREATE TABLE funds.published_day (
    asset smallint NOT NULL,
    day date NOT NULL,
    income_per_10k bigint NOT NULL,   -- 1e-4 yuan
    PRIMARY KEY (asset, day)
);

-- For the wallet: confirmed redemptions whose money is to be paid out.
CREATE VIEW funds.pub_redemption_to_pay AS
SELECT shard, order_no, owner, amount AS amount_fen, payout, card_token, confirm_day
FROM funds.fund_order WHERE state = 2 AND kind = 2;

-- For the wallet: what still moves for an owner, who therefore cannot leave.
CREATE VIEW funds.pub_open_order AS
SELECT shard, owner, order_no FROM funds.fund_order
WHERE state = 1 OR (state = 2 AND kind = 2) OR (missed_from IS NOT NULL AND adjusted_entry IS NULL);
CREATE INDEX fund_order_open ON funds.fund_order (shard, owner)
    WHERE state = 1 OR (state = 2 AND kind = 2) OR (missed_from IS NOT NULL AND adjusted_entry IS NULL);

-- For reports: every order as it stands.
CREATE VIEW funds.pub_order AS
SELECT shard, order_no, asset, owner, kind, amount, order_day, confirm_day, state FROM funds.fund_order;

GRANT USAGE ON SCHEMA funds TO huoqi_app;
GRANT SELECT, INSERT, UPDATE ON funds.fund_order TO huoqi_app;
GRANT SELECT, INSERT ON funds.close_step, funds.published_day TO huoqi_app;
GRANT SELECT ON funds.pub_redemption_to_pay, funds.pub_open_order, funds.pub_order TO huoqi_app;
