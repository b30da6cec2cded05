-- A payment request, in the merchant's home shard. While somebody pays it, it is claimed: then it can be paid under
-- that claim alone, by an entry in the payer's shard that brings the claim's receipt (docs/decisions/0024).
CREATE TABLE acquiring.request (
    merchant bigint NOT NULL CHECK (merchant > 0),
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    claim bigint NOT NULL CHECK (claim >= 0),   -- how often it was claimed
    claimed_by bigint,                          -- the person; of a paid request, the payer
    payment bigint,                             -- the entry, in payer_shard
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    claimed_at timestamptz,
    paid_at timestamptz,
    shard smallint NOT NULL,
    payer_shard smallint,
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 4),  -- 1 open, 2 paid, 3 expired, 4 cancelled
    sandbox boolean NOT NULL,
    request uuid NOT NULL,
    merchant_order text NOT NULL CHECK (length(merchant_order) BETWEEN 1 AND 64),
    description text NOT NULL,
    items text NOT NULL,
    return_url text,
    CHECK ((claimed_by IS NULL) = (claimed_at IS NULL) AND (claimed_by IS NULL) = (payer_shard IS NULL)),
    CHECK (state <> 2 OR (payment IS NOT NULL AND paid_at IS NOT NULL AND claimed_by IS NOT NULL)),
    CHECK (state NOT IN (3, 4) OR claimed_by IS NULL),
    CHECK (state <> 2 OR NOT sandbox),
    PRIMARY KEY (shard, request),
    UNIQUE (shard, merchant, sandbox, merchant_order)
) WITH (fillfactor = 80);
CREATE INDEX request_of_merchant ON acquiring.request (shard, merchant, created_at DESC, request DESC);
CREATE INDEX request_open ON acquiring.request (shard, expires_at) WHERE state = 1;
CREATE INDEX request_claimed ON acquiring.request (shard, claimed_at) WHERE state = 1 AND claimed_at IS NOT NULL;

-- The end of a claim, in the payer's shard: paid, by the very entry of the payment, or void. There is one of them, by
-- its key; what comes second is refused.
CREATE TABLE acquiring.receipt (
    claim bigint NOT NULL CHECK (claim > 0),
    person bigint NOT NULL,
    entry bigint,               -- the payment; while the bank is awaited, the order to it
    at timestamptz NOT NULL,
    shard smallint NOT NULL,
    request_shard smallint NOT NULL,
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),  -- 1 paid, 2 waits for the bank, 3 void
    request uuid NOT NULL,
    CHECK (state = 3 OR entry IS NOT NULL),
    PRIMARY KEY (shard, request, claim)
);

-- The outbox to merchants: written with what it tells of, in the same commit.
CREATE TABLE acquiring.event (
    merchant bigint NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    entry bigint,               -- the payment, the refund or the payout
    happened_at timestamptz NOT NULL,
    handed_out_at timestamptz,  -- when it was put in line for the merchant's endpoints
    shard smallint NOT NULL,
    request_shard smallint,
    -- 1 payment.paid, 2 payment.refunded, 3 payment.expired, 4 payment.cancelled, 5 settlement.paid
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 5),
    request uuid,
    event text NOT NULL,
    subject text NOT NULL,      -- the merchant's own order, or the settled business date
    PRIMARY KEY (shard, event)
);
CREATE INDEX event_waiting ON acquiring.event (shard, happened_at) WHERE handed_out_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON acquiring.request, acquiring.receipt, acquiring.event TO huoqi_app;
