-- Letters, their attempts, decisions, content, receipts and the one numbered log.
-- What identifies or describes a person is ciphertext (bytea columns); what a queue or an operator must search is not.

-- The transition tables of src/letter/states.ts; a test holds the two equal.
create table letter_move (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);

insert into letter_move (from_state, to_state) values
  ('received', 'addressed'), ('received', 'held'), ('received', 'needs_decision'), ('received', 'undeliverable'), ('received', 'withdrawn'),
  ('addressed', 'routed'), ('addressed', 'received'), ('addressed', 'held'), ('addressed', 'needs_decision'), ('addressed', 'undeliverable'),
  ('addressed', 'withdrawn'),
  ('routed', 'sealed'), ('routed', 'received'), ('routed', 'held'), ('routed', 'needs_decision'), ('routed', 'undeliverable'), ('routed', 'withdrawn'),
  ('sealed', 'dispatched'), ('sealed', 'delivered'), ('sealed', 'opened'), ('sealed', 'returned'), ('sealed', 'received'), ('sealed', 'held'),
  ('sealed', 'needs_decision'), ('sealed', 'undeliverable'), ('sealed', 'withdrawn'),
  ('dispatched', 'delivered'), ('dispatched', 'opened'), ('dispatched', 'returned'), ('dispatched', 'received'), ('dispatched', 'held'),
  ('dispatched', 'needs_decision'), ('dispatched', 'undeliverable'),
  ('delivered', 'opened'), ('delivered', 'returned'),
  ('opened', 'returned'),
  ('held', 'received'), ('held', 'routed'), ('held', 'sealed'), ('held', 'dispatched'), ('held', 'delivered'), ('held', 'opened'), ('held', 'returned'),
  ('held', 'needs_decision'), ('held', 'undeliverable'), ('held', 'withdrawn'),
  ('needs_decision', 'received'), ('needs_decision', 'routed'), ('needs_decision', 'held'), ('needs_decision', 'undeliverable'),
  ('needs_decision', 'withdrawn');

create table attempt_move (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);

insert into attempt_move (from_state, to_state) values
  ('planned', 'sealed'), ('planned', 'refused'),
  ('sealed', 'handing_over'), ('sealed', 'planned'), ('sealed', 'refused'),
  ('handing_over', 'handed_over'), ('handing_over', 'sealed'), ('handing_over', 'uncertain'), ('handing_over', 'delivered'), ('handing_over', 'refused'),
  ('handed_over', 'delivered'), ('handed_over', 'refused'),
  ('uncertain', 'handing_over'), ('uncertain', 'handed_over'), ('uncertain', 'delivered'), ('uncertain', 'refused');

create table letter (
  id uuid primary key,
  sender text not null check (sender ~ '^[0-9]{9}$'),
  reference text not null,
  class text not null check (class in ('decision', 'important', 'information')),
  state text not null,
  channel text check (channel in ('eboks', 'digipost', 'print')),
  reason_code text,
  reason_sentence jsonb,
  -- Keyed digest of the identity number, for finding a person's letters without storing the number.
  recipient_index bytea,
  -- The letter's own data key, wrapped by the master key; everything else encrypted of the letter is under it.
  data_key bytea not null,
  details bytea not null,
  -- Raised by every claim; every later write of the claimer checks it.
  claim_no integer not null default 0,
  failures integer not null default 0,
  next_step text check (next_step in ('lookup', 'seal', 'send', 'follow')),
  next_at timestamptz,
  -- Counts scheduled steps, so that a job's id can be derived and sent again blindly.
  round integer not null default 0,
  accepted_at timestamptz not null,
  changed_at timestamptz not null,
  check ((next_step is null) = (next_at is null))
);

create index letter_by_state on letter (state, changed_at, id);
create index letter_by_reference on letter (sender, reference);
create index letter_by_recipient on letter (recipient_index);
create index letter_by_next on letter (next_at) where next_at is not null;
create index letter_by_acceptance on letter (accepted_at, id);

create function check_letter_move () returns trigger language plpgsql as $$
begin
  if not exists (select 1 from letter_move where from_state = old.state and to_state = new.state) then
    raise exception 'a letter cannot move from % to %', old.state, new.state using errcode = 'PB001';
  end if;
  return new;
end $$;

