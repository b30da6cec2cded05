-- A merchant's keys for signing: the public half, or a secret that is encrypted. The id carries the shard.
CREATE TABLE acquiring.merchant_key (
    merchant bigint NOT NULL,
    created_at timestamptz NOT NULL,
    ends_at timestamptz,
    shard smallint NOT NULL,
    algorithm smallint NOT NULL CHECK (algorithm BETWEEN 1 AND 3),
    sandbox boolean NOT NULL,
    key_id text NOT NULL,
    public_key text,
    secret bytea,
    CHECK ((public_key IS NULL) <> (secret IS NULL)),
    PRIMARY KEY (shard, key_id)
);
CREATE INDEX merchant_key_of ON acquiring.merchant_key (shard, merchant);

-- What a signature said once: it may not say it again while its time would still hold.
CREATE TABLE acquiring.nonce (
    seen_at timestamptz NOT NULL,
    shard smallint NOT NULL,
    key_id text NOT NULL,
    nonce text NOT NULL,
    PRIMARY KEY (shard, key_id, nonce)
);
CREATE INDEX nonce_seen ON acquiring.nonce (shard, seen_at);

CREATE TABLE acquiring.endpoint (
    merchant bigint NOT NULL,
    created_at timestamptz NOT NULL,
    failing_since timestamptz,
    old_secret_until timestamptz,
    shard smallint NOT NULL,
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),  -- 1 active, 2 off, 3 failed
    endpoint text NOT NULL,
    url text NOT NULL,
    secret bytea NOT NULL,
    old_secret bytea,
    CHECK ((old_secret IS NULL) = (old_secret_until IS NULL)),
    PRIMARY KEY (shard, endpoint)
);
CREATE INDEX endpoint_of ON acquiring.endpoint (shard, merchant);

-- One event on its way to one endpoint; it lies with the event. Who tries it holds it until the lease ends.
CREATE TABLE acquiring.delivery (
    merchant bigint NOT NULL,
    happened_at timestamptz NOT NULL,
    next_at timestamptz,
    leased_until timestamptz,
    attempts integer NOT NULL CHECK (attempts >= 0),
    shard smallint NOT NULL,
    endpoint_shard smallint NOT NULL,
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),  -- 1 waiting, 2 delivered, 3 given up
    event text NOT NULL,
    endpoint text NOT NULL,
    last_answer text,
    CHECK ((state = 1) = (next_at IS NOT NULL)),
    PRIMARY KEY (shard, event, endpoint)
) WITH (fillfactor = 80);
CREATE INDEX delivery_due ON acquiring.delivery (next_at) WHERE state = 1;
CREATE INDEX delivery_of ON acquiring.delivery (shard, merchant, happened_at DESC);

GRANT SELECT, INSERT, UPDATE ON acquiring.merchant_key, acquiring.endpoint, acquiring.delivery TO huoqi_app;
GRANT SELECT, INSERT, DELETE ON acquiring.nonce TO huoqi_app;
