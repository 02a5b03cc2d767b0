-- What authorities said of certificates: revocation lists and OCSP answers as they came. Public, signed, and proved again at each reading.
create table revocation_proof (
  key text primary key,
  proof bytea not null,
  fetched_at timestamptz not null
);
