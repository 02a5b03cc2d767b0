-- A channel may sign one receipt anew, so two messages with its id may wait for the same letter; only one of them is applied.
drop index receipt_once;
create unique index receipt_once on receipt (receipt_id) where state = 'applied';
