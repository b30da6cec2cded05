-- Published for the modules above: what merchants were paid, gave back and were paid out. A merchant's day is read by
-- these indexes.
CREATE INDEX payment_of_merchant ON wallet.payment (shard, merchant, business_date);
CREATE INDEX refund_of_day ON wallet.refund (shard, business_date);
CREATE INDEX settlement_of_day ON wallet.settlement (shard, business_date);

CREATE VIEW wallet.pub_payment AS
SELECT shard, payment, person, merchant, amount_fen, fee_fen, merchant_order, business_date FROM wallet.payment;

CREATE VIEW wallet.pub_refund AS
SELECT r.shard, r.refund, r.payment, p.merchant, p.merchant_order, r.amount_fen, r.fee_fen, r.business_date
FROM wallet.refund r JOIN wallet.payment p ON p.shard = r.shard AND p.payment = r.payment;

-- A payout with the bank's answer: 1 asked, 2 done, 3 refused.
CREATE VIEW wallet.pub_settlement AS
SELECT s.shard, s.merchant, s.order_no, s.amount_fen, s.business_date, o.state, o.bank_reference
FROM wallet.settlement s JOIN wallet.bank_order o ON o.shard = s.shard AND o.order_no = s.order_no;

-- A payment that waited for the bank's advance: the payment is null also when the bank paid and it could no longer be
-- made.
CREATE VIEW wallet.pub_payment_order AS
SELECT o.shard, o.order_no, o.person, o.state, p.payment
FROM wallet.bank_order o LEFT JOIN wallet.payment p ON p.shard = o.shard AND p.payment = o.settled_entry
WHERE o.kind = 6;

GRANT SELECT ON
    wallet.pub_payment, wallet.pub_refund, wallet.pub_settlement, wallet.pub_payment_order TO huoqi_app;
