-- A letter that was delivered digitally may go on to paper: a second attempt, linked to the first.

alter table attempt add column follows uuid references attempt;

-- The old index knows one living attempt a letter, so it has to give way. A gateway of the version before writes no links, and is held to the
-- same as ever by the first of the new ones; the second allows one living attempt that follows another.
drop index attempt_one_alive;
create unique index attempt_one_alive on attempt (letter_id) where state <> 'refused' and follows is null;
create unique index attempt_one_linked on attempt (letter_id) where state <> 'refused' and follows is not null;

-- A switch after doubt needs proof: what is followed was delivered, and a delivered attempt never moves again.
create function check_attempt_link () returns trigger language plpgsql as $$
begin
  if not exists (select 1 from attempt where message_id = new.follows and letter_id = new.letter_id and follows is null and state = 'delivered') then
    raise exception 'an attempt can only follow a delivered one of the same letter' using errcode = 'PB001';
  end if;
  return new;
end $$;

create trigger attempt_links before insert or update of follows on attempt
  for each row when (new.follows is not null) execute function check_attempt_link();

insert into letter_move (from_state, to_state) values
  ('delivered', 'routed'),
  ('received', 'opened'), ('routed', 'opened'), ('needs_decision', 'opened'), ('returned', 'opened'),
  ('received', 'delivered'), ('needs_decision', 'delivered');

-- Wider than the check it replaces, so that no row there is needs to be looked at.
alter table letter drop constraint letter_next_step_check;
alter table letter add constraint letter_next_step_check check (next_step in ('lookup', 'seal', 'send', 'follow', 'ladder')) not valid;
