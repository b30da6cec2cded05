-- What this database is, and which migrations made it what it is.
CREATE SCHEMA huoqi;

-- The program works as huoqi_app, which owns nothing: what it may not do (change a journal row), no bug can do.
-- Roles belong to the whole server, so that another database may already have made this one, or make it right now.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'huoqi_app') THEN
        BEGIN
            CREATE ROLE huoqi_app NOLOGIN;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END IF;
    -- The role that migrates must be able to become huoqi_app; since PostgreSQL 16 even its maker is not so by itself.
    -- Who may not grant it may have been granted it; if not, the first connection of the program says so.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        BEGIN
            GRANT huoqi_app TO CURRENT_USER;
        EXCEPTION
            WHEN insufficient_privilege THEN NULL;
        END;
    END IF;
END
$$;

CREATE TABLE huoqi.migration (
    module     text        NOT NULL,
    number     int         NOT NULL CHECK (number > 0),
    name       text        NOT NULL,
    checksum   text        NOT NULL CHECK (checksum ~ '^[0-9a-f]{64}$'),
    applied_at timestamptz NOT NULL,
    PRIMARY KEY (module, number)
);

-- One row. The number of shards is part of every key and can never change.
CREATE TABLE huoqi.installation (
    only_row    boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    shard_count int         NOT NULL CHECK (shard_count BETWEEN 1 AND 4096),
    profile     text        NOT NULL,
    created_at  timestamptz NOT NULL
);

GRANT USAGE ON SCHEMA huoqi TO huoqi_app;
GRANT SELECT ON huoqi.migration, huoqi.installation TO huoqi_app;
