-- Orders that took nothing from a card because the bank refused them. No account of the person's moved, so that no bill
-- tells of them: pages ask for them by themselves.
CREATE INDEX bank_order_refused ON wallet.bank_order (shard, person, business_date) WHERE state = 3 AND kind IN (1, 2);
