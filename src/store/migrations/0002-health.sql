-- How the calls to each outside party have gone, as last told by any process.
create table party_health (
  party text primary key,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_failure_code text
);
