-- A person's open orders, and the order that an entry ended: pages ask for both.
CREATE INDEX bank_order_of_person ON wallet.bank_order (shard, person) WHERE state = 1;
CREATE INDEX bank_order_settled ON wallet.bank_order (shard, settled_entry) WHERE settled_entry IS NOT NULL;

-- For pages: what a person's entries are about.
CREATE VIEW wallet.pub_bank_order AS
SELECT shard, order_no, kind, person, amount_fen, card_token, subject, state, settled_entry, business_date
FROM wallet.bank_order;
CREATE VIEW wallet.pub_gift AS
SELECT shard, gift, person, friend, amount_fen, business_date FROM wallet.gift;
CREATE VIEW wallet.pub_person AS
SELECT shard, person, account_class, opened_on, closed_on FROM wallet.person;

GRANT SELECT ON
    wallet.pub_bank_order, wallet.pub_gift, wallet.pub_person TO huoqi_app;
