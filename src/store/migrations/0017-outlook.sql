-- How fast letters have left lately.
create index attempt_by_hand_over on attempt (handed_over_at) where handed_over_at is not null;
