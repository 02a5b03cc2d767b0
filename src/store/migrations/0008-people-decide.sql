-- What people decide of letters that stopped, and what outlives a letter on paper so that post which comes back still finds its case.

create table letter_override (
  letter_id uuid not null references letter,
  ordinal integer not null,
  action text not null check (action in ('route', 'address', 'estate-contact', 'stop')),
  -- Name of the key's holder; who sat there stands in the details.
  client text not null,
  decided_at timestamptz not null,
  -- From then on it no longer counts.
  until timestamptz,
  -- Who, why, and the channel or address, under the letter's key.
  details bytea not null,
  primary key (letter_id, ordinal)
);

-- No key to letter or attempt: a tombstone is there when both are gone.
create table tombstone (
  -- Keyed digest of the conversation id, the only key a receipt answers with.
  conversation_digest bytea primary key,
  letter_id uuid not null,
  sender text not null,
  receiver text not null,
  -- The case system's reference, under the system key.
  reference bytea not null,
  -- Keyed digest of recipient and address; null for a letter to no person.
  address_digest bytea,
  handed_over_at timestamptz not null
);

create index tombstone_of_letter on tombstone (letter_id);

-- Keyed digests of a person with an address that post came back from.
create table returned_address (
  digest bytea primary key,
  returned_at timestamptz not null
);
