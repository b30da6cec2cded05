-- Since when a card is the person's, by the security clock and not by the business clock, which a demo moves: a cooling
-- period holds back what is newer. Null: from before it was noted, or entered without anybody asking.
ALTER TABLE customers.card ADD COLUMN known_since timestamptz;
