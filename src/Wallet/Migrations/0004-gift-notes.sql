-- A gift with what its giver wrote: whoever may see the gift reads the note, in whatever shard they live.
CREATE OR REPLACE VIEW wallet.pub_gift AS
SELECT g.shard, g.gift, g.person, g.friend, g.amount_fen, g.business_date, r.reference AS note
FROM wallet.gift g JOIN ledger.pub_reference r ON r.shard = g.shard AND r.entry = g.gift;
