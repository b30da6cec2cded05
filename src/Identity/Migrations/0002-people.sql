-- Numbers of people. Staff have numbers below, so that a session says by its number alone where to look.
CREATE SEQUENCE identity.person_number AS bigint START WITH 1000001 CACHE 32;
CREATE SEQUENCE identity.staff_number AS bigint START WITH 1001 MAXVALUE 999999;

-- Sessions, passkeys, consents and lines of the log: one sequence for all, because nobody counts them.
CREATE SEQUENCE identity.row_number AS bigint START WITH 1 CACHE 32;

-- One row a person: what a page needs of them lies beside their session. Phone, name and id number are sealed with a
-- key that stands in no database (AES-256-GCM, bound to the column and the person).
CREATE TABLE identity.account (
    person bigint NOT NULL,
    created_at timestamptz NOT NULL,
    closed_at timestamptz,
    cooling_until timestamptz,   -- after a recovery no money leaves to others until then
    password_rounds integer,
    shard smallint NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 3),       -- 1 person, 2 operator, 3 auditor
    kyc_level smallint NOT NULL DEFAULT 0 CHECK (kyc_level BETWEEN 0 AND 3),
    payment_tries smallint NOT NULL DEFAULT 0 CHECK (payment_tries >= 0),
    elder boolean NOT NULL DEFAULT false,
    hide_amounts boolean NOT NULL DEFAULT false,
    red_up boolean NOT NULL DEFAULT true,
    frozen boolean NOT NULL DEFAULT false,                     -- for the pages; the ledger is who refuses
    language text NOT NULL DEFAULT 'zh' CHECK (language IN ('zh', 'en')),
    theme text NOT NULL DEFAULT 'auto' CHECK (theme IN ('auto', 'light', 'dark')),
    nickname text NOT NULL DEFAULT '' CHECK (length(nickname) <= 40),
    phone bytea,                 -- of staff, the name they sign in with
    name bytea,
    id_number bytea,
    password_salt bytea,
    password_hash bytea,
    payment_salt bytea,
    payment_hash bytea,
    PRIMARY KEY (shard, person),
    CHECK ((kind = 1) = (person > 1000000)),
    CHECK ((password_hash IS NULL) = (password_salt IS NULL)),
    CHECK ((password_hash IS NULL) = (password_rounds IS NULL)),
    CHECK ((payment_hash IS NULL) = (payment_salt IS NULL))
) WITH (fillfactor = 80);

-- From what somebody gives to who they are: keyed hashes of phones, staff names, id numbers and credentials. Its shard
-- is dealt by the hash.
CREATE TABLE identity.login (
    person bigint NOT NULL,
    shard smallint NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 4),  -- 1 phone, 2 staff name, 3 id number, 4 credential
    lookup bytea NOT NULL CHECK (length(lookup) = 32),
    PRIMARY KEY (shard, lookup)
);

CREATE TABLE identity.session (
    person bigint NOT NULL,
    session bigint NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    idle_until timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    previous_until timestamptz,
    step_up_at timestamptz,
    revoked_at timestamptz,
    shard smallint NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 3),
    step_up_by smallint CHECK (step_up_by BETWEEN 1 AND 4),
    secret_hash bytea NOT NULL CHECK (length(secret_hash) = 32),
    previous_hash bytea,         -- before the last rotation: a lost answer must not lose the sign-in
    device text NOT NULL,
    PRIMARY KEY (shard, person, session)
) WITH (fillfactor = 70);
CREATE INDEX session_over ON identity.session (shard, expires_at);

CREATE TABLE identity.passkey (
    person bigint NOT NULL,
    passkey bigint NOT NULL,
    sign_count bigint NOT NULL CHECK (sign_count >= 0),
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    shard smallint NOT NULL,
    is_user_verified boolean NOT NULL,
    is_backup_eligible boolean NOT NULL,
    is_backed_up boolean NOT NULL,
    label text NOT NULL,
    transports text NOT NULL,
    credential bytea NOT NULL,
    public_key bytea NOT NULL,
    PRIMARY KEY (shard, person, passkey)
);

-- A question to an authenticator that waits for its answer; taking the answer deletes it.
CREATE TABLE identity.challenge (
    person bigint,               -- who must answer; null = whoever can
    session bigint,
    expires_at timestamptz NOT NULL,
    shard smallint NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 2),  -- 1 new passkey, 2 sign-in
    challenge bytea NOT NULL,
    state text NOT NULL,
    PRIMARY KEY (shard, challenge)
);
CREATE INDEX challenge_over ON identity.challenge (shard, expires_at);

