-- From when a letter's whole time runs: its acceptance, or its own time if that is later; anew when a person lets it go. A gateway of the version
-- before does not write it: then it is the acceptance.
alter table letter add column patience_from timestamptz;

create index letter_by_patience on letter (class, (coalesce(patience_from, accepted_at))) where next_step in ('lookup', 'seal', 'send');
