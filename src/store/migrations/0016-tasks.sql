-- What a person has to look into; opened by the gateway, and closed by it when the cause is gone.
create table task (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('receipt-missing', 'receipt-unmatched', 'source-silent')),
  -- What it is about, so that there is one open task of it.
  key text not null,
  -- Null: nobody knows whose it is.
  sender text check (sender ~ '^[0-9]{9}$'),
  letter_id uuid,
  opened_at timestamptz not null,
  closed_at timestamptz,
  -- For people: channel, print shop, since when. No personal data.
  data jsonb not null
);

create unique index task_open on task (kind, key) where closed_at is null;
create index task_closed on task (closed_at) where closed_at is not null;

-- How many letters each source sent in each hour, for knowing when it has fallen silent. Outlives the letters.
create table traffic (
  sender text not null,
  client text not null,
  hour timestamptz not null,
  letters integer not null,
  primary key (sender, client, hour)
);

-- Keys come in the order of time, so this index is next to nothing.
create index idempotency_by_time on idempotency using brin (created_at);