-- A code that was sent: bound to its request, phone and use. Its shard is dealt by the phone's hash.
CREATE TABLE identity.code (
    person bigint,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    shard smallint NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 3),
    tries smallint NOT NULL CHECK (tries BETWEEN 0 AND 100),
    request bytea NOT NULL,
    phone_lookup bytea NOT NULL,
    code_hash bytea NOT NULL,
    PRIMARY KEY (shard, request)
);
CREATE INDEX code_over ON identity.code (shard, expires_at);

-- A confirmation of one purpose: proved once, used by one key.
CREATE TABLE identity.confirmation (
    person bigint NOT NULL,
    session bigint NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    proved_at timestamptz,
    used_at timestamptz,
    shard smallint NOT NULL,
    proved_by smallint CHECK (proved_by BETWEEN 1 AND 3),  -- 1 passkey, 2 payment password, 3 password
    moves_money boolean NOT NULL,
    to_others boolean NOT NULL,
    confirmation bytea NOT NULL,
    nonce bytea NOT NULL CHECK (length(nonce) = 32),
    purpose_hash bytea NOT NULL CHECK (length(purpose_hash) = 32),
    state text,                  -- the authenticator's question; null = none, or answered
    act text NOT NULL,
    used_key text,
    PRIMARY KEY (shard, person, confirmation),
    CHECK ((proved_at IS NULL) = (proved_by IS NULL)),
    CHECK (used_at IS NULL OR proved_at IS NOT NULL),
    CHECK ((used_at IS NULL) = (used_key IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX confirmation_over ON identity.confirmation (shard, expires_at);

-- A question to the authority: asked under its number until it is answered.
CREATE TABLE identity.kyc_check (
    person bigint NOT NULL,
    number bigint NOT NULL,
    asked_at timestamptz NOT NULL,
    answered_at timestamptz,
    shard smallint NOT NULL,
    source smallint NOT NULL CHECK (source BETWEEN 1 AND 7),
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),  -- 1 asked, 2 done, 3 refused
    content bytea NOT NULL,      -- name, id number, evidence: sealed
    content_hash bytea NOT NULL CHECK (length(content_hash) = 32),
    PRIMARY KEY (shard, person, number),
    CHECK ((state = 1) = (answered_at IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX kyc_check_asked ON identity.kyc_check (shard, person, number) WHERE state = 1;

CREATE TABLE identity.consent (
    person bigint NOT NULL,
    number bigint NOT NULL,
    from_at timestamptz NOT NULL,
    to_at timestamptz,
    revoked_at timestamptz,
    shard smallint NOT NULL,
    category text NOT NULL,
    purpose text NOT NULL,
    version text NOT NULL,
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (shard, person, number)
);
CREATE UNIQUE INDEX consent_once ON identity.consent (shard, person, category, purpose, version)
    WHERE revoked_at IS NULL;

-- Counters of limits. Not logged: a crash forgets them, and a flush for each request would cost more than that.
CREATE UNLOGGED TABLE identity.counter (
    window_end timestamptz NOT NULL,
    taken bigint NOT NULL,
    most bigint NOT NULL,
    shard smallint NOT NULL,
    granted boolean NOT NULL,
    scope text NOT NULL,
    key bytea NOT NULL,
    PRIMARY KEY (shard, scope, key)
) WITH (fillfactor = 70);

-- What happened to sign-ins and factors. The program adds lines and can do nothing else to them.
CREATE TABLE identity.security_log (
    number bigint NOT NULL,
    person bigint,
    at timestamptz NOT NULL,
    shard smallint NOT NULL,
    act smallint NOT NULL CHECK (act > 0),
    subject text NOT NULL,       -- masked
    device text NOT NULL,
    detail text NOT NULL,
    address bytea NOT NULL,      -- keyed hash
    PRIMARY KEY (shard, number)
);
CREATE INDEX security_log_of ON identity.security_log (shard, person, number) WHERE person IS NOT NULL;

-- Data-protection keys of all web processes, sealed.
CREATE TABLE identity.key_ring (
    name text PRIMARY KEY,
    made_at timestamptz NOT NULL,
    element bytea NOT NULL
);

-- A demo gives numbers of its own and moves the sequence behind them.
GRANT UPDATE ON SEQUENCE identity.person_number TO huoqi_app;
GRANT USAGE ON SEQUENCE identity.person_number, identity.staff_number, identity.row_number TO huoqi_app;
GRANT SELECT, INSERT, UPDATE ON identity.account, identity.passkey, identity.kyc_check, identity.consent TO huoqi_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    identity.login, identity.session, identity.challenge, identity.code, identity.confirmation, identity.counter
    TO huoqi_app;
GRANT DELETE ON identity.passkey TO huoqi_app;
GRANT SELECT, INSERT ON identity.security_log, identity.key_ring TO huoqi_app;

-- Staff are few among many people's lookups.
CREATE INDEX login_of_staff ON identity.login (person) WHERE kind = 2;
