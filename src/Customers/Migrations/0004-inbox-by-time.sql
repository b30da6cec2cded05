-- Messages are read newest first, by the instant of what they tell: whoever follows the journal writes some late.
CREATE INDEX message_by_time ON customers.message (shard, person, written_at, number);
