-- Published for the modules above: what an entry was said to be for. A gift's note stands with the entry that sent it,
-- also for the friend in another shard.
CREATE VIEW ledger.pub_reference AS SELECT shard, entry, reference FROM ledger.entry;
GRANT SELECT ON ledger.pub_reference TO huoqi_app;
