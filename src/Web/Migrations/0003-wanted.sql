-- What a person wants done with money, from its review until it is done: the purpose that is confirmed, field by field.
CREATE TABLE web.wanted (
    person bigint NOT NULL,
    made_at timestamptz NOT NULL,      -- by the security clock, as the next
    expires_at timestamptz NOT NULL,
    fen bigint NOT NULL CHECK (fen > 0),
    entry bigint CHECK (entry > 0),    -- what was done, in the same shard
    shard smallint NOT NULL,
    outcome smallint,                  -- an ActStatus that will not change any more
    payment_password boolean NOT NULL,
    to_others boolean NOT NULL,
    confirmation text NOT NULL,
    act text NOT NULL,
    payee text NOT NULL,
    detail text NOT NULL,
    options text,                      -- the question to the authenticator; null = none, or over
    key text,                          -- of the request that used it: set before money moves
    PRIMARY KEY (shard, person, confirmation),
    CHECK (outcome IS NULL OR key IS NOT NULL),
    CHECK (entry IS NULL OR outcome IS NOT NULL)
) WITH (fillfactor = 70);
CREATE INDEX wanted_made ON web.wanted (shard, made_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON web.wanted TO huoqi_app;
