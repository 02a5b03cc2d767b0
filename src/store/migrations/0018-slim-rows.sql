-- A letter's row is written a dozen times on its way, and its details never change: they lie beside the row, so that an update copies a pointer.
-- Room is left on each page, so that a claim, which changes no indexed column, need not touch the indexes. Rows written before stay as they are.
alter table letter set (toast_tuple_target = 1024, fillfactor = 70);
-- Ciphertext does not compress.
alter table letter alter column details set storage external;
