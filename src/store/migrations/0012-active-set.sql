-- Letters wait here; the queue holds only those that were let in. A letter is in the queue with its present round, or not at all: a gateway
-- of the version before, which puts every round into the queue by itself, never writes this, and its letters are let in once more, harmlessly.
alter table letter add column queued_round integer;

-- The case system's own name of the run a letter belongs to.
alter table letter add column batch text;

create index letter_of_batch on letter (sender, batch) where batch is not null;

-- Who waits outside, by queue and by who shall have their fair share; the first of each group is found without reading the others.
create index letter_outside on letter (
  (case when next_step = 'send' then 'send.' || channel else next_step end), sender, class, next_at
) where next_step is not null and queued_round is distinct from round;

-- Who is inside: never many.
create index letter_inside on letter (
  (case when next_step = 'send' then 'send.' || channel else next_step end), sender, class
) where next_step is not null and queued_round = round;

-- Sending stopped, by people or by a channel that asks to be left alone: for every letter that all given columns match.
create table pause (
  id uuid primary key,
  kind text not null check (kind in ('person', 'channel')),
  channel text check (channel in ('eboks', 'digipost', 'print')),
  sender text check (sender ~ '^[0-9]{9}$'),
  class text check (class in ('decision', 'important', 'information')),
  -- A person's own words, or the code of what the channel said. No personal data.
  reason text not null,
  paused_by text,
  paused_at timestamptz not null,
  -- Null: until a person resumes.
  until timestamptz,
  ended_at timestamptz,
  ended_by text
);

create index pause_in_force on pause (paused_at) where ended_at is null;
-- What a channel says of itself is one pause, prolonged.
create unique index pause_of_channel on pause (channel) where kind = 'channel' and ended_at is null;
