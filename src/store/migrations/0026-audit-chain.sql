-- The log as a chain: chain = SHA-256 (chain before, SHA-256 (entry)), in the order of the numbers, beginning with 32 zero bytes. Whoever kept one
-- number with its chain can tell whether anything up to it was changed since.
alter table letter_event add column chain bytea;

-- chained: the last number that has a chain. A gateway of the version before gives numbers without; they get theirs when the next are numbered.
-- chain_after: events up to this one were numbered before there was a chain, and stay outside it. Chaining them would keep the log locked too long.
alter table event_counter
  add column chained bigint,
  add column chain bytea not null default decode(repeat('00', 32), 'hex'),
  add column chain_after bigint;
update event_counter set chained = last, chain_after = last;
alter table event_counter alter column chained set not null, alter column chain_after set not null;

-- What is hashed of an event, the same in every time zone. Not to be changed ever: the chain of what was logged before would break.
create function event_entry (number bigint, letter_id uuid, type text, at timestamptz, data jsonb) returns text stable language sql as $$
  select json_build_array(number, letter_id, type, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), data)::text
$$;

create function event_link (before bytea, start bytea, entry text) returns bytea immutable language sql as $$
  select sha256(coalesce(before, start) || sha256(convert_to(entry, 'UTF8')))
$$;

-- Over a window in the order of the numbers: each event's chain, from the chain before the first.
create aggregate event_chain (start bytea, entry text) (sfunc = event_link, stype = bytea);

create function refuse_event_change () returns trigger language plpgsql as $$
begin
  raise exception 'what was logged is neither changed nor deleted' using errcode = 'PB002';
end $$;

create trigger letter_event_kept before update on letter_event for each row when (
  old.chain is not null or (old.number is not null and old.number is distinct from new.number)
  or (old.id, old.letter_id, old.type, old.at, old.data) is distinct from (new.id, new.letter_id, new.type, new.at, new.data)
) execute function refuse_event_change();

create trigger letter_event_stays before delete on letter_event for each row execute function refuse_event_change();
