-- Delivered letters whose ladder cannot go on are somebody's task too.
alter table task drop constraint task_kind_check;
alter table task add constraint task_kind_check check (kind in ('receipt-missing', 'receipt-unmatched', 'source-silent', 'ladder-stopped'));

create index letter_ladder_stopped on letter (id) where state = 'delivered' and reason_code like 'ERR\_%';
