-- A person's lines are read newest first. Numbers are drawn in blocks, one for each connection, so that a higher one
-- may be the older one: the time says the order, and the number what comes first within an instant.
CREATE INDEX security_log_by_time ON identity.security_log (shard, person, at, number) WHERE person IS NOT NULL;
DROP INDEX identity.security_log_of;
