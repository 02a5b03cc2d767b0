-- How far each register's feed of changes was read.
create table register_cursor (
  register text primary key,
  position text not null,
  moved_at timestamptz not null,
  -- Since when the page after it cannot be done; null while all is well.
  stuck_since timestamptz
);

-- Keyed digest of the number in use, where the letter came with one that was superseded: feeds tell of people by the number in use.
alter table letter add column person_index bytea;

create index letter_by_person on letter (person_index) where person_index is not null;
