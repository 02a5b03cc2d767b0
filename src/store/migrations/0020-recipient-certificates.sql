-- The certificates of mailbox operators and print services that letters were encrypted to. They say nothing of any person: one serves a million.
create table recipient_certificate (
  fingerprint text primary key check (fingerprint ~ '^[0-9a-f]{64}$'),
  organization text,
  valid_from timestamptz not null,
  valid_to timestamptz not null,
  met_at timestamptz not null,
  fault_code text
);
