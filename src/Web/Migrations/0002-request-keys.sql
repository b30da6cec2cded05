-- Idempotency-Key: for each caller and key the request's hash and its first answer, refusals too, for ever.
CREATE TABLE web.request_key (
    caller bigint NOT NULL,
    lease bigint NOT NULL CHECK (lease > 0),     -- whose turn it is: each turn has a number of its own
    begun_at timestamptz NOT NULL,
    leased_until timestamptz NOT NULL,
    answered_at timestamptz,
    shard smallint NOT NULL,
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),  -- 1 running, 2 answered, 3 outcome not known yet
    status smallint,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    content_type text,
    fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),
    body bytea,
    CHECK (state <> 2 OR (status IS NOT NULL AND body IS NOT NULL AND answered_at IS NOT NULL)),
    PRIMARY KEY (shard, caller, key)
) WITH (fillfactor = 80);

GRANT SELECT, INSERT, UPDATE ON web.request_key TO huoqi_app;
