-- One id may serve two receipts, of two issuers or conversations, or for a delivery and an opening: only the same in all four is one receipt. A gateway
-- of the version before looks by the id alone, which this index serves as well, and writes nothing that it refuses.
drop index receipt_once;
create unique index receipt_once on receipt (receipt_id, issuer, conversation_id, kind) where state = 'applied';
