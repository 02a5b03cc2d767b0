-- Hand-overs in doubt are few among all there ever were, and are counted whenever somebody asks how things stand.
create index attempt_in_doubt on attempt (letter_id) where state = 'uncertain';
