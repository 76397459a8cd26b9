-- In which order executions were stored: who keeps sums of them reads on from the last one it has counted.
alter table fills add column number bigint generated always as identity;
create unique index fills_by_number on fills (user_id, number);
