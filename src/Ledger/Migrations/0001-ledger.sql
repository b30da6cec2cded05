-- The journal and what is derived from it, per shard. The shard comes first in every key, so that the same tables
-- can be distributed by it. Journal tables (posting_group, request_key, entry, transfer, earning_day) are only ever
-- appended to.
CREATE SCHEMA ledger;

-- A statement whose row count is part of an act's precondition: any other count undoes the whole group.
CREATE FUNCTION ledger.expect_rows(actual bigint, expected bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF actual <> expected THEN
        RAISE EXCEPTION 'expected % rows, found %', expected, actual USING ERRCODE = 'HQ002';
    END IF;
END $$;

CREATE TABLE ledger.shard_head (
    shard smallint PRIMARY KEY CHECK (shard >= 0),
    head bigint NOT NULL CHECK (head >= 0),          -- last position: an entry, or a refusal
    chain bytea NOT NULL CHECK (length(chain) = 32), -- hash of the last group
    closed_through date                              -- last closed business date
) WITH (fillfactor = 20);

-- Moves the heads of a group's shards, in shard order; if any was elsewhere, another process wrote and the group is
-- void.
CREATE FUNCTION ledger.move_heads(
    shards smallint[], from_heads bigint[], to_heads bigint[], chains bytea[], closed date[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    moved bigint;
BEGIN
    PERFORM 1 FROM ledger.shard_head WHERE shard = ANY (shards) ORDER BY shard FOR UPDATE;
    UPDATE ledger.shard_head h
    SET head = g.to_head, chain = g.chain, closed_through = coalesce(g.closed, h.closed_through)
    FROM unnest(shards, from_heads, to_heads, chains, closed) AS g(shard, from_head, to_head, chain, closed)
    WHERE h.shard = g.shard AND h.head = g.from_head;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> cardinality(shards) THEN
        RAISE EXCEPTION 'the head of a shard has moved' USING ERRCODE = 'HQ001';
    END IF;
END $$;

CREATE TABLE ledger.posting_group (
    last_entry bigint NOT NULL,
    first_entry bigint NOT NULL CHECK (first_entry <= last_entry),
    posted_at timestamptz NOT NULL,
    shard smallint NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (shard, last_entry)
);

-- Every request that was ever judged, with its first answer; refusals too. entry is the place of the answer.
CREATE TABLE ledger.request_key (
    owner bigint NOT NULL,
    entry bigint NOT NULL,
    fingerprint uuid NOT NULL,
    shard smallint NOT NULL,
    act smallint NOT NULL,
    status smallint NOT NULL,
    failed_leg smallint NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 64),
    PRIMARY KEY (shard, owner, act, key)
);

CREATE TABLE ledger.entry (
    entry bigint NOT NULL,
    owner bigint NOT NULL,
    posted_at timestamptz NOT NULL,
    business_date date NOT NULL,
    first_day date,      -- of the earning days it speaks of
    last_day date,
    reverses bigint,
    shard smallint NOT NULL,
    act smallint NOT NULL,
    reference text NOT NULL,
    PRIMARY KEY (shard, entry)
);
CREATE UNIQUE INDEX entry_reverses ON ledger.entry (shard, reverses) WHERE reverses IS NOT NULL;

CREATE TABLE ledger.transfer (
    entry bigint NOT NULL,
    debit bigint NOT NULL,
    credit bigint NOT NULL CHECK (credit <> debit),
    amount bigint NOT NULL CHECK (amount > 0),
    debit_after bigint NOT NULL,
    credit_after bigint NOT NULL,
    earns_from date,     -- first day on which a unit transfer changes what earns
    limit_window integer,
    shard smallint NOT NULL,
    line smallint NOT NULL,
    PRIMARY KEY (shard, entry, line)
);
-- The platform's own accounts (packed key below 2^23) stand in nearly every entry: they are read by the primary key.
CREATE INDEX transfer_debit ON ledger.transfer (shard, debit, entry) WHERE debit >= 8388608;
CREATE INDEX transfer_credit ON ledger.transfer (shard, credit, entry) WHERE credit >= 8388608;

-- Key of an account: owner (40 bits), code of the chart (14 bits), asset (9 bits); see AccountKey.
CREATE TABLE ledger.account (
    account bigint NOT NULL CHECK (account >= 0),
    balance bigint NOT NULL,  -- on its normal side, in the asset's smallest unit
    limit_window integer NOT NULL,
    shard smallint NOT NULL,
    standing smallint NOT NULL CHECK (standing BETWEEN 1 AND 3),
    floor_at_zero boolean NOT NULL,
    CHECK (NOT floor_at_zero OR balance >= 0),
    PRIMARY KEY (shard, account)
) WITH (fillfactor = 70);

-- What an owner's units of one fund earn on; see Holder.
CREATE TABLE ledger.holder (
    owner bigint NOT NULL,
    units bigint NOT NULL,    -- earning on the day after posted_through, 0.01 units
    posted_through date NOT NULL,
    shard smallint NOT NULL,
    asset smallint NOT NULL CHECK (asset > 0),
    change_days date[] NOT NULL,
    change_units bigint[] NOT NULL,
    CHECK (cardinality(change_days) = cardinality(change_units)),
    PRIMARY KEY (shard, owner, asset)
) WITH (fillfactor = 70);

CREATE TABLE ledger.fund_standing (
    shard smallint NOT NULL,
    asset smallint NOT NULL,
    first_day date NOT NULL,
    sealed_through date NOT NULL,
    published_through date NOT NULL CHECK (published_through <= sealed_through),
    PRIMARY KEY (shard, asset)
) WITH (fillfactor = 50);

-- A day's result for everybody: the same numbers in every shard, and the shard's own part.
CREATE TABLE ledger.earning_day (
    entry bigint NOT NULL,
    total_fen bigint NOT NULL,
    earning_units bigint NOT NULL CHECK (earning_units >= 0),
    cut_remainder bigint NOT NULL,
    cut_account bigint NOT NULL,
    part_fen bigint NOT NULL,
    part_units bigint NOT NULL CHECK (part_units >= 0),
    day date NOT NULL,
    shard smallint NOT NULL,
    asset smallint NOT NULL,
    PRIMARY KEY (shard, asset, day)
);

-- Amounts on their way to another shard: exactly one delivery or return each.
CREATE TABLE ledger.delivery (
    entry bigint NOT NULL,
    owner bigint NOT NULL,
    source_account bigint NOT NULL,
    target_account bigint NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    settled_entry bigint,     -- in the target's shard, or in this one when it came back
    business_date date NOT NULL,
    shard smallint NOT NULL,
    target_shard smallint NOT NULL,
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),  -- 1 on its way, 2 arrived, 3 returned
    refusal smallint,         -- why it came back
    limit_account bigint,     -- the limit that sending used, and its window: a return gives it back
    limit_window integer,
    CHECK ((limit_account IS NULL) = (limit_window IS NULL)),
    PRIMARY KEY (shard, entry)
);
CREATE INDEX delivery_under_way ON ledger.delivery (shard, entry) WHERE state = 1;

-- Published for the modules above: holders whose income is not posted through the last published day.
CREATE VIEW ledger.pub_holder_behind AS
SELECT h.shard, h.owner, h.asset, h.posted_through, f.published_through
FROM ledger.fund_standing f JOIN ledger.holder h ON h.shard = f.shard AND h.asset = f.asset
WHERE h.posted_through < f.published_through;

-- Published for the modules above: how far what was sent to another shard is.
CREATE VIEW ledger.pub_delivery AS
SELECT shard, entry, owner, target_shard, amount, state FROM ledger.delivery;

-- Published for reports: accounts and transfers with their keys taken apart.
CREATE VIEW ledger.pub_balance AS
SELECT shard, account >> 23 AS owner, ((account >> 9) & 16383)::smallint AS code, (account & 511)::smallint AS asset,
       balance, standing
FROM ledger.account;

CREATE VIEW ledger.pub_movement AS
SELECT e.business_date, e.act, e.first_day, e.last_day, t.shard, t.entry, t.line, t.amount, t.earns_from,
       t.debit >> 23 AS debit_owner, ((t.debit >> 9) & 16383)::smallint AS debit_code,
       t.credit >> 23 AS credit_owner, ((t.credit >> 9) & 16383)::smallint AS credit_code,
       (t.debit & 511)::smallint AS asset
FROM ledger.transfer t JOIN ledger.entry e ON e.shard = t.shard AND e.entry = t.entry;

CREATE VIEW ledger.pub_earning_day AS
SELECT shard, asset, day, total_fen, earning_units, cut_remainder, cut_account, part_fen, part_units
FROM ledger.earning_day;

GRANT USAGE ON SCHEMA ledger TO huoqi_app;
GRANT SELECT, INSERT ON
    ledger.posting_group, ledger.request_key, ledger.entry, ledger.transfer, ledger.earning_day TO huoqi_app;
GRANT SELECT, INSERT, UPDATE ON
    ledger.shard_head, ledger.account, ledger.holder, ledger.fund_standing, ledger.delivery TO huoqi_app;
GRANT SELECT ON
    ledger.pub_holder_behind, ledger.pub_balance, ledger.pub_movement, ledger.pub_earning_day,
    ledger.pub_delivery TO huoqi_app;
