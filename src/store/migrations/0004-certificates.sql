-- Which certificate each sender signs with, beyond what the keyring file says. Older versions of the gateway do not look here.
-- Fingerprints are SHA-256 of the certificate, in hexadecimal.

-- The last rehearsal of each certificate: a test letter, sealed with it and opened again.
create table certificate_rehearsal (
  fingerprint text primary key,
  sender text not null,
  rehearsed_at timestamptz not null,
  -- Null when it went well.
  failure_code text
);

-- Every switch there was; the last one of a sender is in force.
create table certificate_switch (
  number bigint generated always as identity primary key,
  sender text not null,
  fingerprint text not null,
  switched_at timestamptz not null,
  -- Name of the key's holder who asked for it.
  switched_by text not null
);

create index certificate_switch_of_sender on certificate_switch (sender, number);
