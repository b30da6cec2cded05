-- The history of an account is a chain: each transfer names the line before it of both its accounts, and the account
-- names its newest one. A page of a statement walks the chain by primary key. The two indexes by account cost as much
-- as all the rest of a posting together, and more the longer the journal grew, because they were written to at random
-- places; the account's row is written to in any case.
--
-- A line is named by one number: entry * 32768 + line; 0 is none.
ALTER TABLE ledger.transfer
    ADD COLUMN debit_previous bigint NOT NULL DEFAULT 0,
    ADD COLUMN credit_previous bigint NOT NULL DEFAULT 0;
ALTER TABLE ledger.account
    ADD COLUMN last_line bigint NOT NULL DEFAULT 0,
    -- Padding that a row's first change gives back. A page that is filled to its fillfactor is pruned at each visit;
    -- this leaves it room for dozens of changes between two prunings.
    ADD COLUMN room bytea DEFAULT decode(repeat('00', 60), 'hex');

CREATE TEMP TABLE line_of_account ON COMMIT DROP AS
SELECT shard, account, (entry << 15) + line AS place,
       lag((entry << 15) + line, 1, 0::bigint) OVER (PARTITION BY shard, account ORDER BY entry, line) AS previous
FROM (SELECT shard, entry, line, debit AS account FROM ledger.transfer
      UNION ALL
      SELECT shard, entry, line, credit FROM ledger.transfer) AS sides;

UPDATE ledger.transfer t SET debit_previous = d.previous, credit_previous = c.previous
FROM line_of_account d, line_of_account c
WHERE d.shard = t.shard AND d.account = t.debit AND d.place = (t.entry << 15) + t.line
  AND c.shard = t.shard AND c.account = t.credit AND c.place = (t.entry << 15) + t.line
  AND (d.previous <> 0 OR c.previous <> 0);

UPDATE ledger.account a SET last_line = l.place
FROM (SELECT shard, account, max(place) AS place FROM line_of_account GROUP BY shard, account) AS l
WHERE a.shard = l.shard AND a.account = l.account;

ALTER TABLE ledger.transfer ALTER COLUMN debit_previous DROP DEFAULT, ALTER COLUMN credit_previous DROP DEFAULT;
ALTER TABLE ledger.account ALTER COLUMN last_line DROP DEFAULT;
DROP INDEX ledger.transfer_debit, ledger.transfer_credit;

-- Writes the new state of accounts that are stored; all of them, or the group is void.
CREATE FUNCTION ledger.put_accounts(
    shards smallint[], accounts bigint[], balances bigint[], standings smallint[], windows integer[], lines bigint[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    written bigint;
BEGIN
    UPDATE ledger.account a
    SET balance = u.balance, standing = u.standing, limit_window = u.limit_window, last_line = u.last_line, room = NULL
    FROM unnest(shards, accounts, balances, standings, windows, lines)
        AS u(shard, account, balance, standing, limit_window, last_line)
    WHERE a.shard = u.shard AND a.account = u.account;
    GET DIAGNOSTICS written = ROW_COUNT;
    PERFORM ledger.expect_rows(written, cardinality(shards));
END $$;

-- The lines of an account, newest first: from a line of it on, or from its newest.
CREATE FUNCTION ledger.lines_of(of_shard smallint, of_account bigint, from_line bigint, most integer)
RETURNS TABLE (entry bigint, line smallint, other bigint, amount bigint, after bigint, is_debit boolean,
               previous bigint)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE l AS (
        SELECT t.entry, t.line, t.debit, t.credit, t.amount, t.debit_after, t.credit_after,
               CASE WHEN t.debit = of_account THEN t.debit_previous ELSE t.credit_previous END AS previous, 1 AS n
        FROM ledger.transfer t,
             (SELECT coalesce(from_line, (SELECT a.last_line FROM ledger.account a
                                          WHERE a.shard = of_shard AND a.account = of_account))) AS f(place)
        WHERE t.shard = of_shard AND t.entry = f.place >> 15 AND t.line = (f.place & 32767)::smallint
          AND of_account IN (t.debit, t.credit)
        UNION ALL
        SELECT t.entry, t.line, t.debit, t.credit, t.amount, t.debit_after, t.credit_after,
               CASE WHEN t.debit = of_account THEN t.debit_previous ELSE t.credit_previous END, l.n + 1
        FROM l JOIN ledger.transfer t
          ON t.shard = of_shard AND t.entry = l.previous >> 15 AND t.line = (l.previous & 32767)::smallint
        WHERE l.n < most)
    SELECT l.entry, l.line, CASE WHEN l.debit = of_account THEN l.credit ELSE l.debit END, l.amount,
           CASE WHEN l.debit = of_account THEN l.debit_after ELSE l.credit_after END, l.debit = of_account, l.previous
    FROM l ORDER BY l.n
$$;
