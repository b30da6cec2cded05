-- A merchant's sandbox (docs/decisions/0031): its payments, refunds and payouts are rows, and nothing of the books.
-- States 5 and 6 of a request are the sandbox's own. State 2, paid by an entry, stays closed to it, as it was.
ALTER TABLE acquiring.request
    DROP CONSTRAINT request_state_check,
    ADD CONSTRAINT request_state_check CHECK (state BETWEEN 1 AND 6),  -- 5 a payer is played, 6 a payer was played
    ADD CONSTRAINT request_played_check CHECK (state < 5 OR (sandbox AND claimed_by IS NULL)),
    ADD CONSTRAINT request_played_paid_check CHECK (state <> 6 OR (payment IS NOT NULL AND paid_at IS NOT NULL));
DROP INDEX acquiring.request_of_merchant;
CREATE INDEX request_of_merchant
    ON acquiring.request (shard, merchant, sandbox, created_at DESC, request DESC);
CREATE INDEX request_played ON acquiring.request (shard, merchant, paid_at) WHERE state = 6;

-- Numbers of what was played: higher than any entry's, so that none of them names something of the books.
CREATE SEQUENCE acquiring.sandbox_number AS bigint START WITH 900000000001 MINVALUE 900000000001;

CREATE TABLE acquiring.sandbox_refund (
    merchant bigint NOT NULL,
    number bigint NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    fee_fen bigint NOT NULL CHECK (fee_fen >= 0),
    refunded_at timestamptz NOT NULL,
    shard smallint NOT NULL,
    request uuid NOT NULL,
    key text NOT NULL,
    PRIMARY KEY (shard, merchant, key),
    FOREIGN KEY (shard, request) REFERENCES acquiring.request (shard, request)
);
CREATE INDEX sandbox_refund_of ON acquiring.sandbox_refund (shard, request);
CREATE INDEX sandbox_refund_on ON acquiring.sandbox_refund (shard, merchant, refunded_at);

-- What a merchant's sandbox has: payments less fees, refunds and payouts.
CREATE TABLE acquiring.sandbox_purse (
    merchant bigint NOT NULL,
    amount_fen bigint NOT NULL,
    shard smallint NOT NULL,
    PRIMARY KEY (shard, merchant)
);

-- At most one a day, as the books have it; one that the bank refused may be played again.
CREATE TABLE acquiring.sandbox_payout (
    merchant bigint NOT NULL,
    number bigint NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    day date NOT NULL,
    shard smallint NOT NULL,
    state smallint NOT NULL CHECK (state IN (2, 3)),  -- 2 paid, 3 refused
    PRIMARY KEY (shard, merchant, day)
);

-- What of the outbox is the sandbox's goes to endpoints that were made with a sandbox key, and to no others.
ALTER TABLE acquiring.event ADD COLUMN sandbox boolean NOT NULL DEFAULT false;
ALTER TABLE acquiring.endpoint
    ADD COLUMN sandbox boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT endpoint_state_check,
    ADD CONSTRAINT endpoint_state_check CHECK (state BETWEEN 1 AND 4);  -- 4 removed

GRANT USAGE ON SEQUENCE acquiring.sandbox_number TO huoqi_app;
GRANT SELECT, INSERT ON acquiring.sandbox_refund TO huoqi_app;
GRANT SELECT, INSERT, UPDATE ON acquiring.sandbox_payout, acquiring.sandbox_purse TO huoqi_app;
