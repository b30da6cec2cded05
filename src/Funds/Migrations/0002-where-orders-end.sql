-- For pages: where a redemption is paid to, and the entry that an order ended with.
CREATE OR REPLACE VIEW funds.pub_order AS
SELECT shard, order_no, asset, owner, kind, amount, order_day, confirm_day, state, payout, card_token, settled_entry
FROM funds.fund_order;
