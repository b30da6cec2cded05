-- A person's own requests that nobody has answered yet: they are counted before another is made.
CREATE INDEX money_request_asked ON customers.money_request (asker) WHERE state = 1;
