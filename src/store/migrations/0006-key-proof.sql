-- A keyed digest of a known text: tells a process that was started with another master key before it writes anything.
create table key_proof (
  one boolean primary key default true check (one),
  digest bytea not null
);
