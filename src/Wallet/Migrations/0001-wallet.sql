CREATE SCHEMA wallet;

CREATE TABLE wallet.person (
    person bigint NOT NULL,
    opened_on date NOT NULL,
    shard smallint NOT NULL,
    account_class smallint NOT NULL CHECK (account_class BETWEEN 1 AND 3),
    PRIMARY KEY (shard, person)
);

-- The outbox to the bank: an order is asked for until it is done or refused, under its own number.
CREATE TABLE wallet.bank_order (
    order_no bigint NOT NULL,
    person bigint NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    settled_entry bigint,
    subject bigint,              -- merchant of a payment, or order of a redemption
    business_date date NOT NULL,
    shard smallint NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 7),
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

GRANT USAGE ON SCHEMA wallet TO huoqi_app;
GRANT SELECT, INSERT, UPDATE ON wallet.person, wallet.bank_order TO huoqi_app;
GRANT SELECT, INSERT ON wallet.payment TO huoqi_app;
