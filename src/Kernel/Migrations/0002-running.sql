-- The business clock: real time and so many whole days. Every process adds the same; a demo moves it on, nothing moves
-- it back.
CREATE TABLE huoqi.business_clock (
    only_row    boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    offset_days int         NOT NULL DEFAULT 0 CHECK (offset_days BETWEEN 0 AND 36500),
    moved_at    timestamptz
);
INSERT INTO huoqi.business_clock DEFAULT VALUES;

CREATE FUNCTION huoqi.clock_never_goes_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.offset_days < OLD.offset_days THEN
        RAISE EXCEPTION 'the business clock never goes back (% to % days)', OLD.offset_days, NEW.offset_days;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER clock_never_goes_back BEFORE UPDATE ON huoqi.business_clock
    FOR EACH ROW EXECUTE FUNCTION huoqi.clock_never_goes_back();

-- What the processes of one installation must agree on: where the partners answer, whose secrets these are, what a
-- demo was filled with. No secret stands here.
CREATE TABLE huoqi.fact (
    name  text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9.-]{0,63}$'),
    value text NOT NULL
);

GRANT SELECT, UPDATE ON huoqi.business_clock TO huoqi_app;
GRANT SELECT, INSERT, UPDATE ON huoqi.fact TO huoqi_app;
