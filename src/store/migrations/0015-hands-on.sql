-- What people do with letters by hand, one at a time or by selection.

insert into letter_move (from_state, to_state) values ('returned', 'received');

-- Actions over many letters. Who and why, of both persons, are under the system key.
create table bulk_act (
  id uuid primary key,
  act text not null check (act in ('hold', 'release', 'withdraw', 'resend', 'redirect')),
  -- Of a redirection.
  channel text check (channel in ('print', 'digital')),
  selection jsonb not null,
  senders text[] not null,
  -- Name of the key's holder.
  client text not null,
  -- Keyed digest of the idempotency key, and of each field that came with it.
  key_digest bytea not null,
  digests jsonb not null,
  grounds bytea not null,
  state text not null check (state in ('waiting_approval', 'running', 'done', 'refused')),
  -- The count it was asked for with.
  preview jsonb not null,
  approval bytea,
  created_at timestamptz not null,
  finished_at timestamptz,
  unique (client, key_digest)
);

create index bulk_act_open on bulk_act (created_at) where state in ('waiting_approval', 'running');

-- The letters of an action, written down when it was asked for: each ends in one outcome, so the sum is always the whole.
create table bulk_act_letter (
  action_id uuid not null references bulk_act on delete cascade,
  letter_id uuid not null,
  outcome text check (outcome in ('acted', 'skipped', 'failed')),
  -- What stood in the way.
  in_state text,
  code text,
  primary key (action_id, letter_id)
);

create index bulk_act_letter_waiting on bulk_act_letter (action_id, letter_id) where outcome is null;

create table letter_act (
  letter_id uuid not null references letter on delete cascade,
  ordinal integer not null,
  act text not null check (act in ('hold', 'release', 'withdraw', 'resend')),
  from_state text not null,
  client text not null,
  acted_at timestamptz not null,
  -- Who and why, under the letter's key; or the action that knows.
  grounds bytea,
  action_id uuid references bulk_act,
  primary key (letter_id, ordinal),
  check ((grounds is null) = (action_id is not null))
);

-- For groups of letters that stopped for one cause.
create index letter_stopped on letter (state, reason_code, changed_at) where state in ('held', 'needs_decision', 'undeliverable');
