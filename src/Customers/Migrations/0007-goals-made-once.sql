-- The key of the form that made a goal: the form sent again makes no second one. Null: made by the API, which has none.
ALTER TABLE customers.goal
    ADD COLUMN key text CHECK (length(key) BETWEEN 1 AND 64),
    ADD UNIQUE (shard, person, key);
