-- When letters shall leave. A gateway of the version before never writes these: to it a letter is as if it had none of them, and the first step
-- of one that shall wait is not due before, whoever looks.

-- From when the letter's own time, or quiet hours, let it go on: until then it is not late, and nobody's patience runs.
alter table letter add column due_from timestamptz;

alter table letter add column deadline_by timestamptz;
-- When it was told that the deadline may not be met, and that it was not. Once each.
alter table letter add column deadline_warned_at timestamptz;
alter table letter add column deadline_missed_at timestamptz;

create index letter_deadline on letter (deadline_by) where deadline_by is not null and deadline_missed_at is null;
create index letter_deadline_missed on letter (deadline_missed_at) where deadline_missed_at is not null;

-- What is done once a date, however many processes there are: one row each, ever.
create table duty_run (
  duty text not null,
  day date not null,
  leased_until timestamptz not null,
  tries integer not null default 1,
  done_at timestamptz,
  last_failure_code text,
  primary key (duty, day)
);

-- The report of each day. Counts and ids only.
create table day_report (
  day date primary key,
  made_at timestamptz not null,
  report jsonb not null
);
