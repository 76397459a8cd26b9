-- Calls of one name that are taken take turns: two that are stored at once claim the same one, and one of them gets it, whoever
-- stores them. Null = it was not taken by its name, or is older than this rule.
alter table webhook_calls add column name_turn integer check (name_turn > 0);
create unique index webhook_calls_one_a_turn on webhook_calls (webhook_id, name_hash, verdict, name_turn)
  where name_turn is not null;
