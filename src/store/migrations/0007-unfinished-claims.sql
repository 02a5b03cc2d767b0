-- Claims in a row that came to nothing: raised by every claim, 0 again with every move. A letter that ends its worker is known by it.
alter table letter add column unfinished_claims integer not null default 0;
