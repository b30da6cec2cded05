CREATE SCHEMA wallet;

CREATE TABLE wallet.person (
    person bigint NOT NULL,
    opened_on date NOT NULL,
    closed_on date,
    shard smallint NOT NULL,
    account_class smallint NOT NULL CHECK (account_class BETWEEN 1 AND 3),
    PRIMARY KEY (shard, person)
);

-- The outbox to the bank: an order is asked for until it is done or refused, under its own number.
CREATE TABLE wallet.bank_order (
    order_no bigint NOT NULL,
    person bigint NOT NULL,      -- of a settlement, the merchant as owner of accounts
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    settled_entry bigint,
    subject bigint,              -- merchant of a payment or a settlement, or order of a redemption
    business_date date NOT NULL,
    shard smallint NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 8),
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),  -- 1 asked, 2 done, 3 refused
    card_token text,
    merchant_order text,
    bank_reference text,
    PRIMARY KEY (shard, order_no)
) WITH (fillfactor = 80);
CREATE INDEX bank_order_asked ON wallet.bank_order (shard, order_no) WHERE state = 1;

CREATE TABLE wallet.payment (
    payment bigint NOT NULL,     -- its entry
    person bigint NOT NULL,
    merchant bigint NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    fee_fen bigint NOT NULL CHECK (fee_fen BETWEEN 0 AND amount_fen),
    business_date date NOT NULL,
    shard smallint NOT NULL,
    limit_window integer,        -- of the limit it used, if any
    merchant_order text NOT NULL,
    PRIMARY KEY (shard, payment)
);

-- Who may be paid; a small table that every process keeps in memory, because nothing in it ever changes.
CREATE TABLE wallet.merchant (
    merchant bigint PRIMARY KEY CHECK (merchant > 0),
    refund_debt_fen bigint NOT NULL CHECK (refund_debt_fen >= 0),  -- how much it may owe for refunds, over all shards
    registered_on date NOT NULL,
    name text NOT NULL,
    payout_account text NOT NULL
);

-- Refunds of a payment lie end to end from 0 on: two that were made at once from the same reading cannot both stand.
CREATE TABLE wallet.refund (
    refund bigint NOT NULL,      -- its entry
    payment bigint NOT NULL,
    refunded_before_fen bigint NOT NULL CHECK (refunded_before_fen >= 0),
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    fee_fen bigint NOT NULL CHECK (fee_fen BETWEEN 0 AND amount_fen),  -- the share of the fee that went back
    business_date date NOT NULL,
    shard smallint NOT NULL,
    PRIMARY KEY (shard, payment, refunded_before_fen),
    FOREIGN KEY (shard, payment) REFERENCES wallet.payment (shard, payment)
);

-- What a merchant was paid: once a day at most; the bank order has the same number.
CREATE TABLE wallet.settlement (
    merchant bigint NOT NULL,
    order_no bigint NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    business_date date NOT NULL,
    shard smallint NOT NULL,
    PRIMARY KEY (shard, merchant, business_date)
);

CREATE TABLE wallet.gift (
    gift bigint NOT NULL,        -- its entry
    person bigint NOT NULL,
    friend bigint NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    business_date date NOT NULL,
    shard smallint NOT NULL,
    PRIMARY KEY (shard, gift)
);

GRANT USAGE ON SCHEMA wallet TO huoqi_app;
GRANT SELECT, INSERT, UPDATE ON wallet.person, wallet.bank_order TO huoqi_app;
GRANT SELECT, INSERT ON
    wallet.payment, wallet.merchant, wallet.refund, wallet.settlement, wallet.gift TO huoqi_app;
