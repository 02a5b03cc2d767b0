-- Whose signature a sealed package bears: the fingerprint of the enterprise certificate. Null for packages that earlier versions sealed.
alter table attempt add column signed_by text check (signed_by ~ '^[0-9a-f]{64}$');
