-- How a payment was confirmed that waits for the bank's advance: 1 one factor, 2 two, 3 with a certificate. What it
-- used of the day's limits is given back when it is not made. Null of every other order.
ALTER TABLE wallet.bank_order ADD COLUMN proof smallint CHECK (proof BETWEEN 1 AND 3);
