-- What happened to a person while they did not look, until it stands in their inbox: written with what it tells,
-- deleted when it was told. Told twice, its instant and kind make it one message.
CREATE TABLE identity.event (
    person bigint NOT NULL,
    number bigint NOT NULL,
    at timestamptz NOT NULL,
    shard smallint NOT NULL,
    kind smallint NOT NULL CHECK (kind > 0),
    detail text NOT NULL,
    PRIMARY KEY (shard, person, number)
);
GRANT SELECT, INSERT, DELETE ON identity.event TO huoqi_app;
