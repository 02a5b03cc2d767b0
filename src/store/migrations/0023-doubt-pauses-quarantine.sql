-- Hand-overs in doubt are few among all there ever were, and are counted whenever somebody asks how things stand.
create index attempt_in_doubt on attempt (letter_id) where state = 'uncertain';

-- Who ended a pause and why, under the system key as for actions. `ended_by` is not written any more.
alter table pause add column ended_grounds bytea;

-- When a receipt was set aside: one that was parked came long before. Null in rows from before, and those the version before writes.
alter table receipt add column quarantined_at timestamptz;