create trigger letter_moves before update of state on letter
  for each row when (old.state is distinct from new.state) execute function check_letter_move();

create function refuse_letter_start () returns trigger language plpgsql as $$
begin
  raise exception 'a letter cannot begin as %', new.state using errcode = 'PB001';
end $$;

create trigger letter_starts before insert on letter
  for each row when (new.state <> 'received') execute function refuse_letter_start();

create table attempt (
  message_id uuid primary key,
  conversation_id uuid not null unique,
  letter_id uuid not null references letter,
  ordinal integer not null,
  channel text not null check (channel in ('eboks', 'digipost', 'print')),
  receiver text not null,
  state text not null,
  fingerprint text,
  package_bytes bigint,
  created_at timestamptz not null,
  handed_over_at timestamptz,
  unique (letter_id, ordinal)
);

-- A new attempt is made only when the former is proven not to have happened.
create unique index attempt_one_alive on attempt (letter_id) where state <> 'refused';

create function check_attempt_move () returns trigger language plpgsql as $$
begin
  if not exists (select 1 from attempt_move where from_state = old.state and to_state = new.state) then
    raise exception 'an attempt cannot move from % to %', old.state, new.state using errcode = 'PB001';
  end if;
  return new;
end $$;

create trigger attempt_moves before update of state on attempt
  for each row when (old.state is distinct from new.state) execute function check_attempt_move();

create table decision (
  letter_id uuid not null references letter,
  ordinal integer not null,
  rule text not null,
  decided_at timestamptz not null,
  facts_read_at timestamptz not null,
  -- The decision with its inputs and choice, and the register facts it was made from, under the letter's key.
  decided bytea not null,
  facts bytea not null,
  primary key (letter_id, ordinal)
);

create table letter_event (
  id bigint generated always as identity primary key,
  -- Given without gaps when the log is first read past this event, in commit order; null until then.
  number bigint unique,
  letter_id uuid,
  type text not null,
  at timestamptz not null,
  data jsonb not null
);

create index letter_event_of_letter on letter_event (letter_id, id);
create index letter_event_unnumbered on letter_event (id) where number is null;

create table event_counter (
  one boolean primary key default true check (one),
  last bigint not null
);

insert into event_counter (last) values (0);

-- Documents and sealed packages, in encrypted chunks of 256 KiB. Staged before the letter exists, so no foreign key to it.
create table content (
  id uuid primary key,
  letter_id uuid not null,
  kind text not null check (kind in ('document', 'package')),
  number integer not null,
  bytes bigint not null default 0,
  staged_at timestamptz not null,
  linked_at timestamptz
);

create index content_of_letter on content (letter_id);
create index content_staged on content (staged_at) where linked_at is null;

create table content_chunk (
  content_id uuid not null references content on delete cascade,
  chunk_no integer not null,
  sealed bytea not null,
  primary key (content_id, chunk_no)
);

-- Ciphertext does not compress.
alter table content_chunk alter column sealed set storage external;

create table idempotency (
  owner text not null,
  key_digest bytea not null,
  letter_id uuid not null,
  -- Who is working on the key now, until when; both null once the first answer is kept.
  holder uuid,
  held_until timestamptz,
  -- Keyed digests, one a field, for naming the field that differs.
  digests jsonb,
  -- The first answer, byte for byte, under the letter's key.
  answer bytea,
  created_at timestamptz not null,
  primary key (owner, key_digest),
  check ((holder is null) = (answer is not null))
);

create table receipt (
  -- Digest of the raw message: the same message twice is one row.
  raw_digest bytea primary key,
  receipt_id text,
  state text not null check (state in ('applied', 'ignored', 'parked', 'quarantined')),
  kind text,
  issuer text,
  conversation_id text,
  message_id uuid references attempt,
  letter_id uuid references letter,
  why text,
  occurred_at timestamptz,
  received_at timestamptz not null,
  -- The whole signed message, encrypted: evidence.
  raw bytea not null
);

create unique index receipt_once on receipt (receipt_id) where state in ('applied', 'parked');
create index receipt_of_letter on receipt (letter_id);
create index receipt_waiting on receipt (received_at) where state in ('parked', 'quarantined');

-- Timed duties: at most one process does each at a time.
create table duty (
  name text primary key,
  leased_until timestamptz not null,
  last_done_at timestamptz,
  last_failure_code text
);
