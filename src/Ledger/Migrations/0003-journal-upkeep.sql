-- Rows of the journal never die, so that vacuuming them only sets marks, and every statement finds them by key, so that
-- their statistics decide nothing. Once per doubling is enough, instead of once per fifth and tenth. Accounts are
-- changed in place and their pages cleaned as they are visited.
ALTER TABLE ledger.transfer SET (autovacuum_vacuum_insert_scale_factor = 1, autovacuum_analyze_scale_factor = 1);
ALTER TABLE ledger.entry SET (autovacuum_vacuum_insert_scale_factor = 1, autovacuum_analyze_scale_factor = 1);
ALTER TABLE ledger.request_key SET (autovacuum_vacuum_insert_scale_factor = 1, autovacuum_analyze_scale_factor = 1);
ALTER TABLE ledger.account SET (autovacuum_vacuum_scale_factor = 1, autovacuum_analyze_scale_factor = 1);
