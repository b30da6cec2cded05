-- A seventh state of a request for money: the books refused the gift that was to pay it. Nobody said no.
ALTER TABLE customers.money_request DROP CONSTRAINT money_request_state_check;
ALTER TABLE customers.money_request ADD CONSTRAINT money_request_state_check CHECK (state BETWEEN 1 AND 7);
