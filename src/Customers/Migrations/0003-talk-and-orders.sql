-- Documents that people agree to; a version is never changed.
CREATE TABLE customers.document (
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 4),
    version integer NOT NULL CHECK (version > 0),
    in_force_from date NOT NULL,
    text_key text NOT NULL,
    text_hash text NOT NULL CHECK (text_hash ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (kind, version)
);

CREATE TABLE customers.acceptance (
    person bigint NOT NULL,
    accepted_at timestamptz NOT NULL,
    version integer NOT NULL,
    shard smallint NOT NULL,
    kind smallint NOT NULL,
    PRIMARY KEY (shard, person, kind, version),
    FOREIGN KEY (kind, version) REFERENCES customers.document (kind, version)
);

CREATE SEQUENCE customers.number;

-- A message is a kind and values; what it is about (subject) makes it come once.
CREATE TABLE customers.message (
    person bigint NOT NULL,
    number bigint NOT NULL DEFAULT nextval('customers.number'),
    written_at timestamptz NOT NULL,
    read_at timestamptz,
    shard smallint NOT NULL,
    kind smallint NOT NULL,
    subject text NOT NULL,
    parameters jsonb NOT NULL,
    PRIMARY KEY (shard, person, number),
    UNIQUE (shard, person, kind, subject)
);
CREATE INDEX message_unread ON customers.message (shard, person) WHERE read_at IS NULL;

-- How far a worker that follows a shard's journal is.
CREATE TABLE customers.follower (
    position bigint NOT NULL,
    shard smallint NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (shard, name)
);

CREATE TABLE customers.dispute (
    person bigint NOT NULL,
    number bigint NOT NULL DEFAULT nextval('customers.number'),
    entry bigint NOT NULL,
    opened_at timestamptz NOT NULL,
    answered_at timestamptz,
    due_on date NOT NULL,
    shard smallint NOT NULL,
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),
    said text NOT NULL,
    answer text,
    answered_by text,
    PRIMARY KEY (shard, person, number),
    UNIQUE (shard, person, entry)
);
CREATE INDEX dispute_open ON customers.dispute (shard, number) WHERE state = 1;

-- Standing orders: 1 nightly sweep, 2 saving per payment. What is kept, or put aside each time.
CREATE TABLE customers.standing_order (
    person bigint NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
    since_entry bigint NOT NULL,   -- payments after it count
    since date NOT NULL,
    ended_on date,
    shard smallint NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 2),
    PRIMARY KEY (shard, person, kind)
);

-- What a standing order decided once, before it moves anything: a second run asks for the same again.
CREATE TABLE customers.standing_run (
    person bigint NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
    run_date date NOT NULL,
    shard smallint NOT NULL,
    kind smallint NOT NULL,
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 4),  -- 1 decided, 2 done, 3 nothing to move, 4 refused
    occasion text NOT NULL,       -- the date, or the payment
    PRIMARY KEY (shard, person, kind, occasion)
);
CREATE INDEX standing_run_decided ON customers.standing_run (shard, kind) WHERE state = 1;

CREATE TABLE customers.goal (
    person bigint NOT NULL,
    number bigint NOT NULL DEFAULT nextval('customers.number'),
    target_fen bigint NOT NULL CHECK (target_fen > 0),
    assigned bigint NOT NULL DEFAULT 0 CHECK (assigned >= 0),  -- 0.01 units
    by_day date,
    shard smallint NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (shard, person, number)
);

-- Lies with the friend who is asked; the asker has a row that leads there.
CREATE TABLE customers.money_request (
    friend bigint NOT NULL,
    number bigint NOT NULL DEFAULT nextval('customers.number'),
    asker bigint NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    gift bigint,
    asked_at timestamptz NOT NULL,
    expires_on date NOT NULL,
    shard smallint NOT NULL,
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 6),
    said text NOT NULL,
    PRIMARY KEY (shard, friend, number)
);
CREATE INDEX money_request_open ON customers.money_request (shard, expires_on) WHERE state IN (1, 2);

CREATE TABLE customers.asked_request (
    asker bigint NOT NULL,
    number bigint NOT NULL,
    friend bigint NOT NULL,
    shard smallint NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 64),
    PRIMARY KEY (shard, asker, number),
    UNIQUE (shard, asker, key)
);

GRANT USAGE ON SEQUENCE customers.number TO huoqi_app;
GRANT SELECT, INSERT ON customers.document, customers.acceptance, customers.asked_request TO huoqi_app;
GRANT SELECT, INSERT, UPDATE ON
    customers.message, customers.follower, customers.dispute, customers.standing_order, customers.standing_run,
    customers.money_request TO huoqi_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON customers.goal TO huoqi_app;
