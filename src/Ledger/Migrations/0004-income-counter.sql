-- What a holder was ever given as income, so that a page need not add up years: postings, corrections and adjustments.
-- They are the transfers between the holder and the platform in entries that name the earning days they are for.
ALTER TABLE ledger.holder ADD COLUMN income bigint NOT NULL DEFAULT 0;

UPDATE ledger.holder h SET income = given.fen
FROM (SELECT shard, owner, asset, sum(fen)::bigint AS fen
      FROM (SELECT t.shard, t.credit >> 23 AS owner, (t.credit & 511)::smallint AS asset, t.amount AS fen
            FROM ledger.transfer t JOIN ledger.entry e ON e.shard = t.shard AND e.entry = t.entry
            WHERE e.first_day IS NOT NULL AND t.debit >> 23 = 0
              AND ((t.credit >> 9) & 16383) IN (8001, 8003, 8006)
            UNION ALL
            SELECT t.shard, t.debit >> 23, (t.debit & 511)::smallint, -t.amount
            FROM ledger.transfer t JOIN ledger.entry e ON e.shard = t.shard AND e.entry = t.entry
            WHERE e.first_day IS NOT NULL AND t.credit >> 23 = 0
              AND ((t.debit >> 9) & 16383) IN (8001, 8003, 8006)) AS sides
      GROUP BY shard, owner, asset) AS given
WHERE h.shard = given.shard AND h.owner = given.owner AND h.asset = given.asset;
