-- Two workers may stage a package under one id, the newer while the overtaken one is at it still. The claim says whose it is: a later one takes the
-- place of an earlier, never the other way round. Documents are staged before there is a claim.
alter table content add column claim_no int not null default 0;
