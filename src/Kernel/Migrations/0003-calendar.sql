-- Trading calendars that were loaded into this installation, over the one that ships with the program, in this order.
-- Only ever appended to: what was promised under an earlier one can still be understood.
CREATE TABLE huoqi.calendar_file (
    number    int         PRIMARY KEY CHECK (number > 0),
    name      text        NOT NULL,
    content   text        NOT NULL,
    loaded_on date        NOT NULL,     -- the business date; only later days were changed by it
    loaded_at timestamptz NOT NULL
);

GRANT SELECT ON huoqi.calendar_file TO huoqi_app;
