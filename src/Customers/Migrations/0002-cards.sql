-- People's own bank cards: what a person knows a card by, and the token the bank knows it by. No card's whole number.
CREATE TABLE customers.card (
    person bigint NOT NULL,
    added_at timestamptz NOT NULL,
    removed_at timestamptz,
    number integer NOT NULL CHECK (number > 0),
    shard smallint NOT NULL,
    bank text NOT NULL,
    ending text NOT NULL CHECK (ending ~ '^[0-9]{4}$'),
    token text NOT NULL,
    PRIMARY KEY (shard, person, number)
);
CREATE UNIQUE INDEX card_once ON customers.card (shard, person, token) WHERE removed_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON customers.card TO huoqi_app;
